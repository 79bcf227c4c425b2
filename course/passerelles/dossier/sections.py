"""The sections of the dossier: one typed dataclass for each contribution.

Sections are named by ids with hyphens in files and contributions
(`due-diligence`) and by attributes with underscores here. Adding a section or a
key is a new schema version: an older program must refuse what it would lose.
Lists, texts and numbers are bounded (`bounds`), so that no contribution can swell the file.
Step 1 stands in `sections_needs`, coherence and the team in `sections_governance`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal

from passerelles.dossier.bounds import MAX_SCORE, bounded, within
from passerelles.dossier.sections_agreement import Agreement, SdgAdherence
from passerelles.dossier.sections_governance import Coherence, Management
from passerelles.dossier.sections_initiatives import Initiative, InitiativeType, Sectors
from passerelles.dossier.sections_learning import ExchangeProgramme
from passerelles.dossier.sections_lessons import Lessons
from passerelles.dossier.sections_monitoring import MonitoringPlan
from passerelles.dossier.sections_needs import DataPlan, Needs, TerritoryProfile
from passerelles.dossier.sections_places import Corridors, Territory
from passerelles.dossier.sections_resources import Budget, FundingPlan
from passerelles.dossier.sections_schemes import (
    MobilityScheme,
    RemittanceScheme,
    ReturnScheme,
    SkillsScheme,
)

STEP_COUNT: Final = 7

Group = Literal[
    "authorities",
    "public-institutions",
    "civil-society",
    "diaspora",
    "private-sector",
    "knowledge",
]
Strategy = Literal["manage-closely", "keep-satisfied", "keep-informed", "monitor"]
Principle = Literal["accessible", "balanced", "independent", "transparent"]
Channel = Literal[
    "migrant-associations", "identification-missions", "higher-levels-of-government", "networks"
]
Criterion = Literal[
    "main-migrant-groups",
    "migrant-associations",
    "cooperation-experience",
    "available-resources",
    "cultural-proximity",
]
Topic = Literal[
    "socio-economic-context",
    "political-context",
    "operating-environment",
    "migration-context",
    "migration-competences",
    "operational-capacity",
]
Evidence = Literal["unknown", "partial", "verified"]


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """One actor: power and interest from 0 to 10, and the strategy their quadrant calls for."""

    name: str
    group: Group
    power: float
    interest: float
    strategy: Strategy

    def __post_init__(self) -> None:
        bounded(self)
        within("power", self.power, MAX_SCORE)
        within("interest", self.interest, MAX_SCORE)


@dataclass(frozen=True, slots=True)
class Stakeholders:
    """Step 2: who counts (G 3.1.2)."""

    items: tuple[Stakeholder, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class RaciRow:
    """Who is responsible, accountable, consulted and informed in one of the seven steps."""

    step: int
    responsible: tuple[str, ...] = ()
    accountable: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        if not 1 <= self.step <= STEP_COUNT:
            raise ValueError(f"step must lie between 1 and {STEP_COUNT}, got {self.step}")


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """Step 3: the platform (G 3.1.2, 3.1.4).

    `herfindahl` is the sum of squared seat shares (0 to 1), `effective_groups` its
    inverse (0 to 6), each of the four `principles` a degree from 0 to 1.
    """

    seats: dict[Group, int]
    herfindahl: float
    effective_groups: float
    principles: dict[Principle, float]
    raci: tuple[RaciRow, ...] = ()
    overloaded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        for group, seats in self.seats.items():
            within(f"seats of {group}", seats, 1000)
        within("herfindahl", self.herfindahl, 1)
        within("effective_groups", self.effective_groups, 6 + 1e-9)
        for principle, degree in self.principles.items():
            within(principle, degree, 1)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A candidate that was not chosen, and its weighted score (0 to 10)."""

    name: str
    score: float

    def __post_init__(self) -> None:
        bounded(self)
        within("score", self.score, MAX_SCORE)


@dataclass(frozen=True, slots=True)
class Partner:
    """Step 4: the territory chosen and why (G 3.1.5).

    `scores` go from 0 to 10; `rank_acceptability` is the share of weightings (0 to
    1) under which it comes first.
    """

    name: str
    country: str
    channel: Channel
    scores: dict[Criterion, float]
    rank_acceptability: float
    alternatives: tuple[Alternative, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        for criterion, score in self.scores.items():
            within(criterion, score, MAX_SCORE)
        within("rank_acceptability", self.rank_acceptability, 1)


@dataclass(frozen=True, slots=True)
class DueDiligence:
    """Step 4: what is known of the partner (G 3.1.6); `readiness` goes from 0 to 1."""

    items: dict[Topic, Evidence]
    readiness: float

    def __post_init__(self) -> None:
        within("readiness", self.readiness, 1)


@dataclass(frozen=True, slots=True)
class Sections:
    """What the simulators have contributed so far."""

    stakeholders: Stakeholders | None = None
    mechanisms: Mechanisms | None = None
    partner: Partner | None = None
    due_diligence: DueDiligence | None = None
    needs: Needs | None = None
    data_plan: DataPlan | None = None
    territory_profile: TerritoryProfile | None = None
    coherence: Coherence | None = None
    management: Management | None = None
    sectors: Sectors | None = None
    initiative_type: InitiativeType | None = None
    initiative: Initiative | None = None
    budget: Budget | None = None
    funding_plan: FundingPlan | None = None
    remittance_scheme: RemittanceScheme | None = None
    mobility_scheme: MobilityScheme | None = None
    return_scheme: ReturnScheme | None = None
    skills_scheme: SkillsScheme | None = None
    territory: Territory | None = None
    corridors: Corridors | None = None
    sdg_adherence: SdgAdherence | None = None
    agreement: Agreement | None = None
    exchange_programme: ExchangeProgramme | None = None
    lessons: Lessons | None = None
    monitoring_plan: MonitoringPlan | None = None


SECTION_IDS: Final = tuple(part.name.replace("_", "-") for part in fields(Sections))

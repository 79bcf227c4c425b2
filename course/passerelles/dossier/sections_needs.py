"""The sections of step 1: needs, the plan to collect data, and the territory's profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from passerelles.dossier.bounds import MAX_SCORE, bounded, within

MAX_PEOPLE: Final = 10**9
MAX_EUROS: Final = 10**9
MAX_DAYS: Final = 10**5
MAX_VALUE: Final = 10**12
YEARS: Final = (1900, 2200)

NeedKind = Literal["practical", "strategic"]
Sector = Literal[
    "governance",
    "inclusion",
    "local-economic-development",
    "health",
    "education",
    "culture",
    "basic-services",
]
Method = Literal["desk-study", "consultation-meetings", "rapid-assessment", "surveys"]
Family = Literal[
    "countries",
    "regions-and-cities",
    "employment",
    "businesses",
    "associations",
    "education",
    "health",
    "social-programmes",
    "remittances",
    "savings",
]
FamilyState = Literal["sound", "weak", "missing"]
Quality = Literal["official", "estimate", "testimony"]
Breakdown = Literal["sex", "age", "place", "group"]
Way = Literal["convenience", "stratified", "triangulated"]


@dataclass(frozen=True, slots=True)
class Need:
    """One need, practical or strategic, with its sector (G 3.2.1) and priority (0 to 10)."""

    name: str
    kind: NeedKind
    sector: Sector
    priority: float

    def __post_init__(self) -> None:
        bounded(self)
        within("priority", self.priority, MAX_SCORE)


@dataclass(frozen=True, slots=True)
class Needs:
    """Step 1: what people need (G 3.1.1)."""

    items: tuple[Need, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class SurveyGroup:
    """One group of the survey: people, share assumed concerned, response rate, answers planned.

    `presence` says from 0 to 10 how often one meets its people in the usual places.
    """

    name: str
    population: int
    share: float
    response: float
    sample: int
    presence: float = 5.0

    def __post_init__(self) -> None:
        bounded(self)
        within("population", self.population, MAX_PEOPLE)
        within("share", self.share, 1)
        within("response", self.response, 1)
        within("sample", self.sample, MAX_PEOPLE)
        within("presence", self.presence, MAX_SCORE)


@dataclass(frozen=True, slots=True)
class MethodPlan:
    """One of the four methods: working days and cost in euros."""

    method: Method
    days: float
    cost: float

    def __post_init__(self) -> None:
        within("days", self.days, MAX_DAYS)
        within("cost", self.cost, MAX_EUROS)


@dataclass(frozen=True, slots=True)
class DataPlan:
    """Step 1: how data will be collected (G 3.1.1).

    `margin` and `confidence` are shares of 1; `families` names, for each of the ten
    families of data, the methods that bring it; `errors` are root mean square errors
    in percentage points.
    """

    sample: int
    contacts: int
    margin: float
    confidence: float
    allocation: Literal["proportional", "equal"]
    weeks: float
    groups: tuple[SurveyGroup, ...] = ()
    methods: tuple[MethodPlan, ...] = ()
    families: dict[Family, tuple[Method, ...]] = field(default_factory=dict)
    errors: dict[Way, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bounded(self)
        within("sample", self.sample, MAX_PEOPLE)
        within("contacts", self.contacts, MAX_PEOPLE)
        within("margin", self.margin, 1)
        within("confidence", self.confidence, 1)
        within("weeks", self.weeks, MAX_DAYS)
        for methods in self.families.values():
            within("methods of a family", len(methods), 4)
        for way, error in self.errors.items():
            within(way, error, 100)


@dataclass(frozen=True, slots=True)
class ProfileFigure:
    """One figure of the territory: its family of data, year, source, quality and breakdown."""

    family: Family
    label: str
    value: float
    unit: str
    year: int
    source: str
    quality: Quality
    breakdown: tuple[Breakdown, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        within("value", self.value, MAX_VALUE, -MAX_VALUE)
        within("year", self.year, YEARS[1], YEARS[0])


@dataclass(frozen=True, slots=True)
class TerritoryProfile:
    """Step 1: the territory's own data on migration, family by family (G 3.1.1).

    `families` says how well each is documented; `completeness` goes from 0 to 1.
    """

    figures: tuple[ProfileFigure, ...] = ()
    families: dict[Family, FamilyState] = field(default_factory=dict)
    completeness: float = 0.0

    def __post_init__(self) -> None:
        bounded(self)
        within("completeness", self.completeness, 1)

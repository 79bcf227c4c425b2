"""The sections of step 5: the sectors chosen, the kind of initiative, and its plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from passerelles.dossier.bounds import MAX_SCORE, bounded, within
from passerelles.dossier.sections_needs import MAX_EUROS, MAX_VALUE, Sector

MAX_MONTHS: Final = 1200
MAX_QUANTITY: Final = 10**6
STEPS_OF_A_PLAN: Final = 9
RISK_SCALE: Final = 5

InitiativeKind = Literal[
    "pilot-projects", "capacity-building", "awareness-and-training", "advocacy"
]
Condition = Literal["planned", "carried", "shared", "associations", "felt", "others"]
Obstacle = Literal["untried", "know-how", "residents", "rules"]
PlanStep = Literal[
    "diagnosis",
    "objectives",
    "stakeholders",
    "actions",
    "deliverables",
    "results",
    "monitoring",
    "calendar",
    "budget",
]
PlannerGroup = Literal[
    "authorities", "public-institutions", "civil-society", "diaspora", "private-sector", "knowledge"
]
Measure = Literal["lives", "institution", "activity"]
Quality = Literal["specific", "measurable", "achievable", "relevant", "time-bound"]
Line = Literal["staff", "travel", "activities", "equipment", "services", "evaluation"]
Payer = Literal["home", "partner", "others"]


@dataclass(frozen=True, slots=True)
class SectorMarks:
    """One territory's marks for a sector: need, capacity and alignment, 0 to 10 each."""

    need: float
    capacity: float
    alignment: float

    def __post_init__(self) -> None:
        within("need", self.need, MAX_SCORE)
        within("capacity", self.capacity, MAX_SCORE)
        within("alignment", self.alignment, MAX_SCORE)


@dataclass(frozen=True, slots=True)
class RankedSector:
    """A sector compared: mutual interest (0 to 10) and gap, home minus partner (−10 to 10)."""

    sector: Sector
    home: SectorMarks
    partner: SectorMarks
    mutual: float
    gap: float
    flagged: bool = False

    def __post_init__(self) -> None:
        within("mutual", self.mutual, MAX_SCORE + 1e-9)
        within("gap", self.gap, MAX_SCORE + 1e-9, -MAX_SCORE - 1e-9)


@dataclass(frozen=True, slots=True)
class Sectors:
    """Step 5: the sectors by mutual interest, the greatest first, and those chosen (G 3.2.1)."""

    ranked: tuple[RankedSector, ...] = ()
    chosen: tuple[Sector, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class InitiativeType:
    """Step 5: the kind of initiative chosen for a sector (G 3.2.2).

    `fits` of the four kinds go from 0 to 1; `missing` are conditions the choice still lacks.
    """

    chosen: InitiativeKind
    sector: Sector
    fits: dict[InitiativeKind, float] = field(default_factory=dict)
    missing: tuple[Condition, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    associations: bool = False
    others: bool = False

    def __post_init__(self) -> None:
        bounded(self)
        for kind, fit in self.fits.items():
            within(kind, fit, 1)


@dataclass(frozen=True, slots=True)
class PlannedResult:
    """What will have changed, the deliverable that leads there and the assumption it rests on."""

    text: str
    deliverable: str = ""
    assumption: str = ""

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class PlannedIndicator:
    """An indicator of the result numbered `result` (from 1, 0 for none), read at `month`.

    `smart` names the five qualities it has; without a known start `baseline` means nothing.
    """

    name: str
    result: int
    measures: Measure
    baseline: float
    target: float
    unit: str
    baseline_known: bool
    month: int
    means: str = ""
    breakdown: bool = False
    smart: tuple[Quality, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        within("result", self.result, 99)
        within("baseline", self.baseline, MAX_VALUE, -MAX_VALUE)
        within("target", self.target, MAX_VALUE, -MAX_VALUE)
        within("month", self.month, MAX_MONTHS)


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """An activity: months, what it waits for, earliest dates, slack, and cost in euros."""

    code: str
    name: str
    months: float
    after: tuple[str, ...] = ()
    result: int = 0
    start: float = 0.0
    finish: float = 0.0
    slack: float = 0.0
    critical: bool = False
    cost: float = 0.0

    def __post_init__(self) -> None:
        bounded(self)
        within("result", self.result, 99)
        for name in ("months", "start", "finish", "slack"):
            within(name, getattr(self, name), MAX_MONTHS)
        within("cost", self.cost, MAX_EUROS)


@dataclass(frozen=True, slots=True)
class Cost:
    """One line of the budget: quantity times unit cost in euros, for an activity (empty: all)."""

    label: str
    activity: str
    line: Line
    payer: Payer
    quantity: float
    unit_cost: float

    def __post_init__(self) -> None:
        bounded(self)
        within("quantity", self.quantity, MAX_QUANTITY)
        within("unit_cost", self.unit_cost, MAX_EUROS)


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk, its probability and impact from 1 to 5, and the answer prepared."""

    name: str
    probability: int
    impact: int
    answer: str = ""

    def __post_init__(self) -> None:
        bounded(self)
        within("probability", self.probability, RISK_SCALE, 1)
        within("impact", self.impact, RISK_SCALE, 1)


@dataclass(frozen=True, slots=True)
class Initiative:
    """Step 5: the plan of an initiative, after the nine planning steps (G 3.2.3).

    `months` is the length of the activity network, `horizon` the time allowed, `total` the
    budget in euros with its reserve (`contingency`, a share of 1), `payers` who brings what.
    """

    title: str
    problem: str = ""
    objective: str = ""
    planners: tuple[PlannerGroup, ...] = ()
    done: tuple[PlanStep, ...] = ()
    horizon: int = 0
    months: float = 0.0
    critical_path: tuple[str, ...] = ()
    results: tuple[PlannedResult, ...] = ()
    indicators: tuple[PlannedIndicator, ...] = ()
    activities: tuple[PlannedActivity, ...] = ()
    costs: tuple[Cost, ...] = ()
    contingency: float = 0.0
    total: float = 0.0
    payers: dict[Payer, float] = field(default_factory=dict)
    risks: tuple[Risk, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        within("horizon", self.horizon, MAX_MONTHS)
        within("months", self.months, MAX_MONTHS)
        within("contingency", self.contingency, 1)
        within("total", self.total, MAX_EUROS)
        for payer, amount in self.payers.items():
            within(payer, amount, MAX_EUROS)

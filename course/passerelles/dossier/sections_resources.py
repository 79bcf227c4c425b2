"""The sections of step 6: the budget with its people and means, and the funding plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from passerelles.dossier.bounds import bounded, within
from passerelles.dossier.sections_needs import MAX_EUROS

MAX_MONTHS: Final = 1200
MAX_DAYS_A_MONTH: Final = 1000

Place = Literal["home", "partner"]
FundingSource = Literal[
    "own-budgets",
    "local-stakeholders",
    "national-governments",
    "international-organisations",
    "philanthropy",
]
Restriction = Literal["none", "home", "partner", "no-staff"]
RoleLevel = Literal["political", "technical"]
MeansState = Literal["there", "promised", "missing"]


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A need in euros, spent evenly from the first to the last month (both from 1)."""

    label: str
    amount: float
    first: int
    last: int
    place: Place = "home"
    staff: bool = False

    def __post_init__(self) -> None:
        bounded(self)
        within("amount", self.amount, MAX_EUROS)
        within("first", self.first, MAX_MONTHS, 1)
        within("last", self.last, MAX_MONTHS, self.first)


@dataclass(frozen=True, slots=True)
class PlannedRole:
    """People for a role: days a month needed and available, `ready` when able to do it today."""

    name: str
    level: RoleLevel
    place: Place
    needed: float
    available: float
    ready: bool = False

    def __post_init__(self) -> None:
        bounded(self)
        within("needed", self.needed, MAX_DAYS_A_MONTH)
        within("available", self.available, MAX_DAYS_A_MONTH)


@dataclass(frozen=True, slots=True)
class TechnicalMeans:
    """A tool, a room or data that people need, and whether it is there."""

    name: str
    place: Place
    state: MeansState

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class Budget:
    """Step 6: what is needed in money (euros), people and technical means (G 3.3).

    `people_cover` and `means_ready` go from 0 to 1.
    """

    total: float
    lines: tuple[BudgetLine, ...] = ()
    people: tuple[PlannedRole, ...] = ()
    means: tuple[TechnicalMeans, ...] = ()
    people_cover: float = 0.0
    means_ready: float = 0.0

    def __post_init__(self) -> None:
        bounded(self)
        within("total", self.total, MAX_EUROS)
        within("people_cover", self.people_cover, 1)
        within("means_ready", self.means_ready, 1)


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """A source: euros asked, chance, co-financing rate and advance (0 to 1), months from 1.

    `expected` is what it pays on average; `own` marks money of the two territories.
    """

    name: str
    kind: FundingSource
    amount: float
    probability: float
    month: int
    restriction: Restriction = "none"
    rate: float = 1.0
    advance: float = 1.0
    last: int = 1
    in_kind: bool = False
    own: bool = False
    expected: float = 0.0

    def __post_init__(self) -> None:
        bounded(self)
        within("amount", self.amount, MAX_EUROS)
        within("expected", self.expected, MAX_EUROS)
        for name in ("probability", "rate", "advance"):
            within(name, getattr(self, name), 1)
        for name in ("month", "last"):
            within(name, getattr(self, name), MAX_MONTHS, 1)


@dataclass(frozen=True, slots=True)
class FundingPlan:
    """Step 6: the sources put to the test (G 3.3).

    Covers, chances, `own_share` and `herfindahl` go from 0 to 1; `low_cover` and `high_cover`
    hold four draws out of five; `gap`, `core` and `peak_shortfall` are in euros.
    """

    sources: tuple[PlannedSource, ...] = ()
    expected_cover: float = 0.0
    low_cover: float = 0.0
    high_cover: float = 0.0
    whole_chance: float = 0.0
    gap: float = 0.0
    core: float = 0.0
    peak_shortfall: float = 0.0
    short_months: int = 0
    own_share: float = 0.0
    herfindahl: float = 0.0

    def __post_init__(self) -> None:
        bounded(self)
        for name in (
            "expected_cover",
            "low_cover",
            "high_cover",
            "whole_chance",
            "own_share",
            "herfindahl",
        ):
            within(name, getattr(self, name), 1 + 1e-9)
        for name in ("gap", "core", "peak_shortfall"):
            within(name, getattr(self, name), MAX_EUROS)
        within("short_months", self.short_months, MAX_MONTHS)

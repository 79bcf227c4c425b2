"""The schemes of step 5: remittances, seasonal mobility, return and recruitment (G 3.2).

Money is in euros, shares go from 0 to 1. Numbers stay within bounds that only a faulty file
passes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from passerelles.dossier.bounds import bounded, within

MAX_EUROS: Final = 10**12
MAX_COUNT: Final = 10**9
MAX_WEEKS: Final = 520

Rule = Literal["none", "1x1", "2x1", "3x1", "4x1"]
Safeguard = Literal["asked", "stay", "informed", "time", "children"]
EthicalCondition = Literal["vacancy", "share", "replaced", "agreed", "equal"]
Matcher = Literal["region", "nation", "municipality", "company"]


@dataclass(frozen=True, slots=True)
class Matching:
    """What one partner adds to the collective fund in a year, and the most it could add."""

    partner: Matcher
    ceiling: float
    amount: float

    def __post_init__(self) -> None:
        within("ceiling", self.ceiling, MAX_EUROS)
        within("amount", self.amount, MAX_EUROS)


@dataclass(frozen=True, slots=True)
class RemittanceScheme:
    """Step 5: a collective fund that is matched, and what remittances do (R 4.1, 5.7).

    `pooled` and `matched` are a year's; `productive_fund` and `common` are the shares of the
    fund that go to productive projects and that serve every family; `productive` is the share
    that families invest; `gini` indices go from 0 to 1; `gap` divides the income of families
    with an emigrant by that of the others; `net_without` is what one of these gains.
    """

    rule: Rule
    pooled: float
    matched: float
    project_cost: float
    projects: int
    productive_fund: float
    common: float
    transfer_cost: float
    formal_share: float
    productive: float
    gini_before: float
    gini: float
    gap: float
    inflation: float
    net_without: float
    contributions: tuple[Matching, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        for name in ("pooled", "matched", "project_cost"):
            within(name, getattr(self, name), MAX_EUROS)
        for name in (
            *("productive_fund", "common", "transfer_cost", "formal_share"),
            *("productive", "gini_before", "gini", "inflation"),
        ):
            within(name, getattr(self, name), 1)
        within("projects", self.projects, MAX_COUNT)
        within("gap", self.gap, MAX_COUNT)
        within("net_without", self.net_without, MAX_EUROS, -MAX_EUROS)


@dataclass(frozen=True, slots=True)
class WorkPeriod:
    """A stretch of the season: its weeks, and the workers needed in each."""

    name: str
    weeks: int
    workers: int

    def __post_init__(self) -> None:
        bounded(self)
        within("weeks", self.weeks, MAX_WEEKS)
        within("workers", self.workers, MAX_COUNT)


@dataclass(frozen=True, slots=True)
class MobilityScheme:
    """Step 5: seasonal work over several seasons (R 5.1).

    `whole` and `peak` are people hired for the season and for its busiest weeks, `hours` those
    of training before departure, `beds` and `health` what the town can offer; `priority` is the
    share of places kept for those who went home. Rates and shares are the last season's, under
    hypotheses; `cost` and `budget` those of all seasons.
    """

    whole: int
    peak: int
    hours: float
    beds: int
    health: int
    priority: float
    complaints: bool
    seasons: int
    budget: float
    cost: float
    return_rate: float
    irregular_share: float
    idle_share: float
    lost_share: float
    demand: tuple[WorkPeriod, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        for name in ("whole", "peak", "hours", "beds", "health", "seasons"):
            within(name, getattr(self, name), MAX_COUNT)
        for name in ("priority", "return_rate", "irregular_share", "idle_share", "lost_share"):
            within(name, getattr(self, name), 1)
        within("budget", self.budget, MAX_EUROS)
        within("cost", self.cost, MAX_EUROS)


@dataclass(frozen=True, slots=True)
class ReturnScheme:
    """Step 5: voluntary return with a micro-credit (R 5.2); months, euros, shares of 1.

    `safeguards` are what makes the return voluntary; `survival` is the share of businesses open
    at `horizon`, `survivors_low` and `survivors_high` the interval from 5 % to 95 %; `par30` the
    worst portfolio at risk; `loss_high` the loss that one portfolio in twenty exceeds. All under
    hypotheses.
    """

    families: int
    lent: float
    rate: float
    term: int
    grace: int
    grace_mode: Literal["interest", "capitalised"]
    support_months: int
    settling: float
    guarantee: float
    instalment: float
    horizon: int
    survival: float
    survivors_low: int
    survivors_high: int
    par30: float
    default_rate: float
    loss: float
    loss_high: float
    cost: float
    cost_per_survivor: float
    safeguards: tuple[Safeguard, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        for name in ("lent", "settling", "instalment", "loss", "loss_high", "cost"):
            within(name, getattr(self, name), MAX_EUROS)
        within("cost_per_survivor", self.cost_per_survivor, MAX_EUROS)
        for name in ("rate", "guarantee", "survival", "par30", "default_rate"):
            within(name, getattr(self, name), 1)
        for name in (
            *("families", "term", "grace", "support_months"),
            *("horizon", "survivors_low", "survivors_high"),
        ):
            within(name, getattr(self, name), MAX_COUNT)


@dataclass(frozen=True, slots=True)
class SkillsScheme:
    """Step 5: recruiting professionals, and what is given in return (R 4.2).

    `recruits` a year for `years`; `fund` and `per_recruit` make up the compensation, paid over
    `paid_years`, of which shares train and keep staff in post. `gap` is the most people missing;
    `years_to_replace` is None when `horizon` is too short; `coverage` divides what trains by the
    training lost. `conditions` says which of the five are met.
    """

    profession: str
    recruits: int
    years: int
    fund: float
    per_recruit: float
    paid_years: int
    training_share: float
    keeping_share: float
    compensation: float
    gap: float
    horizon: int
    vacancy: float
    recruits_share: float
    coverage: float
    years_to_replace: int | None = None
    conditions: dict[EthicalCondition, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bounded(self)
        for name in ("fund", "per_recruit", "compensation"):
            within(name, getattr(self, name), MAX_EUROS)
        for name in ("training_share", "keeping_share", "vacancy"):
            within(name, getattr(self, name), 1)
        for name in (
            *("recruits", "years", "paid_years", "gap"),
            *("horizon", "recruits_share", "coverage"),
        ):
            within(name, getattr(self, name), MAX_COUNT)
        if self.years_to_replace is not None:
            within("years_to_replace", self.years_to_replace, MAX_COUNT)

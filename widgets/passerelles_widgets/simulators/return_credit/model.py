"""Voluntary return with a micro-credit, on the pattern of Bologna and Craiova.

The loan's schedule is in `loan`, survival and arrears in `chain` (closed form), intervals in
`chance` (exact for survival, seeded Monte Carlo for losses).

Cost to the authority, for n families: n (selection + settling-in grant + support months × cost
of a month) + guarantee × expected loss. Cost per surviving business: that cost divided by n S,
S being the share still open at the horizon.

The worst PAR30 is looked for while at least a tenth of the sum lent is outstanding: at the very
end a few late loans are all that is left, and the ratio says nothing.

Safeguards are counted, not weighed: a return is voluntary only with all of them.

Units: euros, months; shares 0 to 1. Source: report 5.2 for what was done (selection, personal
plan, micro-credit, follow-up, repayment monitored); it gives no amount, number or rate, so all
values are hypotheses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from passerelles_widgets.simulators.return_credit.chain import Month, Odds, follow, survival
from passerelles_widgets.simulators.return_credit.chance import (
    TAIL,
    Class,
    binomial_interval,
    histogram,
    losses,
    percentile,
)
from passerelles_widgets.simulators.return_credit.loan import Grace, Schedule, schedule
from passerelles_widgets.simulators.return_credit.prefill import prefill

__all__ = ["SAFEGUARDS", "Result", "Scenario", "contribution", "prefill", "run"]

SAFEGUARDS: Final = ("asked", "stay", "informed", "time", "children")
"""What makes a return voluntary (see `parameters.yml`)."""

MOST_EUROS: Final = 1e12
"""The largest amount the dossier keeps."""

LONGER: Final = 6
"""Months of support added to see what they would bring."""

ENOUGH_OUT: Final = 0.1
"""The share of the sum lent that must be outstanding for PAR30 to be read."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What support costs for one family, in euros."""

    selection: float
    settling: float
    month: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's decisions and the assumptions, percentages turned into shares."""

    families: int
    lent: float
    rate: float
    term: int
    grace: int
    grace_mode: Grace
    guarantee: float
    safeguards: tuple[str, ...]
    horizon: int
    odds: Odds
    costs: Costs
    draws: int
    seed: int

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        return cls(
            families=values["families"],
            lent=values["lent"],
            rate=values["rate"] / 100,
            term=values["term"],
            grace=values["grace"],
            grace_mode=values["grace_mode"],
            guarantee=values["guarantee"] / 100,
            safeguards=tuple(values["safeguards"]),
            horizon=values["horizon"],
            odds=Odds(
                closing=values["closing"] / 100,
                closing_supported=values["closing_supported"] / 100,
                lasting=values["lasting"] / 100,
                support_months=values["support_months"],
                income=values["income"],
                ramp=values["ramp"],
                affordable=values["affordable"] / 100,
                missing=values["missing"] / 100,
                catching_up=values["catching_up"] / 100,
                paying_closed=values["paying_closed"] / 100,
            ),
            costs=Costs(values["cost_selection"], values["settling"], values["cost_month"]),
            draws=values["draws"],
            seed=values["seed"],
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the authority's cost: in all, and for each family."""

    id: str
    total: float
    each: float


@dataclass(frozen=True, slots=True)
class Longer:
    """The same scheme with `more` months of support, up to the horizon."""

    more: int
    survival: float
    cost_per_survivor: float


@dataclass(frozen=True, slots=True)
class Result:
    """A group of families; money in euros, shares 0 to 1, intervals from 5 % to 95 %."""

    schedule: Schedule
    families: int
    support_months: int
    horizon: int
    curve: tuple[float, ...]
    curve_unsupported: tuple[float, ...]
    survivors_interval: tuple[int, int]
    months: tuple[Month, ...]
    default_rate: float
    loss: float
    loss_interval: tuple[float, float]
    loss_classes: tuple[Class, ...]
    draws: int
    late: float
    affordable: float
    lines: tuple[Line, ...]
    safeguard_ids: tuple[str, ...]
    first_instalment: int
    ramp: int
    longer: Longer | None

    @property
    def instalment(self) -> float:
        """What a family pays each month after the grace period."""
        return self.schedule.instalment

    @property
    def survival(self) -> float:
        """The share of businesses open at the horizon."""
        return self.curve[-1]

    @property
    def survivors(self) -> float:
        """The number of businesses open at the horizon, on average."""
        return self.families * self.survival

    @property
    def par30_read(self) -> tuple[float | None, ...]:
        """PAR30 month by month, None where too little is outstanding to read it."""
        return tuple(
            month.par30 if month.outstanding >= ENOUGH_OUT else None for month in self.months
        )

    @property
    def worst(self) -> Month:
        """The month when PAR30 is worst, while enough is outstanding."""
        read = [month for month in self.months if month.outstanding >= ENOUGH_OUT]
        return max(read or self.months[:1], key=lambda month: month.par30)

    @property
    def par30(self) -> float:
        """The worst portfolio at risk more than 30 days."""
        return self.worst.par30

    @property
    def par60(self) -> float:
        """The portfolio at risk more than 60 days in the same month."""
        return self.worst.par60

    @property
    def repaid(self) -> float:
        """The share of the sum lent that comes back, 0 when added interest is lost besides."""
        return max(0.0, 1 - (self.loss + self.late) / (self.families * self.schedule.lent))

    @property
    def loss_high(self) -> float:
        """The loss that one portfolio in twenty exceeds."""
        return self.loss_interval[1]

    @property
    def cost(self) -> float:
        """What the authority pays, guarantee included."""
        return sum(line.total for line in self.lines)

    @property
    def cost_per_survivor(self) -> float:
        """The authority's cost for each business open at the horizon."""
        return self.cost / self.survivors

    @property
    def safeguards(self) -> int:
        """How many of the five safeguards are in place."""
        return len(self.safeguard_ids)


def run(scenario: Scenario) -> Result:
    """Write the schedule, follow loans and businesses, and cost the support."""
    odds = scenario.odds
    made = schedule(
        scenario.lent, scenario.rate, scenario.term, scenario.grace, scenario.grace_mode
    )
    fate = follow(made, odds)
    curve = survival(odds, scenario.horizon)
    alone = tuple((1 - odds.closing) ** month for month in range(scenario.horizon + 1))
    drawn = losses(fate.defaults, scenario.families, scenario.draws, scenario.seed)
    loss = scenario.families * fate.loss
    each = {
        "selection": scenario.costs.selection,
        "settling": scenario.costs.settling,
        "support": scenario.costs.month * odds.support_months,
        "guarantee": scenario.guarantee * fate.loss,
    }
    return Result(
        schedule=made,
        families=scenario.families,
        support_months=odds.support_months,
        horizon=scenario.horizon,
        curve=curve,
        curve_unsupported=alone,
        survivors_interval=binomial_interval(scenario.families, curve[-1]),
        months=fate.months,
        default_rate=fate.default_rate,
        loss=loss,
        loss_interval=(percentile(drawn, TAIL), percentile(drawn, 1 - TAIL)),
        loss_classes=histogram(drawn),
        draws=scenario.draws,
        late=scenario.families * fate.late,
        affordable=odds.affordable * odds.income,
        lines=tuple(Line(key, value * scenario.families, value) for key, value in each.items()),
        safeguard_ids=tuple(name for name in SAFEGUARDS if name in scenario.safeguards),
        first_instalment=min(scenario.grace, scenario.term - 1) + 1,
        ramp=odds.ramp,
        longer=_longer(scenario, made, curve[-1]),
    )


def _longer(scenario: Scenario, made: Schedule, now: float) -> Longer | None:
    """Try half a year more of support, if it fits in the horizon and saves a business."""
    months = min(scenario.odds.support_months + LONGER, scenario.horizon)
    more = months - scenario.odds.support_months
    if more <= 0:
        return None
    odds = replace(scenario.odds, support_months=months)
    last = survival(odds, scenario.horizon)[-1]
    if last <= now:
        return None
    each = (
        scenario.costs.selection
        + scenario.costs.settling
        + scenario.costs.month * months
        + scenario.guarantee * follow(made, odds).loss
    )
    return Longer(more, last, each / last)


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `return-scheme` section."""
    low, high = result.survivors_interval
    return {
        "return-scheme": {
            "families": scenario.families,
            "lent": scenario.lent,
            "rate": scenario.rate,
            "term": scenario.term,
            "grace": scenario.grace,
            "grace_mode": scenario.grace_mode,
            "support_months": scenario.odds.support_months,
            "settling": scenario.costs.settling,
            "guarantee": scenario.guarantee,
            "safeguards": list(result.safeguard_ids),
            "instalment": result.instalment,
            "horizon": scenario.horizon,
            "survival": result.survival,
            "survivors_low": low,
            "survivors_high": high,
            "par30": result.par30,
            "default_rate": min(1.0, result.default_rate),
            "loss": result.loss,
            "loss_high": result.loss_high,
            "cost": result.cost,
            "cost_per_survivor": min(result.cost_per_survivor, MOST_EUROS),
        }
    }

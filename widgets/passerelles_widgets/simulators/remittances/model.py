"""Linking remittances to local development: cheaper transfers, and a fund that is matched.

Three parts, each with its equations: the fund and its ceilings in `fund`, the money of
families in `flows`, the gap between families in `inequality`.

Put together, per family and year: a family of tenth d earns y_d; local activity adds
y_d D / Y₀ to every family; a family with an emigrant receives R_d more, R / (r N) on average over
N families of which a share r has an emigrant. The fund T is counted at its cost: a share u
benefits all families alike, T u / N each, the rest families with an emigrant only. Prices take
π / (1 + π) of what a family without an emigrant has, so that on average it gains or loses

    g = (ȳ + ȳ D / Y₀ + T u / N) / (1 + π) − ȳ,

ȳ being the mean income of families without an emigrant (0 when every family has one). The gap is
the mean income of families with an emigrant divided by that of the others (1 without others).
Projects paid in full: ⌊T / K⌋ for a cost K each.

Units: euros a year (the Mexican figures are in dollars; the rule is the same), shares 0 to 1.
Sources: report 1.1, 4.1, 5.7; whatever is not in them is a hypothesis in `parameters.yml`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from passerelles_widgets.simulators.remittances import inequality
from passerelles_widgets.simulators.remittances.flows import Flows, Habits, flows
from passerelles_widgets.simulators.remittances.fund import PARTNERS, RULES, SINCE, Fund, fund
from passerelles_widgets.simulators.remittances.prefill import prefill

__all__ = ["PARTNERS", "Result", "Scenario", "contribution", "prefill", "run"]

LARGEST_GAP: Final = 1e6
"""The widest gap the dossier keeps."""

_WHOLE: Final = 1e-9  # so that 0.3 / 0.1 counts as three projects


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's decisions and the assumptions, percentages turned into shares."""

    pooled: float
    rule: str
    ceilings: tuple[float, ...]
    project_cost: float
    productive_fund: float
    common: float
    cost: float
    productive: float
    sent: float
    families: int
    with_emigrant: float
    tilt: float
    income: float
    gini: float
    habits: Habits

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        return cls(
            pooled=values["pooled"],
            rule=values["rule"],
            ceilings=tuple(values[f"ceiling-{name}"] for name in PARTNERS),
            project_cost=values["project_cost"],
            productive_fund=values["productive_fund"] / 100,
            common=values["common"] / 100,
            cost=values["cost"] / 100,
            productive=values["productive"] / 100,
            sent=values["sent"],
            families=values["families"],
            with_emigrant=values["with_emigrant"] / 100,
            tilt=values["tilt"],
            income=values["income"],
            gini=values["gini"],
            habits=Habits(
                today_cost=values["today_cost"] / 100,
                today_formal=values["today_formal"] / 100,
                response=values["response"],
                informal_loss=values["informal_loss"] / 100,
                informal_follow=values["informal_follow"] / 100,
                multiplier_spent=values["multiplier_spent"],
                multiplier_invested=values["multiplier_invested"],
                absorbed=values["absorbed"] / 100,
                supply=values["supply"],
                price_response=values["price_response"],
            ),
        )


@dataclass(frozen=True, slots=True)
class Tenth:
    """One tenth of families: yearly income before, and now with and without an emigrant."""

    before: float
    with_emigrant: float
    without: float


@dataclass(frozen=True, slots=True)
class Result:
    """A year of remittances and of the fund; money in euros, shares from 0 to 1."""

    fund_now: Fund
    rules: tuple[Fund, ...]
    flows: Flows
    tenths: tuple[Tenth, ...]
    gini_before: float
    gini_sent: float
    gini: float
    gap_before: float
    gap: float
    net_without: float
    price_cost: float
    project_cost: float
    projects: int
    common: float
    productive_fund: float
    everyone: bool

    @property
    def fund(self) -> float:
        """The fund of the year, pooled and matched."""
        return self.fund_now.total

    @property
    def matched(self) -> float:
        """What the partners add."""
        return self.fund_now.matched

    @property
    def leverage(self) -> float:
        """How much is added to each euro pooled (0 when nothing is pooled)."""
        return self.matched / self.fund_now.pooled if self.fund_now.pooled else 0.0

    @property
    def fees(self) -> float:
        """What transfers swallow."""
        return self.flows.fees

    @property
    def formal_share(self) -> float:
        """The share sent through official channels."""
        return self.flows.formal_share

    @property
    def invested(self) -> float:
        """What is invested, by families and by the fund."""
        return self.flows.invested

    @property
    def activity(self) -> float:
        """Local activity brought about."""
        return self.flows.activity

    @property
    def inflation(self) -> float:
        """By how much local prices rise."""
        return self.flows.inflation

    @property
    def binding(self) -> tuple[str, ...]:
        """The partners whose ceiling keeps them from matching in full."""
        return tuple(share.partner for share in self.fund_now.shares if share.short > 0)


def run(scenario: Scenario) -> Result:
    """Match the fund, follow the money of families and compare their incomes."""
    made = {
        rule: fund(rule, scenario.pooled, scenario.ceilings, scenario.project_cost)
        for rule in RULES
    }
    now = made[scenario.rule]
    local = scenario.families * scenario.income
    found = flows(
        scenario.sent,
        scenario.cost,
        scenario.productive,
        (1 - scenario.productive_fund) * now.total,
        scenario.productive_fund * now.total,
        local,
        scenario.habits,
    )
    base = inequality.tenths(scenario.income, scenario.gini)
    shares = inequality.receiving(scenario.with_emigrant, scenario.tilt)
    received = inequality.amounts(
        found.received / scenario.families * inequality.PARTS, shares, scenario.tilt
    )
    for_all = scenario.common * now.total / scenario.families
    for_some = (now.total - scenario.common * now.total) / (
        scenario.with_emigrant * scenario.families
    )
    lift = 1 + found.induced / local
    tenths = tuple(
        Tenth(y, y * lift + got + for_all + for_some, y * lift + for_all)
        for y, got in zip(base, received, strict=True)
    )
    alone = 0.0 if scenario.with_emigrant == 1 else math.fsum(1 - r for r in shares)
    mean = math.fsum((1 - r) * y for r, y in zip(shares, base, strict=True)) / (alone or 1.0)
    has = mean * lift + for_all
    price = has * found.inflation / (1 + found.inflation)
    return Result(
        fund_now=now,
        rules=tuple(made[rule] for rule in SINCE),
        flows=found,
        tenths=tenths,
        gini_before=inequality.gini((1, y) for y in base),
        gini_sent=inequality.gini(
            (weight, income)
            for y, got, r in zip(base, received, shares, strict=True)
            for weight, income in ((r, y * lift + got), (1 - r, y * lift))
        ),
        gini=inequality.gini(
            (weight, income)
            for tenth, r in zip(tenths, shares, strict=True)
            for weight, income in ((r, tenth.with_emigrant), (1 - r, tenth.without))
        ),
        gap_before=_gap(shares, base, base) if alone else 1.0,
        gap=_gap(shares, [t.with_emigrant for t in tenths], [t.without for t in tenths])
        if alone
        else 1.0,
        net_without=has - price - mean if alone else 0.0,
        price_cost=price if alone else 0.0,
        project_cost=scenario.project_cost,
        projects=math.floor(now.total / scenario.project_cost + _WHOLE),
        common=scenario.common,
        productive_fund=scenario.productive_fund,
        everyone=not alone,
    )


def _gap(shares: Sequence[float], having: Sequence[float], others: Sequence[float]) -> float:
    """Divide the mean income of families with an emigrant by that of the others."""
    some = math.fsum(r * y for r, y in zip(shares, having, strict=True)) / math.fsum(shares)
    rest = [1 - r for r in shares]
    return some / (math.fsum(r * y for r, y in zip(rest, others, strict=True)) / math.fsum(rest))


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `remittance-scheme` section."""
    return {
        "remittance-scheme": {
            "rule": scenario.rule,
            "pooled": scenario.pooled,
            "matched": result.matched,
            "contributions": [
                {"partner": name, "ceiling": ceiling, "amount": _amount(result, name)}
                for name, ceiling in zip(PARTNERS, scenario.ceilings, strict=True)
            ],
            "project_cost": scenario.project_cost,
            "projects": result.projects,
            "productive_fund": scenario.productive_fund,
            "common": scenario.common,
            "transfer_cost": scenario.cost,
            "formal_share": result.formal_share,
            "productive": scenario.productive,
            "gini_before": result.gini_before,
            "gini": result.gini,
            "gap": min(result.gap, LARGEST_GAP),
            "inflation": min(result.inflation, 1.0),
            "net_without": result.net_without,
        }
    }


def _amount(result: Result, partner: str) -> float:
    return next((s.amount for s in result.fund_now.shares if s.partner == partner), 0.0)

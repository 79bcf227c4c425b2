"""Recruiting professionals without draining the territory they come from (Modena).

The stock and its flows are in `stock`. Money, for N = Σ R_t people recruited:

* Compensation C = F + b N: a fund F and a contribution b for each recruit, paid in equal parts
  over some years. A share φ trains, a share ψ keeps people in post, the rest goes to local
  development, which adds nobody to the stock.
* Graduates paid for in a year: (φ C / years) / c, with c the cost of training one person. People
  kept in a year: (ψ C / years) / k.
* Training lost: c N (1 − ρ), what the territory paid to train those who do not come back.
  Coverage: φ C divided by it (1 when nothing is lost). Saved by the recruiting territory: c' N.
* Vacancy rate: max(0, 1 − S_t / posts), at its worst over the horizon.

Five conditions, each met or not: the worst vacancy rate, the recruits as a share of graduates and
the years to replace stay within their thresholds; the pace is agreed with the territory of
origin; those recruited have the same rights as others. The thresholds are this course's own
hypotheses. (The WHO Global Code of Practice of 2010 discourages active recruitment where health
workers are critically short, without setting them.)

Units: people, years, euros; shares 0 to 1. Source: report 4.2 for the fund of 150,000 euros,
which went to local development projects; the rest are hypotheses.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelles_widgets.simulators.skills_mobility.prefill import prefill
from passerelles_widgets.simulators.skills_mobility.stock import (
    Plan,
    Rates,
    Year,
    follow,
    years_to_replace,
)

__all__ = ["CONDITIONS", "Result", "Scenario", "contribution", "prefill", "run"]

CONDITIONS: Final = ("vacancy", "share", "replaced", "agreed", "equal")
"""What ethical recruitment asks, in the order in which it is shown."""

LARGEST_SHARE: Final = 1e6
"""The largest ratio that is shown or kept."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits that flag a recruitment: two shares and a number of years."""

    vacancy: float
    share: float
    years: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's decisions and the assumptions, percentages turned into shares."""

    profession: str
    recruits: int
    years: int
    fund: float
    per_recruit: float
    paid_years: int
    training_share: float
    keeping_share: float
    agreed: bool
    equal: bool
    posts: int
    rates: Rates
    training_cost: float
    keeping_cost: float
    cost_there: float
    thresholds: Thresholds
    horizon: int

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values; what training takes of the compensation is not there to keep."""
        training = values["training_share"] / 100
        return cls(
            profession=values["profession"].strip(),
            recruits=values["recruits"],
            years=values["years"],
            fund=values["fund"],
            per_recruit=values["per_recruit"],
            paid_years=values["paid_years"],
            training_share=training,
            keeping_share=min(values["keeping_share"] / 100, 1 - training),
            agreed=values["agreed"],
            equal=values["equal"],
            posts=values["posts"],
            rates=Rates(
                stock=values["stock"],
                graduates=values["graduates"],
                retained=values["retained"] / 100,
                retiring=values["retiring"] / 100,
                leaving=values["leaving"] / 100,
                back=values["back"] / 100,
                back_after=values["back_after"],
                training=values["training_years"],
            ),
            training_cost=values["training_cost"],
            keeping_cost=values["keeping_cost"],
            cost_there=values["cost_there"],
            thresholds=Thresholds(
                values["most_vacancy"] / 100, values["most_share"] / 100, values["most_years"]
            ),
            horizon=values["horizon"],
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: met or not, and the value and threshold of those that have them."""

    id: str
    met: bool
    value: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The territory of origin over the horizon; money in euros, shares 0 to 1."""

    profession: str
    posts: int
    horizon: int
    years: int
    training_years: int
    track: tuple[Year, ...]
    replaced: int | None
    recruited: float
    back: float
    extra: float
    kept: float
    compensation: float
    for_training: float
    for_keeping: float
    training_lost: float
    saved: float
    vacancy_today: float
    vacancy_before: float
    vacancy: float
    recruits_share: float
    items: tuple[Condition, ...]

    @property
    def years_to_replace(self) -> int:
        """Years until nobody is missing; horizon + 1 when that is not before the horizon ends."""
        return self.horizon + 1 if self.replaced is None else self.replaced

    @property
    def worst(self) -> Year:
        """The year when most people are missing because of recruitment."""
        return max(self.track, key=lambda year: year.gap)

    @property
    def gap(self) -> float:
        """People missing in that year."""
        return max(0.0, self.worst.gap)

    @property
    def coverage(self) -> float:
        """The share of the training lost that the compensation pays for."""
        if not self.training_lost:
            return 1.0
        return min(LARGEST_SHARE, self.for_training / self.training_lost)

    @property
    def for_projects(self) -> float:
        """What goes to local development."""
        return max(0.0, self.compensation - self.for_training - self.for_keeping)

    @property
    def conditions(self) -> int:
        """How many of the five conditions are met."""
        return sum(item.met for item in self.items)


def run(scenario: Scenario) -> Result:
    """Follow the stock and check the conditions."""
    rates = scenario.rates
    # The contribution follows the people who can be recruited, known once the plan is played
    # without compensation: a territory emptied earlier is paid for those who left, no more.
    bare = follow(rates, Plan(scenario.recruits, scenario.years, 0.0, 0.0, 0), scenario.horizon)
    money = scenario.fund + scenario.per_recruit * math.fsum(year.recruited for year in bare)
    yearly = money / scenario.paid_years
    plan = Plan(
        recruits=scenario.recruits,
        years=scenario.years,
        extra=scenario.training_share * yearly / scenario.training_cost,
        kept=scenario.keeping_share * yearly / scenario.keeping_cost,
        paid_years=scenario.paid_years,
    )
    track = follow(rates, plan, scenario.horizon)
    recruited = math.fsum(year.recruited for year in track)
    replaced = years_to_replace(track, scenario.years)
    vacancy = max(_vacancy(year.stock, scenario.posts) for year in track)
    share = _share(scenario.recruits, rates.graduates)
    return Result(
        profession=scenario.profession,
        posts=scenario.posts,
        horizon=scenario.horizon,
        years=scenario.years,
        training_years=rates.training,
        track=track,
        replaced=replaced,
        recruited=recruited,
        back=math.fsum(year.back for year in track),
        extra=math.fsum(year.extra for year in track),
        kept=math.fsum(year.kept for year in track),
        compensation=money,
        for_training=scenario.training_share * money,
        for_keeping=scenario.keeping_share * money,
        training_lost=scenario.training_cost * recruited * (1 - rates.back),
        saved=scenario.cost_there * recruited,
        vacancy_today=_vacancy(rates.stock, scenario.posts),
        vacancy_before=max(_vacancy(year.without, scenario.posts) for year in track),
        vacancy=vacancy,
        recruits_share=share,
        items=_conditions(scenario, vacancy, share, replaced),
    )


def _vacancy(stock: float, posts: int) -> float:
    return max(0.0, 1 - stock / posts)


def _share(recruits: float, graduates: float) -> float:
    """Divide recruits by graduates, as far as the ratio means anything."""
    if not recruits:
        return 0.0
    return min(LARGEST_SHARE, recruits / graduates) if graduates else LARGEST_SHARE


def _conditions(
    scenario: Scenario, vacancy: float, share: float, replaced: int | None
) -> tuple[Condition, ...]:
    limits = scenario.thresholds
    return (
        Condition("vacancy", vacancy <= limits.vacancy, vacancy, limits.vacancy),
        Condition("share", share <= limits.share, share, limits.share),
        Condition(
            "replaced",
            replaced is not None and replaced <= limits.years,
            None if replaced is None else float(replaced),
            float(limits.years),
        ),
        Condition("agreed", scenario.agreed),
        Condition("equal", scenario.equal),
    )


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `skills-scheme` section."""
    return {
        "skills-scheme": {
            "profession": scenario.profession,
            "recruits": scenario.recruits,
            "years": scenario.years,
            "fund": scenario.fund,
            "per_recruit": scenario.per_recruit,
            "paid_years": scenario.paid_years,
            "training_share": scenario.training_share,
            "keeping_share": scenario.keeping_share,
            "compensation": result.compensation,
            "gap": result.gap,
            "years_to_replace": result.replaced,
            "horizon": scenario.horizon,
            "vacancy": result.vacancy,
            "recruits_share": result.recruits_share,
            "coverage": result.coverage,
            "conditions": {item.id: item.met for item in result.items},
        }
    }

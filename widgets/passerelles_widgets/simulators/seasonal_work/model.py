"""Seasonal work over several seasons, on the pattern of Cartaya: hire, train, house, call back.

The season's weeks are in `weeks`, the return rate in `returning`. From one season to the next:

* Of the R people who went home, a share w asks to come again: Q = w R. A share π of the places
  E = E₁ + E₂ is kept for them: A = min(Q, π E) are called back, E − A are new.
* Their chance as people see it: κ π in the first season (a promise believed by a share κ), then
  A / Q, what they saw happen (π when nobody asked).
* E (1 − ρ) stay on after their contract. People available for irregular work:
  K' = (K + E (1 − ρ)) (1 − x), a share x leaving or finding a permit each year.
* Cost of a season: E − A new × (hours × cost of an hour + recruitment) + A × calling back
  + beds × cost + health places × cost + coordination. It is compared with the budget over all
  seasons.

Units: people, weeks, euros; shares 0 to 1. Source: report 5.1 for aims, measures, and the budget
of 1,495,000 euros from December 2005 to June 2008, taken as an order of magnitude. Every rate is
a hypothesis (`parameters.yml`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelles_widgets.simulators.seasonal_work.prefill import prefill
from passerelles_widgets.simulators.seasonal_work.returning import MEASURES, return_rate
from passerelles_widgets.simulators.seasonal_work.weeks import Week, share, weeks

__all__ = ["Result", "Scenario", "Season", "contribution", "prefill", "run"]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the season: its name, its weeks, and the workers needed in each."""

    name: str
    weeks: int
    workers: int


@dataclass(frozen=True, slots=True)
class Prices:
    """What things cost, in euros."""

    hour: float
    recruit: float
    recall: float
    bed: float
    health: float
    coordination: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's decisions and the assumptions, percentages turned into shares."""

    periods: tuple[Period, ...]
    whole: int
    peak: int
    hours: float
    beds: int
    health: int
    priority: float
    complaints: bool
    seasons: int
    budget: float
    full_course: float
    belief: float
    willing: float
    turned: float
    present_before: int
    leaving: float
    base: float
    alone: Mapping[str, float]
    prices: Prices

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        return cls(
            periods=tuple(
                Period(row["name"], row["weeks"], row["workers"]) for row in values["demand"]
            ),
            whole=values["whole"],
            peak=values["peak"],
            hours=values["hours"],
            beds=values["beds"],
            health=values["health"],
            priority=values["priority"] / 100,
            complaints=values["complaints"],
            seasons=values["seasons"],
            budget=values["budget"],
            full_course=values["full_course"],
            belief=values["belief"] / 100,
            willing=values["willing"] / 100,
            turned=values["turned"] / 100,
            present_before=values["present_before"],
            leaving=values["leaving"] / 100,
            base=values["base"] / 100,
            alone={name: values[f"alone-{name}"] / 100 for name in MEASURES},
            prices=Prices(
                values["cost_hour"],
                values["cost_recruit"],
                values["cost_recall"],
                values["cost_bed"],
                values["cost_health"],
                values["coordination"],
            ),
        )


@dataclass(frozen=True, slots=True)
class Season:
    """One season: people hired, gone home and staying on, shares, and its cost in euros."""

    number: int
    new: float
    called_back: float
    asked: float
    chance: float
    return_rate: float
    gone_home: float
    stayed: float
    irregular_share: float
    idle_share: float
    lost_share: float
    cost: float
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """All seasons; the shares and rates that stand alone are those of the last one."""

    seasons: tuple[Season, ...]
    places: int
    peak_demand: float
    peak_present: float
    beds: int
    health: int
    priority: float
    complaints: bool
    hours: float
    full_course: float
    cost: float
    budget: float
    stayed: float

    @property
    def last(self) -> Season:
        """The last season."""
        return self.seasons[-1]

    @property
    def return_rate(self) -> float:
        """The share of those hired who go home at the end."""
        return self.last.return_rate

    @property
    def irregular_share(self) -> float:
        """The share of the work done that is irregular."""
        return self.last.irregular_share

    @property
    def idle_share(self) -> float:
        """The share of weeks that people spend there without work."""
        return self.last.idle_share

    @property
    def lost_share(self) -> float:
        """The share of the work needed that nobody does."""
        return self.last.lost_share

    @property
    def experienced(self) -> float:
        """The share of places held by people called back."""
        return self.last.called_back / self.places if self.places else 0.0

    @property
    def balance(self) -> float:
        """What is left of the budget; below 0 it is overspent."""
        return self.budget - self.cost

    @property
    def beds_short(self) -> float:
        """People without a bed at the busiest week."""
        return max(0.0, self.peak_present - self.beds)

    @property
    def health_short(self) -> float:
        """People the health service cannot take at the busiest week."""
        return max(0.0, self.peak_present - self.health)


def run(scenario: Scenario) -> Result:
    """Play the seasons one after the other."""
    demand = [float(p.workers) for p in scenario.periods for _ in range(p.weeks)]
    places = scenario.whole + scenario.peak
    available = float(scenario.present_before)
    home = 0.0
    played: list[Season] = []
    for number in range(1, scenario.seasons + 1):
        season = _season(scenario, number, demand, home, available)
        played.append(season)
        home = season.gone_home
        available = (available + season.stayed) * (1 - scenario.leaving)
    return Result(
        seasons=tuple(played),
        places=places,
        peak_demand=max(demand, default=0.0),
        peak_present=max((week.present for week in played[-1].weeks), default=0.0),
        beds=scenario.beds,
        health=scenario.health,
        priority=scenario.priority,
        complaints=scenario.complaints,
        hours=scenario.hours,
        full_course=scenario.full_course,
        cost=math.fsum(season.cost for season in played),
        budget=scenario.budget,
        stayed=math.fsum(season.stayed for season in played),
    )


def _season(
    scenario: Scenario, number: int, demand: list[float], home: float, available: float
) -> Season:
    places = scenario.whole + scenario.peak
    asked = scenario.willing * home
    back = min(asked, scenario.priority * places)
    new = places - back
    if number == 1:
        chance = scenario.belief * scenario.priority
    else:
        chance = back / asked if asked else scenario.priority
    played = weeks(demand, scenario.whole, scenario.peak, scenario.turned, available)
    busiest = max((week.present for week in played), default=0.0)
    rate = return_rate(
        scenario.base,
        scenario.alone,
        {
            "training": min(1.0, scenario.hours / scenario.full_course),
            "priority": chance,
            "housing": _covered(scenario.beds, busiest),
            "health": _covered(scenario.health, busiest),
            "complaints": float(scenario.complaints),
        },
    )
    prices = scenario.prices
    cost = (
        new * (scenario.hours * prices.hour + prices.recruit)
        + back * prices.recall
        + scenario.beds * prices.bed
        + scenario.health * prices.health
        + prices.coordination
    )
    return Season(
        number=number,
        new=new,
        called_back=back,
        asked=asked,
        chance=chance,
        return_rate=rate,
        gone_home=rate * places,
        stayed=(1 - rate) * places,
        irregular_share=share(
            [week.irregular for week in played], [week.legal + week.irregular for week in played]
        ),
        idle_share=share([week.idle for week in played], [week.present for week in played]),
        lost_share=share([week.lost for week in played], demand),
        cost=cost,
        weeks=played,
    )


def _covered(places: float, people: float) -> float:
    return min(1.0, places / people) if people else 1.0


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `mobility-scheme` section."""
    return {
        "mobility-scheme": {
            "demand": [
                {"name": period.name, "weeks": period.weeks, "workers": period.workers}
                for period in scenario.periods
            ],
            "whole": scenario.whole,
            "peak": scenario.peak,
            "hours": scenario.hours,
            "beds": scenario.beds,
            "health": scenario.health,
            "priority": scenario.priority,
            "complaints": scenario.complaints,
            "seasons": scenario.seasons,
            "budget": scenario.budget,
            "cost": result.cost,
            "return_rate": result.return_rate,
            "irregular_share": result.irregular_share,
            "idle_share": result.idle_share,
            "lost_share": result.lost_share,
        }
    }

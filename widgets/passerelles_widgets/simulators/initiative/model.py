"""The plan of an initiative, after the nine planning steps of the guide (3.2.3).

Each part states its own equations, units and source: `network` (critical path), `smart`
(the check of indicators), `budget` (sums and risks), `plan` (the nine steps). Times are in
months from the start, amounts in euros, shares of 1.

* reserve of time = time allowed − length of the network (negative when it does not fit)
* share of the partner = what the partner territory pays / total (0 without a budget)
* SMART share = indicators with all five qualities / indicators (0 without any)
* exposure = the greatest score of a risk without an answer (0 when each has one)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from passerelles_widgets.simulators.initiative.budget import Budget, Cost, Risk, budget
from passerelles_widgets.simulators.initiative.network import Dates, Schedule, Task, schedule
from passerelles_widgets.simulators.initiative.plan import MIGRANTS, Activity, PlannedResult, done
from passerelles_widgets.simulators.initiative.prefill import prefill
from passerelles_widgets.simulators.initiative.scenario import Scenario
from passerelles_widgets.simulators.initiative.smart import (
    QUALITIES,
    Indicator,
    Quality,
    qualities,
)

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]


@dataclass(frozen=True, slots=True)
class Planned:
    """An activity with its dates and its cost in euros, reserve included."""

    activity: Activity
    dates: Dates
    cost: float


@dataclass(frozen=True, slots=True)
class Checked:
    """An indicator with the qualities it has and lacks."""

    indicator: Indicator
    held: tuple[Quality, ...]

    @property
    def missing(self) -> tuple[Quality, ...]:
        """The qualities it lacks, in their order."""
        return tuple(quality for quality in QUALITIES if quality not in self.held)

    @property
    def smart(self) -> bool:
        """Whether it has all five."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Result:
    """The plan worked out: months, euros, shares of 1."""

    title: str
    problem: str
    objective: str
    diaspora_missing: bool
    results: tuple[PlannedResult, ...]
    activities: tuple[Planned, ...]
    checked: tuple[Checked, ...]
    schedule: Schedule
    budget: Budget
    costs: tuple[Cost, ...]
    risks: tuple[Risk, ...]
    high_risk: float
    done: tuple[str, ...]
    unknown_waits: tuple[tuple[str, str], ...]
    unknown_costs: tuple[tuple[str, str], ...]
    unnamed: int
    horizon: int
    months: float
    time_left: float
    total: float
    partner_share: float
    smart_share: float
    steps_done: int
    exposure: int
    critical_count: int

    @property
    def unmeasured(self) -> tuple[PlannedResult, ...]:
        """The results that no indicator, good or bad, belongs to."""
        measured = {item.indicator.result for item in self.checked}
        return tuple(item for item in self.results if item.number not in measured)

    @property
    def answered(self) -> tuple[Risk, ...]:
        """The risks that have an answer prepared."""
        return tuple(risk for risk in self.risks if risk.answer)

    @property
    def unanswered(self) -> tuple[Risk, ...]:
        """The high risks without an answer, the highest first."""
        return tuple(
            risk for risk in self.risks if risk.score >= self.high_risk and not risk.answer
        )


def run(scenario: Scenario) -> Result:
    """Work the plan out; raise `Refusal` when the activities run in a circle."""
    timing = schedule(
        [Task(item.code, item.months, item.after) for item in scenario.activities],
        scenario.margin,
    )
    money = budget(scenario.costs, (item.code for item in scenario.activities), scenario.reserve)
    ends: dict[int, float] = {}
    for item in scenario.activities:
        ends[item.result] = max(ends.get(item.result, 0.0), timing.dates[item.code].finish)
    numbers = {item.number for item in scenario.results}
    checked = tuple(
        Checked(item, qualities(item, numbers, ends, scenario.horizon))
        for item in scenario.indicators
    )
    steps = done(
        (scenario.problem, scenario.objective),
        scenario.planners,
        scenario.results,
        scenario.activities,
        [(item.indicator, item.held) for item in checked],
        (timing, scenario.horizon),
        money,
    )
    total = money.total
    return Result(
        title=scenario.title,
        problem=scenario.problem,
        objective=scenario.objective,
        diaspora_missing=MIGRANTS not in scenario.planners,
        results=scenario.results,
        activities=tuple(
            Planned(item, timing.dates[item.code], money.by_activity[item.code])
            for item in scenario.activities
        ),
        checked=checked,
        schedule=timing,
        budget=money,
        costs=scenario.costs,
        risks=tuple(sorted(scenario.risks, key=lambda risk: -risk.score)),
        high_risk=scenario.high_risk,
        done=steps,
        unknown_waits=scenario.unknown_waits,
        unknown_costs=scenario.unknown_costs,
        unnamed=scenario.unnamed,
        horizon=scenario.horizon,
        months=timing.months,
        time_left=scenario.horizon - timing.months,
        total=total,
        partner_share=money.by_payer["partner"] / total if total > 0 else 0.0,
        smart_share=sum(item.smart for item in checked) / len(checked) if checked else 0.0,
        steps_done=len(steps),
        exposure=max((risk.score for risk in scenario.risks if not risk.answer), default=0),
        critical_count=sum(dates.critical for dates in timing.dates.values()),
    )


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `initiative`; nothing while there is neither title nor activity."""
    if not scenario.title and not scenario.activities:
        return {}
    return {
        "initiative": {
            "title": scenario.title,
            "problem": scenario.problem,
            "objective": scenario.objective,
            "planners": list(scenario.planners),
            "done": list(result.done),
            "horizon": scenario.horizon,
            "months": result.months,
            "critical_path": list(result.schedule.path),
            "results": [
                {"text": i.text, "deliverable": i.deliverable, "assumption": i.assumption}
                for i in scenario.results
            ],
            "indicators": [_indicator(scenario, item) for item in result.checked],
            "activities": [_activity(scenario, item) for item in result.activities],
            "costs": [
                {
                    "label": cost.label,
                    "activity": cost.activity,
                    "line": cost.line,
                    "payer": cost.payer,
                    "quantity": cost.quantity,
                    "unit_cost": cost.unit_cost,
                }
                for cost in scenario.costs
            ],
            "contingency": scenario.reserve,
            "total": result.total,
            "payers": dict(result.budget.by_payer),
            "risks": [
                {
                    "name": risk.name,
                    "probability": risk.probability,
                    "impact": risk.impact,
                    "answer": risk.answer,
                }
                for risk in scenario.risks
            ],
        }
    }


def _place(scenario: Scenario, number: int) -> int:
    """Return a result's place among those that have a text, 0 for none."""
    places = {item.number: place for place, item in enumerate(scenario.results, start=1)}
    return places.get(number, 0)


def _indicator(scenario: Scenario, item: Checked) -> dict[str, Any]:
    found = item.indicator
    return {
        "name": found.name,
        "result": _place(scenario, found.result),
        "measures": found.measures,
        "baseline": found.baseline,
        "target": found.target,
        "unit": found.unit,
        "baseline_known": found.baseline_known,
        "month": found.month,
        "means": found.means,
        "breakdown": found.breakdown,
        "smart": list(item.held),
    }


def _activity(scenario: Scenario, item: Planned) -> dict[str, Any]:
    return {
        "code": item.activity.code,
        "name": item.activity.name,
        "months": item.activity.months,
        "after": list(item.activity.after),
        "result": _place(scenario, item.activity.result),
        "start": item.dates.start,
        "finish": item.dates.finish,
        "slack": item.dates.slack,
        "critical": item.dates.critical,
        "cost": item.cost,
    }

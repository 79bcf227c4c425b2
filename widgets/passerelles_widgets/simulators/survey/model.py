"""Designing a needs assessment: whom to ask, at what cost, and how wrong the answer may be.

Terms and equations stand where they are computed: sample size, allocation, non-response
and margins in `sampling`; cost, calendar and coverage of the ten data families in
`fieldwork`; bias, variance and RMSE of the convenience, stratified and triangulated
estimates in `estimates`.

The survey mode changes what a questionnaire costs, how many an interviewer fills in a
day, and who answers: r_h = (response rate typed for group h) × (factor of the mode).
Of the people contacted who stay silent, a share f is met through trusted associations:
m_h = ⌈f (c_h − n_h)⌉, the answers planned at most. Errors are given in percentage points.

Units: people, euros, working days (five to a week); shares from 0 to 1. Rows without a
name or without people are left out and counted in `unnamed`. With no group left there is
nothing to ask: sample and contacts are 0. An estimate that reaches nobody is off by 100
points, the worst, so that it is never mistaken for a sure one; so is the widest margin.

Sources: methods, limits and data families, guide 3.1.1; the statistics, in the modules.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelles_widgets.simulators.survey import sampling
from passerelles_widgets.simulators.survey.estimates import (
    POINTS,
    Comparison,
    Estimate,
    Group,
    compare,
)
from passerelles_widgets.simulators.survey.fieldwork import (
    FAMILIES,
    METHODS,
    WEEK,
    Task,
    coverage,
    tasks,
)
from passerelles_widgets.simulators.survey.prefill import prefill
from passerelles_widgets.simulators.survey.scenario import Need, Scenario, Stratum

__all__ = ["FAMILIES", "METHODS", "Result", "Scenario", "contribution", "prefill", "run"]

CROSSED: Final = 2
"""From how many methods on a family of data counts as cross-checked."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A group in the sample.

    `planned` answers under the chosen allocation (`proportional` and `equal` under
    each), `contacts` people to reach, `answers` to expect, `followed` silent people
    met through associations, `margin` of the group's own figure (share of 1).
    """

    stratum: Stratum
    proportional: int
    equal: int
    planned: int
    contacts: int
    answers: int
    followed: int
    margin: float

    @property
    def margin_points(self) -> float:
        """The margin of the group's own figure in percentage points."""
        return POINTS * self.margin


@dataclass(frozen=True, slots=True)
class Result:
    """The design and what to expect of it; money in euros, errors in percentage points."""

    cells: tuple[Cell, ...]
    n0: float
    population: int
    sample: int
    contacts: int
    answers: int
    followed: int
    estimates: Comparison
    tasks: tuple[Task, ...]
    families: Mapping[str, tuple[str, ...]]
    needs: tuple[Need, ...]
    unnamed: int
    margin: float
    confidence: float
    allocation: str
    smallest_cell: int
    cost: float
    weeks: float
    covered: int
    crossed: int
    widest_margin: float
    convenience_error: float
    stratified_error: float
    triangulated_error: float

    @property
    def missing(self) -> tuple[str, ...]:
        """The families of data that no chosen method brings."""
        return tuple(name for name, methods in self.families.items() if not methods)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods chosen, in their usual order."""
        return tuple(task.method for task in self.tasks)


def run(scenario: Scenario) -> Result:
    """Size the sample, share it out, cost the work and try the three estimates."""
    z = sampling.quantile(scenario.confidence)
    n0 = sampling.cochran(scenario.expected, scenario.margin, z)
    sizes = [stratum.population for stratum in scenario.strata]
    population = sum(sizes)
    sample = sampling.sample_size(n0, population, scenario.design_effect)
    cells = _cells(scenario, sample, sizes, z)
    answers = sum(cell.answers for cell in cells)
    followed = sum(cell.followed for cell in cells)
    found = compare(
        [
            Group(
                cell.stratum.population,
                cell.stratum.share,
                cell.stratum.response,
                cell.stratum.presence,
                cell.answers,
                cell.followed,
            )
            for cell in cells
        ],
        scenario.silence_gap,
        scenario.source_bias,
        scenario.design_effect,
        scenario.draws,
        scenario.seed,
    )
    planned = tasks(scenario.work, answers, followed)
    families = coverage(scenario.covers, scenario.work.methods)
    return Result(
        cells=cells,
        n0=n0,
        population=population,
        sample=sample,
        contacts=sum(cell.contacts for cell in cells),
        answers=answers,
        followed=followed,
        estimates=found,
        tasks=planned,
        families=families,
        needs=scenario.needs,
        unnamed=scenario.unnamed,
        margin=scenario.margin,
        confidence=scenario.confidence,
        allocation=scenario.allocation,
        smallest_cell=scenario.smallest_cell,
        cost=math.fsum(task.cost for task in planned),
        weeks=max((task.end for task in planned), default=0.0) / WEEK,
        covered=sum(1 for methods in families.values() if methods),
        crossed=sum(1 for methods in families.values() if len(methods) >= CROSSED),
        widest_margin=POINTS * max((cell.margin for cell in cells), default=1.0),
        convenience_error=_error(found.convenience),
        stratified_error=_error(found.stratified),
        triangulated_error=_error(found.triangulated),
    )


def _cells(scenario: Scenario, sample: int, sizes: list[int], z: float) -> tuple[Cell, ...]:
    by_size = sampling.proportional(sample, sizes)
    equally = sampling.equal(sample, sizes)
    planned = equally if scenario.allocation == "equal" else by_size
    cells = []
    for h, stratum in enumerate(scenario.strata):
        reached, answers = sampling.contacts(planned[h], stratum.response, sizes[h])
        cells.append(
            Cell(
                stratum=stratum,
                proportional=by_size[h],
                equal=equally[h],
                planned=planned[h],
                contacts=reached,
                answers=answers,
                followed=min(planned[h], sampling.up(scenario.follow_up * (reached - answers))),
                margin=sampling.margin(
                    answers, sizes[h], scenario.expected, z, scenario.design_effect
                ),
            )
        )
    return tuple(cells)


def _error(estimate: Estimate | None) -> float:
    return estimate.rmse_points if estimate else POINTS


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `needs` and `data-plan` sections."""
    return {
        "needs": {
            "items": [
                {
                    "name": need.name,
                    "kind": need.kind,
                    "sector": need.sector,
                    "priority": need.priority,
                }
                for need in result.needs
            ]
        },
        "data-plan": {
            "sample": result.sample,
            "contacts": result.contacts,
            "margin": scenario.margin,
            "confidence": scenario.confidence,
            "allocation": scenario.allocation,
            "groups": [
                {
                    "name": cell.stratum.name,
                    "population": cell.stratum.population,
                    "share": cell.stratum.share,
                    "response": cell.stratum.response,
                    "sample": cell.planned,
                    "presence": cell.stratum.presence,
                }
                for cell in result.cells
            ],
            "methods": [
                {"method": task.method, "days": task.days, "cost": task.cost}
                for task in result.tasks
            ],
            "weeks": result.weeks,
            "families": {name: list(methods) for name, methods in result.families.items()},
            "errors": {
                "convenience": result.convenience_error,
                "stratified": result.stratified_error,
                "triangulated": result.triangulated_error,
            },
        },
    }

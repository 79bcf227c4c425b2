"""The learner's plan as typed values: rows without a name left out and counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles_widgets.simulators.initiative.budget import WHOLE, Cost, Risk
from passerelles_widgets.simulators.initiative.plan import Activity, PlannedResult
from passerelles_widgets.simulators.initiative.smart import Indicator

_SEPARATORS: Final = re.compile(r"[\s,;/+]+")


@dataclass(frozen=True, slots=True)
class Scenario:
    """The plan. `unknown_waits` and `unknown_costs` name codes that no activity has.

    Results keep the number of their row, so that indicators and activities find them again;
    `margin` and `reserve` are shares of 1, `horizon` is in months.
    """

    title: str
    problem: str
    objective: str
    planners: tuple[str, ...]
    results: tuple[PlannedResult, ...]
    indicators: tuple[Indicator, ...]
    activities: tuple[Activity, ...]
    costs: tuple[Cost, ...]
    risks: tuple[Risk, ...]
    unknown_waits: tuple[tuple[str, str], ...]
    unknown_costs: tuple[tuple[str, str], ...]
    unnamed: int
    horizon: int
    margin: float
    reserve: float
    high_risk: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values; raise `Refusal` when two activities have the same code."""
        rows = [row for row in values["activities"] if row["name"]]
        codes = _codes(rows)
        known = {code.casefold(): code for code in codes}
        activities, waits = _activities(rows, codes, known)
        costs = [row for row in values["costs"] if row["label"]]
        named = {
            "results": [row for row in values["results"] if row["text"]],
            "indicators": [row for row in values["indicators"] if row["name"]],
            "risks": [row for row in values["risks"] if row["name"]],
            "activities": rows,
            "costs": costs,
        }
        return cls(
            title=values["title"],
            problem=values["problem"],
            objective=values["objective"],
            planners=tuple(values["planners"]),
            results=tuple(
                PlannedResult(number, row["text"], row["deliverable"], row["assumption"])
                for number, row in enumerate(values["results"], start=1)
                if row["text"]
            ),
            indicators=tuple(_indicator(row) for row in named["indicators"]),
            activities=activities,
            costs=tuple(_cost(row, known) for row in costs),
            risks=tuple(
                Risk(row["name"], row["probability"], row["impact"], row["answer"])
                for row in named["risks"]
            ),
            unknown_waits=waits,
            unknown_costs=tuple(
                (row["label"], row["activity"])
                for row in costs
                if row["activity"] and row["activity"].casefold() not in known
            ),
            unnamed=sum(len(values[name]) - len(kept) for name, kept in named.items()),
            horizon=values["horizon"],
            margin=values["margin"] / 100,
            reserve=values["reserve"] / 100,
            high_risk=values["high-risk"],
        )


def _codes(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return each activity's code, its place in the list where none is given."""
    codes: list[str] = []
    for number, row in enumerate(rows, start=1):
        code = row["code"] or str(number)
        if code.casefold() in (other.casefold() for other in codes):
            raise Refusal(
                f"Deux activités portent le repère «\u00a0{code}\u00a0»\u00a0; donnez à chacune "
                "le sien.",
                f"Two activities have the code “{code}”; give each its own.",
            )
        codes.append(code)
    return codes


def _activities(
    rows: Sequence[Mapping[str, Any]], codes: Sequence[str], known: Mapping[str, str]
) -> tuple[tuple[Activity, ...], tuple[tuple[str, str], ...]]:
    """Return the activities, and the waits for something that does not exist."""
    made, unknown = [], []
    for code, row in zip(codes, rows, strict=True):
        asked = [name for name in _SEPARATORS.split(row["after"]) if name]
        unknown += [(code, name) for name in asked if name.casefold() not in known]
        after = dict.fromkeys(known[name.casefold()] for name in asked if name.casefold() in known)
        made.append(Activity(code, row["name"], row["months"], tuple(after), row["result"]))
    return tuple(made), tuple(unknown)


def _indicator(row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        name=row["name"],
        result=row["result"],
        measures=row["measures"],
        baseline=row["baseline"],
        target=row["target"],
        unit=row["unit"],
        baseline_known=row["known"],
        month=row["month"],
        means=row["means"],
        breakdown=row["breakdown"],
    )


def _cost(row: Mapping[str, Any], known: Mapping[str, str]) -> Cost:
    return Cost(
        label=row["label"],
        activity=known.get(row["activity"].casefold(), WHOLE),
        line=row["line"],
        payer=row["payer"],
        quantity=row["quantity"],
        unit_cost=row["unit-cost"],
    )

"""Marks the larger tasks: a scenario (the simulator runs again), a table, an essay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, NBSP, Text, localised
from passerelles_widgets.forms.marks import BY_HAND, UNREADABLE, Mark, Part, nothing, share
from passerelles_widgets.forms.reading import finite, readings, wording
from passerelles_widgets.forms.tasks import Check, Constraint, Essay, Scenario, TableQuestion
from passerelles_widgets.simulators.simulator import Simulator

NOT_RUN: Final = Text(
    f"Le simulateur n’a pas pu employer ces valeurs{NBSP}; reprenez le scénario et modifiez-le.",
    "The simulator could not use these values; go back to the scenario and change it.",
)
_NO_ROWS: Final = Text(
    f"Aucun des acteurs de l’énoncé ne figure dans le tableau{NBSP}; remettez-les.",
    "None of the actors of the case is in the table; put them back.",
)
_MOST_ROWS: Final = 500


def mark_essay(question: Essay, answer: Any) -> Mark:
    """Return no score: a person gives it. The model answer explains."""
    if not isinstance(answer, str) or not answer.strip():
        return nothing(question.points)
    part = Part("", "info", question.model_answer)
    return Mark(0.0, question.points, right=False, parts=(part,), verdict=BY_HAND, by_hand=True)


def mark_scenario(question: Scenario, answer: Any) -> Mark:
    """Run the simulator on the checked values: points of the conditions met, in proportion.

    A scenario that the simulator refuses earns 0, with its sentence.
    """
    from passerelles_widgets import simulators  # noqa: PLC0415 - most pages need none

    if not isinstance(answer, Mapping):
        return nothing(question.points)
    try:
        simulator = simulators.load(question.simulator)
        values = settled(question, simulator, simulator.check(dict(answer)))
        indicators = simulator.indicators(values)
        results = _figures(simulator.run(values), question)
        figures = {**results, **indicators, **_chosen(simulator, values)}
    except Refusal as refusal:
        return nothing(question.points, refusal.text)
    except Exception:  # noqa: BLE001 - hostile values must cost their question only
        return nothing(question.points, NOT_RUN)
    met = {one.id: _met(one, figures) for one in question.constraints}
    parts = tuple(
        _part(one, one.points, met=_earned(one, question.constraints, met))
        for one in question.constraints
    )
    return _sum(parts, question.points)


def _chosen(simulator: Simulator, values: Mapping[str, Any]) -> dict[str, float]:
    """Return 1 or 0 for every option of a choice or of choices, as `parameter/option`."""
    return {
        f"{item.id}/{option.id}": float(
            option.id in (values[item.id] if item.type == "choices" else [values[item.id]])
        )
        for item in simulator.data.parameters
        if item.type in {"choice", "choices"}
        for option in item.options
    }


def _earned(one: Constraint, listed: Sequence[Constraint], met: Mapping[str, bool]) -> bool:
    """Tell whether a constraint is met, with the one it needs and those that one needs."""
    needed = {constraint.id: constraint.needs for constraint in listed}
    name: str | None = one.id
    followed: set[str] = set()
    while name is not None and name not in followed:
        if not met[name]:
            return False
        followed.add(name)
        name = needed[name]
    return True


def settled(question: Scenario, simulator: Simulator, values: dict[str, Any]) -> dict[str, Any]:
    """Return the learner's decisions on the question's own assumptions and facts."""
    given = {**simulator.defaults(), **localised(question.start or {}, DEFAULT_LANGUAGE)}
    kept = {
        item.id: (values if item.kind == "decision" else given)[item.id]
        for item in simulator.data.parameters
    }
    for table, columns in (question.fixed or {}).items():
        if simulator.parameter(table).type != "table":
            kept[table] = given[table]
            continue
        key = simulator.parameter(table).columns[0].id
        facts = _facts((question.start or {})[table], key, columns)
        capped = (question.capped or {}).get(table, ())
        ceilings = _facts((question.start or {})[table], key, capped)
        kept[table] = [
            {
                **row,
                **facts[row[key]],
                **{name: min(row[name], most) for name, most in ceilings[row[key]].items()},
            }
            for row in values[table]
            if row[key] in facts
        ]
        if not kept[table]:
            # An empty table would meet every “nobody is…” condition.
            raise Refusal(_NO_ROWS.fr, _NO_ROWS.en)
    return simulator.check(kept)


def _facts(
    rows: list[dict[str, Any]], key: str, columns: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    """Return the fixed cells of each row, by its name in either language."""
    return {
        localised(row, language)[key]: {
            column: localised(row, language)[column] for column in columns if column in row
        }
        for row in rows
        for language in LANGUAGES
    }


def _figures(result: Any, question: Scenario) -> dict[str, float]:
    """Return the figures of the result that the constraints name: a list counts its members."""
    found = {}
    for name in {one.indicator for one in question.constraints}:
        value = getattr(result, name, None)
        number = len(value) if isinstance(value, (tuple, list)) else value
        if isinstance(number, (bool, int, float)):
            found[name] = float(number)
    return found


def _met(constraint: Constraint, indicators: Mapping[str, Any]) -> bool:
    value = finite(indicators.get(constraint.indicator))
    return value is not None and _between(value, constraint.at_least, constraint.at_most)


def _between(value: float, at_least: float | None, at_most: float | None) -> bool:
    """Compare with a slack for the last digits of floating point."""
    slack = 1e-9 * max(1.0, abs(value))
    return (at_least is None or value >= at_least - slack) and (
        at_most is None or value <= at_most + slack
    )


def mark_table(question: TableQuestion, answer: Any) -> Mark:
    """Points of the checks that the table satisfies, in proportion."""
    if not isinstance(answer, list):
        return nothing(question.points)
    rows = [row if isinstance(row, Mapping) else {} for row in answer[:_MOST_ROWS]]
    if not any(rows):
        return nothing(question.points, UNREADABLE)
    parts = tuple(
        _part(check, check.points, met=_satisfied(check, question, rows))
        for check in question.checks
    )
    return _sum(parts, question.points)


def _satisfied(check: Check, question: TableQuestion, rows: list[Mapping[str, Any]]) -> bool:
    if check.kind == "complete":
        full = sum(all(_filled(row.get(c.id)) for c in question.columns) for row in rows)
        return _between(full, check.at_least or 1, check.at_most)
    column = str(check.column)
    if check.kind == "sum":
        numbers = [value[0] for row in rows if (value := readings(row.get(column)))]
        total = sum(numbers)
        if check.equals is not None:
            return bool(numbers) and _equal(total, check)
        return bool(numbers) and _between(total, check.at_least, check.at_most)
    index = [row.id for row in question.rows].index(str(check.row))
    return index < len(rows) and _equal(rows[index].get(column), check)


def _equal(value: Any, check: Check) -> bool:
    target = finite(check.equals)
    if target is not None:
        slack = check.tolerance + 1e-9 * max(1.0, abs(target))
        return any(abs(read - target) <= slack for read in readings(value))
    if isinstance(value, str) and value == check.equals:
        return True
    given = wording(value)
    return bool(given) and any(given == wording(one) for one in check.accept)


def _filled(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else finite(value) is not None


def _part(condition: Constraint | Check, points: float, *, met: bool) -> Part:
    text = Text("{text} {why}", "{text} {why}").format(text=condition.text, why=condition.why)
    return Part(condition.id, "right" if met else "wrong", text, points if met else 0.0, points)


def _sum(parts: tuple[Part, ...], points: float) -> Mark:
    earned = sum(part.earned for part in parts) / sum(part.out_of for part in parts)
    return share(earned, parts, points)

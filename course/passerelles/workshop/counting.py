"""Answers counted: the spread of estimates, the tally of a vote, the texts let through.

Nothing here names a person: what is projected belongs to the room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Any, Final

from passerelles.library.text import Language, number
from passerelles.workshop import links
from passerelles.workshop.state import Activity, Person, State

_WIDE: Final = 20.0
"""From this ratio between the largest and the smallest estimate, a scale of ratios reads better."""


def result(found: Activity, language: Language) -> dict[str, Any]:
    """Return what everybody may see of the answers, in `language`."""
    if found.kind == "estimate":
        return estimate(found, language)
    if found.kind == "vote":
        return vote(found, language)
    if found.kind == "question":
        shown = [answer for answer in found.answers.values() if answer.shown]
        shown.sort(key=lambda answer: answer.given)
        return {"texts": [answer.value for answer in shown]}
    return {}


def estimate(found: Activity, language: Language) -> dict[str, Any]:
    """Return the values in order, their quartiles, the scale; once revealed, the figure."""
    values = sorted(float(answer.value) for answer in found.answers.values())
    made: dict[str, Any] = {"count": len(values), "values": values}
    answer = None
    if found.revealed and found.spec.get("figure"):
        answer = links.figure_answer(found.spec["figure"], language)
        made["answer"] = answer | {"shown": number(answer["number"], language)}
        near = [v for v in values if answer["number"] / 3 <= v <= answer["number"] * 3]
        made["near"] = len(near)
    if values:
        quarters = {name: _quantile(values, share) for name, share in _SHARES.items()}
        made["summary"] = quarters
        made["shown"] = {name: number(value, language) for name, value in quarters.items()}
    spread = [*values, *([answer["number"]] if answer else [])]
    low, high = (min(spread), max(spread)) if spread else (0.0, 1.0)
    made["log"] = low > 0 and high / low > _WIDE
    made["ticks"] = [
        {"at": tick, "shown": number(tick, language)} for tick in ticks(low, high, made["log"])
    ]
    return made


_SHARES: Final[Mapping[str, float]] = {
    "low": 0.0,
    "first": 0.25,
    "median": 0.5,
    "third": 0.75,
    "high": 1.0,
}


def _quantile(values: Sequence[float], share: float) -> float:
    place = share * (len(values) - 1)
    below = floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def ticks(low: float, high: float, ratios: bool) -> list[float]:
    """Return round numbers for an axis: powers of ten, or four to eight equal steps from zero."""
    if ratios:
        first, last = floor(log10(low)), floor(log10(high)) + 1
        step = max(1, (last - first) // 6)
        return [10.0**power for power in range(first, last + 1, step)]
    if high <= 0:
        return [0.0, 1.0]
    size = 10.0 ** floor(log10(high / 4))
    width = next(size * factor for factor in (1, 2, 5, 10) if high / (size * factor) <= 8)  # noqa: PLR2004
    count = int(high / width) + 1
    return [round(width * place, 9) for place in range(count + 1)]


def vote(found: Activity, language: Language) -> dict[str, Any]:
    """Return each option with its votes; for an order, with its mean place (1 is first)."""
    options = found.spec["options"]
    answers = [answer.value for answer in found.answers.values()]
    made: list[dict[str, Any]] = []
    for option in options:
        row: dict[str, Any] = {"id": option["id"], "text": option["text"][language]}
        if found.spec["mode"] == "order":
            places = [value.index(option["id"]) + 1 for value in answers]
            row["votes"] = sum(place == 1 for place in places)
            row["place"] = round(sum(places) / len(places), 2) if places else None
            row["shown"] = number(row["place"], language, 1) if places else "–"
        else:
            row["votes"] = sum(
                option["id"] in value if isinstance(value, list) else value == option["id"]
                for value in answers
            )
            row["shown"] = number(row["votes"], language, 0)
        made.append(row)
    if found.spec["mode"] == "order":
        made.sort(key=lambda row: row["place"] if row["place"] is not None else len(options))
    return {"count": len(answers), "mode": found.spec["mode"], "rows": made}


def said(found: Activity, language: Language) -> dict[str, Any]:
    """Return the words of an activity."""
    spec = found.spec
    made = {
        "id": found.id,
        "kind": found.kind,
        "item": found.item,
        "question": spec["question"][language],
        "open": found.closed is None,
        "revealed": found.revealed,
    }
    for key in ("unit",):
        if key in spec:
            made[key] = spec[key][language]
    for key in ("mode", "simulator", "exercise", "figure"):
        if key in spec:
            made[key] = spec[key]
    if "options" in spec:
        made["options"] = [
            {"id": item["id"], "text": item["text"][language]} for item in spec["options"]
        ]
    if found.revealed and "after" in spec:
        made["after"] = spec["after"][language]
    return made


def shows(found: Activity) -> bool:
    """Tell whether everyone sees the answers: closed or revealed; texts as they are let through."""
    return found.kind == "question" or found.revealed or found.closed is not None


def texts(found: Activity, state: State) -> list[dict[str, Any]]:
    """Return an open question's texts for the trainer, who lets them through by person."""
    rows = []
    for person, answer in sorted(found.answers.items(), key=lambda pair: pair[1].given):
        who: Person | None = state.people.get(person)
        rows.append(
            {
                "person": person,
                "name": who.name if who else "",
                "text": answer.value,
                "shown": answer.shown,
            }
        )
    return rows

"""What a plan still asks for, in sentences; the calendar and the people first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, number
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.initiative.model import Planned, Result

_MOST_SMART: Final = 4


def named(item: Planned, texts: Texts) -> str:
    """Return an activity's code and name."""
    return texts["code_name"].format(code=item.activity.code, name=item.activity.name)


def path(result: Result) -> str:
    """Return the critical path as its codes."""
    return "–".join(result.schedule.path)


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the warnings."""
    return (
        *_time(result, texts),
        *_people(result, texts),
        *_indicators(result, texts),
        *_money(result, texts),
        *_risks(result, texts),
        *_faults(result, texts),
    )


def _time(result: Result, texts: Texts) -> Iterator[str]:
    written = number(abs(result.time_left), texts.language)
    if result.time_left < 0 and written != "0":
        key = "note_late_one" if written == "1" else "note_late"
        yield texts[key].format(months=written, path=path(result))


def _people(result: Result, texts: Texts) -> Iterator[str]:
    if result.diaspora_missing:
        yield texts["note_diaspora"]


def _indicators(result: Result, texts: Texts) -> Iterator[str]:
    lacking = [item for item in result.checked if item.missing]
    for item in lacking[:_MOST_SMART]:
        lacks = [texts[f"lack_{quality}"] for quality in item.missing]
        yield texts["note_smart"].format(
            name=item.indicator.name, qualities=enumeration(lacks, texts.language)
        )
    for planned in result.unmeasured:
        yield texts["note_unmeasured"].format(result=planned.text)


def _money(result: Result, texts: Texts) -> Iterator[str]:
    free = [named(item, texts) for item in result.activities if not item.cost]
    if free and result.total:
        yield texts["note_no_cost"].format(activities=enumeration(free, texts.language))
    if result.total and not result.budget.reserve:
        yield texts["note_no_reserve"]
    if result.total and not result.partner_share:
        yield texts["note_partner_nothing"]


def _risks(result: Result, texts: Texts) -> Iterator[str]:
    for risk in result.unanswered:
        yield texts["note_risk"].format(name=risk.name, score=risk.score)


def _faults(result: Result, texts: Texts) -> Iterator[str]:
    for code, unknown in result.unknown_waits:
        yield texts["note_wait"].format(code=code, unknown=unknown)
    for label, unknown in result.unknown_costs:
        yield texts["note_cost"].format(label=label, unknown=unknown)
    if result.unnamed == 1:
        yield texts["note_unnamed_one"]
    elif result.unnamed:
        yield texts["note_unnamed_many"].format(count=number(result.unnamed, texts.language, 0))

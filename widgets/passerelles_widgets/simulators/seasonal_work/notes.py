"""What the seasons ask to be seen to, one sentence each; first, that the rates are hypotheses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import money, number, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.seasonal_work.model import Result

_IDLE: Final = 0.1
_KEPT: Final = 0.9
_ONE: Final = 0.5  # from here a number of people is written as 1 or more


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences."""
    return (
        texts["note_hypotheses"],
        *_people(result, texts),
        *_promise(result, texts),
        *_money(result, texts),
    )


def _people(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    missing = result.peak_demand - result.peak_present
    if missing >= _ONE:
        yield texts["note_short"].format(count=number(missing, language, 0))
    if result.idle_share > _IDLE:
        yield texts["note_idle"].format(share=percent(result.idle_share, language))
    if result.beds_short >= _ONE:
        yield texts["note_beds"].format(count=number(result.beds_short, language, 0))
    if result.health_short >= _ONE:
        yield texts["note_health"].format(count=number(result.health_short, language, 0))


def _promise(result: Result, texts: Texts) -> Iterator[str]:
    last = result.last
    if last.asked >= _ONE and last.called_back < _KEPT * last.asked:
        yield texts["note_promise"].format(
            asked=number(last.asked, texts.language, 0),
            back=number(last.called_back, texts.language, 0),
        )
    if result.priority > 0 and not result.complaints:
        yield texts["note_power"]


def _money(result: Result, texts: Texts) -> Iterator[str]:
    if result.balance <= -1:
        yield texts["note_budget"].format(over=money(-result.balance, texts.language))

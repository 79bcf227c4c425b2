"""What a funding plan asks the learner to settle next, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, money, number, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.resources.model import Result

_DEPENDENT: Final = 2.5  # effective sources: below, one refusal decides
_TWO: Final = 2


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the warnings: money first, then people and means."""
    faults = tuple(_unnamed(result, texts))
    if result.need <= 0:
        return faults
    return (*_money(result, texts), *_sources(result, texts), *_people(result, texts), *faults)


def _money(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    if result.core > 0:
        yield texts["note_core"].format(core=money(result.core, language))
    else:
        yield texts["note_no_core"]
    if result.worst is not None:
        yield texts["note_cash"].format(
            low=money(result.worst.low, language),
            month=result.worst.number,
            peak=money(result.peak_shortfall, language),
        )
    if result.own_share <= 0:
        yield texts["note_own"]


def _sources(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    largest = result.largest
    if largest is not None and result.effective_sources < _DEPENDENT:
        yield texts["note_dependence"].format(
            name=largest.source.name,
            share=percent(largest.share, language),
            count=number(result.effective_sources, language, 1),
        )
    for item in result.held_back:
        yield texts["note_unmatched"].format(
            name=item.source.name,
            yields=percent(item.yields, language),
            probability=percent(item.source.probability, language),
        )
    if result.overfunded:
        yield texts["note_overfunded"].format(
            planned=money(result.planned, language), need=money(result.need, language)
        )


def _people(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    if result.lacking:
        one = result.days_missing < _TWO if language == "fr" else result.days_missing == 1
        days = texts["days_one" if one else "days_many"]
        yield texts["note_people"].format(
            days=days.format(count=number(result.days_missing, language)),
            names=enumeration([role.name for role in result.lacking], language),
        )
    if result.untrained:
        names = [role.name for role in result.untrained]
        yield texts["note_training"].format(names=enumeration(names, language))
    if result.missing:
        names = [item.name for item in result.missing]
        yield texts["note_means"].format(names=enumeration(names, language))


def _unnamed(result: Result, texts: Texts) -> Iterator[str]:
    if result.unnamed == 1:
        yield texts["note_unnamed_one"]
    elif result.unnamed:
        yield texts["note_unnamed_many"].format(count=number(result.unnamed, texts.language, 0))

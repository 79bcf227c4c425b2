"""What a comparison of sectors asks the learner to do next, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, number, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.sectors.interest import Standing
from passerelles_widgets.simulators.sectors.model import Result

_MOST_KEPT: Final = 2


def sector_label(sector: str, texts: Texts) -> str:
    """Return a sector's name."""
    return texts.labels[f"chosen/{sector}"]


def kind_label(kind: str, texts: Texts) -> str:
    """Return the name of a kind of initiative."""
    return texts.labels[f"kind/{kind}"]


def conditions(names: tuple[str, ...], texts: Texts) -> str:
    """Enumerate conditions in words."""
    return enumeration([texts[f"condition_{name}"] for name in names], texts.language)


def home(result: Result, texts: Texts) -> str:
    """Return the learner's territory, or what it is called while it has no name."""
    return result.home or texts["home_default"]


def partner(result: Result, texts: Texts) -> str:
    """Return the partner's territory, or what it is called while it has no name."""
    return result.partner or texts["partner_default"]


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the warnings: the sector first, then the kind of initiative."""
    if result.lead is None:
        return tuple(_incomplete(result, texts))
    return (
        *_sector(result, result.lead, texts),
        *_kind(result, texts),
        *_incomplete(result, texts),
    )


def _sector(result: Result, lead: Standing, texts: Texts) -> Iterator[str]:
    if not result.kept:
        yield texts["note_none_kept"]
    if len(result.kept) > _MOST_KEPT:
        yield texts["note_too_many"].format(count=number(len(result.kept), texts.language, 0))
    if result.best is not None and lead.rank > 1:
        yield texts["note_better_sector"].format(
            best=sector_label(result.best.sector, texts),
            points=_points(result.interest_lost, texts),
            sector=sector_label(lead.sector, texts),
        )
    for item in result.kept or (lead,):
        if item.flagged:
            sides = (home(result, texts), partner(result, texts))
            more, less = sides if item.gap > 0 else sides[::-1]
            yield texts["note_flagged"].format(
                sector=sector_label(item.sector, texts),
                more=more,
                less=less,
                gap=_points(item.asymmetry, texts),
            )


def _kind(result: Result, texts: Texts) -> Iterator[str]:
    chosen = result.chosen_kind
    name = kind_label(chosen.kind, texts)
    if not chosen.answers:
        yield texts["note_off_target"].format(kind=name)
    better = result.kind_ahead
    if better is not None:
        yield texts["note_better_kind"].format(
            better=kind_label(better.kind, texts),
            fit=percent(better.fit, texts.language),
            own=percent(chosen.fit, texts.language),
        )
    if chosen.missing:
        key = "note_missing" if len(chosen.missing) == 1 else "note_missing_two"
        yield texts[key].format(kind=name, conditions=conditions(chosen.missing, texts))


def _incomplete(result: Result, texts: Texts) -> Iterator[str]:
    if result.incomplete:
        names = [sector_label(sector, texts) for sector in result.incomplete]
        yield texts["note_incomplete"].format(sectors=enumeration(names, texts.language))


def _points(value: float, texts: Texts) -> str:
    """Write points; French has one point up to two, English only at one."""
    written = number(value, texts.language, 1)
    one = value < _MOST_KEPT if texts.language == "fr" else written == "1.0"
    return texts["points_one" if one else "points_many"].format(count=written)

"""What the map asks the learner to complete or to look at, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.corridors import frames, wording
from passerelles_widgets.simulators.corridors.model import Result

_HALF: Final = 0.5
_SAME: Final = 1.0  # kilometres
_SHOWN: Final = 6  # names in a list


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, what keeps corridors off the map first."""
    return (
        *_missing(result, texts),
        *_library(result, texts),
        *_people(result, texts),
        *_places(result, texts),
    )


def _missing(result: Result, texts: Texts) -> Iterator[str]:
    if not result.home.name:
        yield texts["note_home_unnamed"]
    if result.home.point is None:
        yield texts["note_home_unplaced"].format(name=wording.home(result, texts))
    if result.unnamed == 1:
        yield texts["note_unnamed_one"]
    elif result.unnamed:
        yield texts["note_unnamed_many"].format(count=result.unnamed)
    if result.unplaced:
        yield texts["note_unplaced"].format(names=_listed(result.unplaced, texts))
    for item in result.own:
        if item.length < _SAME:
            yield texts["note_same"].format(name=item.group.name)


def _library(result: Result, texts: Texts) -> Iterator[str]:
    if not result.shown_entries:
        yield texts["note_triangular" if result.direction == "triangular" else "note_filters"]
    count = frames.outside(result, frames.box(result))
    if count:
        key = "note_outside_one" if count == 1 else "note_outside_many"
        yield texts[key].format(count=count)


def _people(result: Result, texts: Texts) -> Iterator[str]:
    if not result.own:
        return
    uncounted = tuple(item.group.name for item in result.own if not item.group.people)
    if uncounted:
        yield texts["note_uncounted"].format(names=_listed(uncounted, texts))
    if result.largest_share > _HALF and len(result.own) > 1:
        yield texts["note_concentrated"].format(name=result.own[0].group.name)
    if result.known_share < _HALF:
        share = percent(1 - result.known_share, texts.language)
        yield texts["note_hearsay"].format(share=share)
    if not any(item.group.kept for item in result.own):
        yield texts["note_keep"]


def _places(result: Result, texts: Texts) -> Iterator[str]:
    typed = [item.group.name for item in result.own if not item.group.listed]
    if result.home.point is not None and result.home.name and not result.home.listed:
        typed.insert(0, result.home.name)
    if typed:
        yield texts["note_typed"].format(names=_listed(tuple(typed), texts))
    yield texts["note_coordinates"]


def _listed(names: tuple[str, ...], texts: Texts) -> str:
    """Enumerate names, each once; a long list ends in dots."""
    found = list(dict.fromkeys(names))
    if len(found) > _SHOWN:
        found = [*found[: _SHOWN - 1], "…"]
    return enumeration(found, texts.language)

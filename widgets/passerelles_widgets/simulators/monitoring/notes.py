"""What monitoring asks to be done, one sentence each, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from passerelles.library.text import enumeration, number
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.monitoring.model import Judged, Result

_SHOWN: Final = 4  # rows of one kind that get a sentence, or a place in a list


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, none when everything is on track, shared and dated."""
    return (
        *_unnamed(result.unnamed, texts),
        *_movement(result, texts),
        *_gaps(result, texts),
        *_privacy(result, texts),
        *_evaluation(result, texts),
    )


def named(item: Judged, texts: Texts) -> str:
    """Name a row, with its group."""
    reading = item.reading
    if not reading.group:
        return reading.name
    return texts["whom"].format(name=reading.name, group=reading.group)


def _listed(names: Iterable[str], texts: Texts) -> str:
    """Enumerate names, each once; a long list ends in dots."""
    found = list(dict.fromkeys(names))
    if len(found) > _SHOWN:
        found = [*found[: _SHOWN - 1], "…"]
    return enumeration(found, texts.language)


def _unnamed(count: int, texts: Texts) -> Iterator[str]:
    if count:
        yield texts["note_unnamed_one" if count == 1 else "note_unnamed_many"].format(count=count)


def _movement(result: Result, texts: Texts) -> Iterator[str]:
    for total, group in result.masked[:_SHOWN]:
        yield texts["note_masked"].format(
            name=total.reading.name,
            total=texts[total.light],
            group=group.reading.group,
            light=texts[group.light],
        )
    for item in [item for item in result.judged if item.backwards][:_SHOWN]:
        yield texts["note_backwards"].format(name=named(item, texts))
    for item in [item for item in result.judged if item.moved][:_SHOWN]:
        yield texts["note_moved"].format(
            name=named(item, texts),
            target=number(item.reading.target, texts.language),
            actual=number(item.reading.actual, texts.language),
        )


def _gaps(result: Result, texts: Texts) -> Iterator[str]:
    kinds = (
        ("note_baseline", [item for item in result.judged if not item.reading.known]),
        ("note_unread", [item for item in result.judged if item.date is None]),
        ("note_stale", [item for item in result.judged if item.stale and item.date]),
        (
            "note_owner",
            [item for item in result.judged if not (item.reading.source and item.reading.owner)],
        ),
    )
    for key, items in kinds:
        if items:
            said = _listed((item.reading.name for item in items), texts)
            yield texts[key].format(names=said)
    if result.about_people and not result.broken_down:
        yield texts["note_breakdown"]


def _privacy(result: Result, texts: Texts) -> Iterator[str]:
    for name in result.overlaps[:_SHOWN]:
        yield texts["note_overlap"].format(name=name)
    kept = [item for item in result.judged if not item.published]
    if kept:
        yield texts["note_withheld"].format(
            names=_listed((named(item, texts) for item in kept), texts),
            threshold=result.publish_from,
        )


def _evaluation(result: Result, texts: Texts) -> Iterator[str]:
    if result.absent:
        groups = [texts.labels[f"participants/group/{name}"] for name in result.absent]
        yield texts["note_absent"].format(groups=enumeration(groups, texts.language))
    if "surveys" in result.methods and "focus-groups" not in result.methods:
        yield texts["note_explains"]
    if "external" not in result.methods:
        yield texts["note_external"]
    if not result.mid_term and not result.final:
        yield texts["note_moments_none"]
    elif not result.mid_term:
        yield texts["note_moments_mid"]
    elif not result.final:
        yield texts["note_moments_final"]
    elif result.mid_term > result.final:
        yield texts["note_moments_order"]

"""What a profile lacks, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from passerelles.library.text import enumeration, number
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.profile.model import Result


def family_label(family: str, texts: Texts) -> str:
    """Return a family's name."""
    return texts.labels[f"shown/{family}"]


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, none when nothing is wanting."""
    return (
        *_counted("note_unnamed", result.unnamed, texts),
        *_missing(result, texts),
        *_counted("note_future", result.future, texts),
        *_counted("note_sourceless", result.sourceless, texts),
        *_counted("note_stale", result.stale, texts, year=int(result.fresh_from)),
        *_undivided(result, texts),
    )


def _counted(key: str, count: int, texts: Texts, **more: int) -> Iterator[str]:
    if count:
        written = number(count, texts.language, 0)
        yield texts[f"{key}_one" if count == 1 else f"{key}_many"].format(count=written, **more)


def _missing(result: Result, texts: Texts) -> Iterator[str]:
    if not result.documented:
        yield texts["summary_empty"]
        return
    names = [family_label(family.id, texts) for family in result.in_state("missing")]
    if names:
        key = "note_missing_one" if len(names) == 1 else "note_missing_many"
        yield texts[key].format(families=enumeration(names, texts.language))


def _undivided(result: Result, texts: Texts) -> Iterator[str]:
    names = [
        family_label(family.id, texts)
        for family in result.families
        if family.entries and "sex" in family.lacking
    ]
    if names:
        yield texts["note_sex"].format(families=enumeration(names, texts.language))

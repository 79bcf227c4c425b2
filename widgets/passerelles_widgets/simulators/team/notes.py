"""What the team should see to, one sentence each, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator

from passerelles.library.text import enumeration, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.team.model import Result


def pair_label(level: str, competence: str, texts: Texts) -> str:
    """Return a competence with its level, as lists name it."""
    return texts["pair"].format(
        competence=texts.labels[f"people/{competence}"], level=texts[level].lower()
    )


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, none when nothing needs seeing to."""
    return (
        *_unnamed(result.unnamed, texts),
        *_posts(result, texts),
        *_competences(result, texts),
    )


def _unnamed(count: int, texts: Texts) -> Iterator[str]:
    if count:
        yield texts["note_unnamed_one" if count == 1 else "note_unnamed_many"].format(count=count)


def _posts(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    if len(result.vacant) == len(result.posts):
        yield texts["summary_empty"]
        return
    if result.vacant:
        names = [texts.labels[f"people/post/{post}"] for post in result.vacant]
        key = "note_vacant_one" if len(names) == 1 else "note_vacant_many"
        yield texts[key].format(posts=enumeration(names, language))
    for name in result.mixed:
        yield texts["note_mixed"].format(name=name)
    if result.technical_time < result.least_time:
        yield texts["note_time"].format(
            time=percent(result.technical_time, language),
            least=percent(result.least_time, language),
        )


def _competences(result: Result, texts: Texts) -> Iterator[str]:
    if result.borrowed:
        names = [pair_label(item.level, item.competence, texts) for item in result.borrowed]
        yield texts["note_borrow"].format(items=texts["separator"].join(names))
    if result.fragile:
        key = "note_fragile_one" if result.fragile == 1 else "note_fragile_many"
        yield texts[key].format(count=result.fragile)

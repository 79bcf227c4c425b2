"""What the matrix asks to be done, one sentence each, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, number
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.coherence.model import Result

SHOWN: Final = 3
"""How many hidden conflicts get a sentence; the table has them all."""

ENOUGH: Final = 2
"""How many policies it takes to compare anything."""


def signed(score: float, texts: Texts) -> str:
    """Write a score with its sign, plus included."""
    written = number(score, texts.language)
    return f"+{written}" if score > 0 else written


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, none when policies and levels agree."""
    return (
        *_unnamed(result.unnamed, texts),
        *_conflicts(result, texts),
        *_levels(result, texts),
        *_rises(result, texts),
    )


def _unnamed(count: int, texts: Texts) -> Iterator[str]:
    if count:
        yield texts["note_unnamed_one" if count == 1 else "note_unnamed_many"].format(count=count)


def _conflicts(result: Result, texts: Texts) -> Iterator[str]:
    if len(result.standings) < ENOUGH:
        yield texts["summary_empty"]
        return
    if not any(any(row) for row in result.matrix):
        yield texts["note_unscored"]
    pairs = {(item.source, item.target) for item in result.conflicts}
    for source, target in sorted(pairs):
        if source < target and (target, source) in pairs:
            yield texts["note_mutual"].format(
                a=result.policy(source).name, b=result.policy(target).name
            )
    for item in result.hidden[:SHOWN]:
        yield texts["note_hidden"].format(
            source=result.policy(item.source).name,
            target=result.policy(item.target).name,
            relay=result.policy(item.relay).name,
        )


def _levels(result: Result, texts: Texts) -> Iterator[str]:
    for tier in result.tiers:
        for text in tier.instruments:
            if text.score < 0:
                yield texts["note_forbids"].format(
                    name=text.name,
                    tier=texts.labels[f"instruments/tier/{tier.id}"],
                    score=signed(text.score, texts),
                )
    absent = [texts.labels[f"instruments/tier/{tier}"] for tier in result.absent_tiers]
    if absent:
        key = "note_absent_one" if len(absent) == 1 else "note_absent_many"
        yield texts[key].format(tiers=enumeration(absent, texts.language))


def _rises(result: Result, texts: Texts) -> Iterator[str]:
    for item in result.standings:
        if item.second_rank < item.rank:
            yield texts["note_rises"].format(
                name=item.policy.name, rank=item.rank, second=item.second_rank
            )

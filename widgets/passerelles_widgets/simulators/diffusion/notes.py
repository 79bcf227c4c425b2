"""What the spread asks to be done, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import number, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.diffusion.model import (
    FEWEST,
    HAMBURG,
    HAMBURG_REACHED,
    Result,
)

_LITTLE: Final = 0.02
_ROUGH: Final = 10  # fewer draws than this make a rough interval


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences; the last says what is known of Hamburg."""
    return (
        *_begin(result, texts),
        *_forum(result, texts),
        *_few(result, texts),
        _hamburg(texts),
    )


def _begin(result: Result, texts: Texts) -> Iterator[str]:
    if not result.relays:
        yield texts["note_silent"]
    best = result.best_start
    here, there = result.starts[result.start][0], result.starts[best][0]
    if there - here >= _LITTLE:
        yield texts["note_start"].format(
            best=texts.labels[f"start/{best}"],
            share=percent(there, texts.language),
            now=percent(here, texts.language),
        )
    elif result.start == "hubs":
        yield texts["note_hubs"]


def _forum(result: Result, texts: Texts) -> Iterator[str]:
    if not result.has_forum:
        return
    if result.gain < _LITTLE:
        yield texts["note_little"]
    reached, alone = result.with_forum.half, result.without.half
    if reached is None:
        return
    if alone is None:
        yield texts["note_half_only"].format(with_forum=reached)
    elif alone > reached:
        yield texts["note_half"].format(with_forum=reached, without=alone)


def _few(result: Result, texts: Texts) -> Iterator[str]:
    if FEWEST <= result.runs < _ROUGH:
        yield texts["note_few"].format(runs=result.runs)


def _hamburg(texts: Texts) -> str:
    return texts["note_hamburg"].format(
        stated=number(HAMBURG_REACHED, texts.language),
        ties=HAMBURG["forum_ties"],
        chance=percent(HAMBURG["imitation"] / 100, texts.language),
    )

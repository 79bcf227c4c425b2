"""The dice: one uniform number for each seed, quarter and event, whatever was decided.

So that taking one decision away changes nothing else of the story, no number
depends on what was drawn or decided before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from random import Random
from typing import Final

from passerelles_widgets.simulators.partnership.rules import Event

_MOST_LIKELY: Final = 0.95


@lru_cache(maxsize=4096)
def draws(seed: int, quarter: int, count: int) -> tuple[float, ...]:
    """Return the uniform numbers of a quarter, one for each event."""
    source = Random(seed * 64 + quarter)
    return tuple(source.random() for _ in range(count))


def probability(
    event: Event, levels: Sequence[float], done: Iterable[str], difficulty: float
) -> float:
    """Return the probability of an event in a quarter, given levels and decisions taken."""
    chance = event.chance * (difficulty if event.harmful else 1 / difficulty)
    for place, slope in event.slopes:
        chance *= max(0.0, 1 + slope * (levels[place] - 50) / 50)
    if event.odds:
        held = set(done)
        for name, factor in event.odds.items():
            if name in held:
                chance *= factor
    return min(_MOST_LIKELY, chance)

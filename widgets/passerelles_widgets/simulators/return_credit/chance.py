"""How far a small group may stray from the average: an exact interval, and a seeded draw.

* Businesses open at the horizon: each of n families with probability S, independently, so their
  number is binomial; the interval runs from its 5th to its 95th percentile, exactly.
* Loss of the portfolio: each loan defaults in month t with the probability that the chain gives,
  or not at all. The sum over n loans is drawn many times with `random.Random(seed)` (Monte
  Carlo); the interval holds nine draws in ten. Loans are taken as independent: a crisis that
  hits all families at once would spread the losses further.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

CLASSES: Final = 12
TAIL: Final = 0.05
"""The share left out at each end of an interval."""


def binomial_interval(count: int, share: float) -> tuple[int, int]:
    """Return the 5th and 95th percentiles of the successes among `count` trials."""
    low, high = -1, count
    total = 0.0
    for k in range(count + 1):
        total += math.comb(count, k) * share**k * (1 - share) ** (count - k)
        if low < 0 and total >= TAIL:
            low = k
        if total >= 1 - TAIL:
            high = k
            break
    return max(low, 0), high


def losses(
    defaults: Sequence[tuple[float, float]], count: int, draws: int, seed: int
) -> tuple[float, ...]:
    """Return the losses of `draws` portfolios of `count` loans, in increasing order."""
    none = max(0.0, 1 - math.fsum(chance for chance, _ in defaults))
    amounts = [0.0, *(owed for _, owed in defaults)]
    limits = list(accumulate([none, *(chance for chance, _ in defaults)]))
    source = random.Random(seed)
    return tuple(
        sorted(
            math.fsum(source.choices(amounts, cum_weights=limits, k=count)) for _ in range(draws)
        )
    )


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a histogram: from `low` (included) to `high`, and its share of the draws."""

    low: float
    high: float
    share: float

    @property
    def width(self) -> float:
        """How wide the class is, in euros."""
        return self.high - self.low

    @property
    def middle(self) -> float:
        """The centre of the class."""
        return (self.low + self.high) / 2


def histogram(ordered: Sequence[float]) -> tuple[Class, ...]:
    """Sort the `ordered` draws into classes of a round width, about `CLASSES` of them."""
    step = _round_step((ordered[-1] - ordered[0]) / CLASSES)
    first = math.floor(ordered[0] / step)
    counts = [0] * (math.floor(ordered[-1] / step) - first + 1)
    for value in ordered:
        counts[math.floor(value / step) - first] += 1
    return tuple(
        Class((first + place) * step, (first + place + 1) * step, count / len(ordered))
        for place, count in enumerate(counts)
    )


def _round_step(width: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50… euros."""
    step, factors = 1.0, (2.0, 2.5, 2.0)
    place = 0
    while step < width:
        step *= factors[place % len(factors)]
        place += 1
    return step


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the `ordered` draws fall (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

"""Mutual interest: how much each sector matters to both territories at once.

Marks run from 0 to 10. For a sector s and a territory t (home h, partner p), with need n,
capacity c, alignment a and the weights w of these three questions:

* interest          I_t = (w_n n_t + w_c c_t + w_a a_t) / (w_n + w_c + w_a)
* mutual interest   M = √(I_h · I_p); it never exceeds their mean, and is 0 when either is
* asymmetry         A = |I_h − I_p|, in points; flagged from the threshold on
* common mark       of one question, √(x_h · x_p)

Ranks are shared by sectors of equal M: one more than the number of sectors above.

Sources: that a subject must be of use to every partner, guide 3.2; the seven sectors, guide
3.2.1. Marks, weights and the geometric mean (the Nash product's root, which rewards balance)
are the course's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

SECTORS: Final = (
    "governance",
    "inclusion",
    "local-economic-development",
    "health",
    "education",
    "culture",
    "basic-services",
)
TIE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Marks:
    """One territory's marks for one sector, 0 to 10 each."""

    need: float
    capacity: float
    alignment: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each of the three questions counts; only proportions matter."""

    need: float
    capacity: float
    alignment: float

    @property
    def total(self) -> float:
        """The sum of the three, in the unit they are given in."""
        return self.need + self.capacity + self.alignment


@dataclass(frozen=True, slots=True)
class Standing:
    """One sector compared: interests in points (0 to 10), `rank` from 1.

    `needs`, `capacities` and `alignments` are the common marks of the two territories;
    `gap` is home minus partner.
    """

    sector: str
    home: Marks
    partner: Marks
    home_interest: float
    partner_interest: float
    mutual: float
    needs: float
    capacities: float
    alignments: float
    gap: float
    flagged: bool
    rank: int

    @property
    def asymmetry(self) -> float:
        """The distance between the two interests, in points."""
        return abs(self.gap)


def interest(marks: Marks, weights: Weights) -> float:
    """Return what a sector is worth to one territory (0 to 10)."""
    points = (
        weights.need * marks.need
        + weights.capacity * marks.capacity
        + weights.alignment * marks.alignment
    )
    return points / weights.total


def common(home: float, partner: float) -> float:
    """Return the geometric mean of two marks."""
    return math.sqrt(home * partner)


def standings(
    home: Mapping[str, Marks],
    partner: Mapping[str, Marks],
    weights: Weights,
    flag_from: float,
) -> tuple[Standing, ...]:
    """Return the sectors both territories have marked, the greatest mutual interest first."""
    shared = [sector for sector in SECTORS if sector in home and sector in partner]
    interests = {
        sector: (interest(home[sector], weights), interest(partner[sector], weights))
        for sector in shared
    }
    mutual = {sector: common(*pair) for sector, pair in interests.items()}
    made = [
        Standing(
            sector=sector,
            home=home[sector],
            partner=partner[sector],
            home_interest=interests[sector][0],
            partner_interest=interests[sector][1],
            mutual=mutual[sector],
            needs=common(home[sector].need, partner[sector].need),
            capacities=common(home[sector].capacity, partner[sector].capacity),
            alignments=common(home[sector].alignment, partner[sector].alignment),
            gap=interests[sector][0] - interests[sector][1],
            flagged=abs(interests[sector][0] - interests[sector][1]) >= flag_from - TIE,
            rank=_rank(mutual[sector], mutual.values()),
        )
        for sector in shared
    ]
    return tuple(sorted(made, key=lambda item: item.rank))


def _rank(value: float, values: Iterable[float]) -> int:
    return 1 + sum(other > value + TIE for other in values)

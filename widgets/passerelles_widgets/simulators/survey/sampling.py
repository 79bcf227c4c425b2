"""How many people to ask, and how to share them out among groups.

Equations (p the expected share, e the margin, both from 0 to 1; z the normal
quantile of the confidence level; N people in all, N_h in group h):

* Cochran: n₀ = z² p (1 − p) / e².
* Finite population: n₁ = n₀ / (1 + (n₀ − 1) / N); design effect D: n = min(N, ⌈D n₁⌉).
* Proportional allocation: n_h = n N_h / N, rounded by largest remainders so that the
  parts add up; equal allocation: n / H each, a group smaller than that giving all its
  people and the others sharing what is left.
* Non-response: with a response rate r_h, c_h = ⌈n_h / r_h⌉ people are contacted, N_h at
  most; where everybody is contacted the answers are ⌊r_h N_h⌋.
* Margin of a group: e_h = z √(D p (1 − p) / n_h) √((N_h − n_h) / (N_h − 1)), 1 with no answer.

Sources: W. G. Cochran, “Sampling Techniques”, 3rd edition, Wiley 1977, chapters 4, 5 and
13; L. Kish, “Survey Sampling”, Wiley 1965 (design effect); largest remainders: Hare.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final

_ROUNDING: Final = 1e-9  # 100 / 0.2 is 500, not 501


def quantile(confidence: float) -> float:
    """Return z such that a normal variable lies within ±z with probability `confidence`."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def cochran(share: float, margin: float, z: float) -> float:
    """Return n₀, the answers wanted from a population without end."""
    return z * z * share * (1 - share) / (margin * margin)


def finite(n0: float, population: int) -> float:
    """Return n₁, fewer answers because the population has an end; 0 when it is empty."""
    return n0 / (1 + (n0 - 1) / population) if population else 0.0


def sample_size(n0: float, population: int, design_effect: float) -> int:
    """Return n, whole answers: never more than the population, at least 1 if there is one."""
    wanted = up(design_effect * finite(n0, population))
    return min(population, max(wanted, 1))


def proportional(total: int, sizes: Sequence[int]) -> list[int]:
    """Share `total` in proportion to `sizes`; the parts add up, none exceeds its size."""
    everybody = sum(sizes)
    if not everybody:
        return [0] * len(sizes)
    total = min(total, everybody)
    # Whole numbers all along: no machine rounds them differently.
    parts = [total * size // everybody for size in sizes]
    rest = [total * size % everybody for size in sizes]
    largest = sorted(range(len(sizes)), key=lambda h: (-rest[h], h))
    for h in largest[: total - sum(parts)]:
        parts[h] += 1
    return parts


def equal(total: int, sizes: Sequence[int]) -> list[int]:
    """Share `total` equally; small groups give all they have and the others the rest."""
    parts = [0] * len(sizes)
    left = min(total, sum(sizes))
    open_groups = sorted(range(len(sizes)), key=lambda h: (sizes[h], h))
    while open_groups:
        h, *others = open_groups
        # The smallest group first: what it cannot give, the larger ones will.
        parts[h] = min(sizes[h], left // len(open_groups))
        left -= parts[h]
        open_groups = others
    return parts


def contacts(answers: int, response: float, population: int) -> tuple[int, int]:
    """Return (people to contact, answers to expect) when only `response` of them answer."""
    if not answers:
        return 0, 0
    reachable = math.floor(population * response + _ROUNDING)
    if reachable <= answers:
        return population, reachable
    return min(population, up(answers / response)), answers


def margin(answers: int, population: int, share: float, z: float, design_effect: float) -> float:
    """Return the margin of a group's own figure, from 0 (everybody answered) to 1 (nobody)."""
    if not answers:
        return 1.0
    if answers >= population:
        return 0.0
    error = math.sqrt(design_effect * share * (1 - share) / answers)
    return min(1.0, z * error * math.sqrt((population - answers) / (population - 1)))


def up(value: float) -> int:
    """Round up to a whole number, forgiving the last digits of a floating-point division."""
    return math.ceil(value - _ROUNDING)

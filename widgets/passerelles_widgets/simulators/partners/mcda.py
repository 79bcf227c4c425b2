"""Multi-criteria decision analysis with five criteria: the equations behind `partners`.

Notation. m candidates i, five criteria k, scores x_ik from 0 to 10 points, weights
given as w'_k from 0 to 100 and normalised: w_k = w'_k / Σ w'.

*Weighted sum.* v_i = Σ_k w_k x_ik, 0 to 10 points; w_k x_ik is the contribution of
criterion k. Candidates are ranked by v; those within 1e-9 share a rank and the next
rank is skipped (1, 1, 3). The leader is the first of rank 1 in the order given.

*Weight-stability interval* of criterion k (one-way sensitivity in an additive model,
Triantaphyllou & Sánchez 1997). Let its weight be t and keep the others in
proportion: w_j(t) = w_j (1 - t) / (1 - w_k). Then v_i(t) = t x_ik + (1 - t) r_i with
r_i = Σ_{j≠k} w_j x_ij / (1 - w_k), so the lead over each rival, b + t (a - b) with
a = x_Lk - x_ik and b = r_L - r_i, is linear in t. The interval is where none is
negative; outside it the leader is no longer first. If k holds all the weight the
others have no proportion to keep and share 1 - t equally.

*Rank acceptability* (SMAA-2, Lahdelma & Salminen 2001, Operations Research 49:3).
Weights are drawn N times from a Dirichlet distribution, with parameters
α_k = κ w_k (mean w_k, variance w_k (1 - w_k) / (κ + 1)) or, when nobody can say which
criterion counts more, α_k = 1 (uniform over all weightings). b_ir is the share of
draws in which candidate i has rank r; candidates that tie share their ranks equally.
The same draws give the interval of v_i: nine in ten fall between its 5th and its
95th percentile (nearest rank).
The central weights of i are the mean of the draws in which i comes first. Draws come
from `random.Random(seed).gammavariate`: the same seed gives the same result anywhere.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from math import floor
from typing import Final

TIE: Final = 1e-9
MAX_SCORE: Final = 10.0
_TAIL: Final = 0.05
"""The share of the draws left out at each end of an interval."""

Weights = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A range: the weights (0 to 1) for which the leader stays first, or scores (0 to 10)."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far the two ends stand apart."""
        return self.high - self.low


def normalised(weights: Weights) -> Weights:
    """Return weights that add up to 1; at least one must be positive."""
    total = _sum(weights)
    return tuple(weight / total for weight in weights)


def weighted_sum(weights: Weights, scores: Weights) -> float:
    """Return v = Σ w_k x_k, in points."""
    total = 0.0
    for weight, score in zip(weights, scores, strict=True):
        total += weight * score
    return min(total, MAX_SCORE)


def tie_groups(totals: list[float]) -> list[list[int]]:
    """Return the indices by falling total, those within `TIE` of the one before together."""
    order = sorted(range(len(totals)), key=totals.__getitem__, reverse=True)
    groups = [[order[0]]]
    for before, index in pairwise(order):
        if totals[before] - totals[index] <= TIE:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def rank_acceptability(
    weights: Weights, table: list[Weights], draws: int, seed: int, concentration: float | None
) -> tuple[list[Weights], list[Weights | None], list[Interval]]:
    """Return, for each candidate, its acceptability by rank, central weights and score interval.

    `concentration` is κ; None draws uniformly over all weightings.
    """
    chance = random.Random(seed)
    alphas = [1.0 if concentration is None else concentration * weight for weight in weights]
    size = len(table)
    ranks = [[0.0] * size for _ in range(size)]
    sums = [[0.0] * len(weights) for _ in range(size)]
    drawn_scores: list[list[float]] = []
    for _ in range(draws):
        drawn = [chance.gammavariate(alpha, 1.0) if alpha > 0 else 0.0 for alpha in alphas]
        a, b, c, d, e = drawn
        total = a + b + c + d + e
        if total <= 0:  # gamma variates may underflow; the chosen weights are their mean
            drawn, total = list(weights), 1.0
        a, b, c, d, e = (weight / total for weight in drawn)
        totals = [a * u + b * v + c * x + d * y + e * z for u, v, x, y, z in table]
        drawn_scores.append(totals)
        place = 0
        for group in tie_groups(totals):
            share = 1.0 / len(group)
            for index in group:
                row = ranks[index]
                for position in range(place, place + len(group)):
                    row[position] += share
            if place == 0:
                for index in group:
                    mine = sums[index]
                    for k, weight in enumerate((a, b, c, d, e)):
                        mine[k] += share * weight
            place += len(group)
    acceptability = [tuple(min(n / draws, 1.0) for n in row) for row in ranks]
    central = [
        tuple(total / row[0] for total in mine) if row[0] > 0 else None
        for row, mine in zip(ranks, sums, strict=True)
    ]
    intervals = [_nine_in_ten(sorted(mine)) for mine in zip(*drawn_scores, strict=True)]
    return acceptability, central, intervals


def _nine_in_ten(ordered: list[float]) -> Interval:
    cut = floor(_TAIL * (len(ordered) - 1))
    return Interval(min(ordered[cut], MAX_SCORE), min(ordered[-1 - cut], MAX_SCORE))


def stability_interval(weights: Weights, table: list[Weights], k: int, leader: int) -> Interval:
    """Return the weights of criterion `k` for which candidate `leader` stays first."""
    rest = 1.0 - weights[k]
    others = tuple(
        0.0 if j == k else (weight / rest if rest > TIE else 1.0 / (len(weights) - 1))
        for j, weight in enumerate(weights)
    )
    bases = [weighted_sum(others, row) for row in table]
    low, high = 0.0, 1.0
    for row, base in zip(table, bases, strict=True):
        at_one = table[leader][k] - row[k]
        at_zero = bases[leader] - base
        if at_zero < -TIE < at_one - at_zero:
            low = max(low, -at_zero / (at_one - at_zero))
        elif at_one < -TIE < at_zero - at_one:
            high = min(high, at_zero / (at_zero - at_one))
    # Rounding must not push the chosen weight out of its own interval.
    return Interval(min(low, weights[k]), max(high, weights[k]))


def _sum(values: Weights) -> float:
    # Not `sum`: Python 3.12 changed how it rounds, and results must be the same everywhere.
    total = 0.0
    for value in values:
        total += value
    return total

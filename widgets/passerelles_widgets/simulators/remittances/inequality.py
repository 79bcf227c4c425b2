"""How unequal incomes are, with and without the money that migrants send.

Incomes before remittances follow a log-normal law of mean Y and Gini index G₀, cut into ten
tenths of families: with σ = √2 Φ⁻¹((1 + G₀)/2) and Lorenz curve L(p) = Φ(Φ⁻¹(p) − σ), tenth d
earns 10 Y (L(d/10) − L((d−1)/10)) on average.

A share r of families has an emigrant; in tenth d it is r_d = r (1 + t x_d), x_d from −0.9 in the
poorest tenth to +0.9 in the richest. t > 0: those who could pay for the journey left more often.
Where r_d would leave 0…1, t is as large as it allows; the mean of r_d is r. What a family
receives grows in the same way, since a better-off emigrant found a better place: a share
(1 + t x_d) / Σ r_e (1 + t x_e) of what the families of one tenth would receive on average.

Gini index of groups with weights w_i (sum 1) and incomes y_i in increasing order, share of
income s_i: G = 1 − Σ w_i (S_i + S_{i−1}), S_i = s_1 + … + s_i (trapezoids under the Lorenz curve;
differences inside a group are neglected).

Sources: J. Aitchison and J. A. C. Brown, “The Lognormal Distribution”, 1957; the worry about
families with and without emigrants, report 1.1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import NormalDist
from typing import Final

PARTS: Final = 10
"""The tenths of families, from the poorest to the richest."""

_NORMAL: Final = NormalDist()


def tenths(mean: float, gini_index: float) -> tuple[float, ...]:
    """Return the mean income of each tenth of families, the poorest first."""
    if gini_index <= 0:
        return (mean,) * PARTS
    sigma = math.sqrt(2) * _NORMAL.inv_cdf((1 + gini_index) / 2)
    lorenz = [0.0]
    lorenz += [_NORMAL.cdf(_NORMAL.inv_cdf(d / PARTS) - sigma) for d in range(1, PARTS)]
    lorenz.append(1.0)
    return tuple(mean * PARTS * (lorenz[d + 1] - lorenz[d]) for d in range(PARTS))


def receiving(share: float, tilt: float) -> tuple[float, ...]:
    """Return the share of families with an emigrant in each tenth; its mean is `share`."""
    widest = 1 - 1 / PARTS  # x of the richest tenth
    if share > 0:
        room = (1 - share) / share / widest
        tilt = max(-room, min(room, tilt))
    return tuple(share * (1 + tilt * ((2 * d + 1) / PARTS - 1)) for d in range(PARTS))


def amounts(total: float, shares: tuple[float, ...], tilt: float) -> tuple[float, ...]:
    """Share `total`, counted per family of one tenth, among families with an emigrant.

    Return what each of them receives, by tenth; `shares` come from `receiving`.
    """
    weights = [1 + tilt * ((2 * d + 1) / PARTS - 1) for d in range(PARTS)]
    unit = total / math.fsum(r * w for r, w in zip(shares, weights, strict=True))
    return tuple(unit * w for w in weights)


def gini(groups: Iterable[tuple[float, float]]) -> float:
    """Return the Gini index (0 to 1) of groups given as (weight, income per family)."""
    ordered = sorted((item for item in groups if item[0] > 0), key=lambda item: item[1])
    weight = math.fsum(w for w, _ in ordered)
    total = math.fsum(w * y for w, y in ordered)
    if total <= 0:
        return 0.0
    below = 0.0
    area = 0.0
    for w, y in ordered:
        reached = below + w * y / total
        area += w / weight * (reached + below)
        below = reached
    return max(0.0, 1 - area)

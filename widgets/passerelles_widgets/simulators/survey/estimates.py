"""Three ways of estimating one share, tried many times: bias, variance and error.

Group h has a weight W_h = N_h / N and a true share p_h, so the truth is P = Σ W_h p_h.
A share r_h answers. Those who stay silent have the need more often than those who
answer, by δ: p_h = r_h a_h + (1 − r_h) s_h with s_h = a_h + δ, hence a_h = p_h − (1 − r_h) δ
and s_h = p_h + r_h δ. Where these would leave 0…1, δ is as large as the group allows.

* Convenience: n people met where one happens to go, each from group h with probability
  proportional to N_h r_h v_h (v_h how often one meets them there, 0 to 10); the plain
  average. The number of “yes” is binomial with the mean Σ q_h a_h.
* Stratified: n_h answers from each group, ŷ = Σ W_h ȳ_h; groups without an answer drop
  out and the others take their weight.
* Triangulated: the same answers, plus m_h of the silent met through people they trust
  (double sampling for non-response, Hansen and Hurwitz): ŷ = Σ W_h (r_h ȳ_h + (1 − r_h) x̄_h).
  This second source is itself off by β; where it met nobody, x̄_h = ȳ_h.

Answers are independent draws, n_h / D of them, D being the design effect; drawing without
replacement is neglected. Over the draws: bias = mean − P, variance = mean square deviation
from the mean, RMSE = √(bias² + variance), all shares of 1. Draws are exact binomials from
`random.Random(seed)`: the same seed, the same result, anywhere.

Sources: M. H. Hansen and W. N. Hurwitz, “The problem of non-response in sample surveys”,
JASA 41(236), 1946; W. G. Cochran, “Sampling Techniques”, 1977, chapters 5 and 13.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

_NEGLIGIBLE: Final = 1e-17
POINTS: Final = 100
"""Percentage points in a share of 1."""

TAIL: Final = 0.05
"""The share of draws left out at each end of the interval that is shown."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group as the estimates meet it; shares from 0 to 1, numbers of answers whole."""

    population: int
    share: float
    response: float
    presence: float
    answers: int
    followed: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one way of asking gives over all draws (shares of 1)."""

    mean: float
    bias: float
    variance: float
    rmse: float
    low: float
    high: float

    @property
    def mean_points(self) -> float:
        """The mean in percent."""
        return POINTS * self.mean

    @property
    def low_points(self) -> float:
        """The low end of the interval in percent."""
        return POINTS * self.low

    @property
    def high_points(self) -> float:
        """The high end of the interval in percent."""
        return POINTS * self.high

    @property
    def bias_points(self) -> float:
        """The bias in percentage points."""
        return POINTS * self.bias

    @property
    def deviation_points(self) -> float:
        """The standard deviation in percentage points."""
        return POINTS * math.sqrt(self.variance)

    @property
    def rmse_points(self) -> float:
        """The root mean square error in percentage points."""
        return POINTS * self.rmse


@dataclass(frozen=True, slots=True)
class Comparison:
    """The truth and the three estimates; None where a way of asking reaches nobody."""

    truth: float
    convenience: Estimate | None
    stratified: Estimate | None
    triangulated: Estimate | None

    @property
    def truth_points(self) -> float:
        """The truth in percent."""
        return POINTS * self.truth


def split(share: float, response: float, gap: float) -> tuple[float, float]:
    """Return the shares among those who answer and among those who stay silent."""
    silent = 1 - response
    if response <= 0 or silent <= 0:
        return share, share
    answering = min(max(share - silent * gap, 0.0), 1.0)
    quiet = min(max((share - response * answering) / silent, 0.0), 1.0)
    return min(max((share - silent * quiet) / response, 0.0), 1.0), quiet


def compare(
    groups: Sequence[Group],
    gap: float,
    source_bias: float,
    design_effect: float,
    draws: int,
    seed: int,
) -> Comparison:
    """Draw the three estimates `draws` times and sum them up."""
    chance = random.Random(seed)
    everybody = sum(group.population for group in groups)
    if not everybody:
        return Comparison(0.0, None, None, None)
    truth = math.fsum(group.population * group.share for group in groups) / everybody
    means = [split(group.share, group.response, gap) for group in groups]
    convenience = _convenience(groups, means, design_effect)
    sources = [
        _Sources(
            group.population / everybody,
            group.response,
            _average(means[h][0], group.answers, design_effect),
            _average(min(max(means[h][1] + source_bias, 0.0), 1.0), group.followed, design_effect),
        )
        for h, group in enumerate(groups)
    ]
    first: list[float] = []
    second: list[float] = []
    third: list[float] = []
    for _ in range(draws):
        if convenience:
            first.append(convenience.draw(chance.random()))
        surveyed, completed = _stratified(sources, chance)
        if surveyed is not None:
            second.append(surveyed)
        if completed is not None:
            third.append(completed)
    return Comparison(truth, _sum_up(first, truth), _sum_up(second, truth), _sum_up(third, truth))


@dataclass(frozen=True, slots=True)
class _Average:
    """The average of `size` yes-or-no answers, by its exact cumulative distribution."""

    size: int
    lowest: int
    cumulative: tuple[float, ...]

    def draw(self, uniform: float) -> float:
        place = bisect_left(self.cumulative, uniform)
        return (self.lowest + min(place, len(self.cumulative) - 1)) / self.size


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the survey and the second source say of one group."""

    weight: float
    response: float
    answering: _Average | None
    silent: _Average | None


def _average(mean: float, answers: int, design_effect: float) -> _Average | None:
    """Return the distribution of an average of `answers` answers; None without any."""
    if not answers:
        return None
    size = max(1, round(answers / design_effect))
    if mean <= 0 or mean >= 1:
        return _Average(size, size if mean >= 1 else 0, (1.0,))
    odds = mean / (1 - mean)
    mode = min(int((size + 1) * mean), size)
    # From the mode outwards, until what is left cannot be seen in a double.
    above = [1.0]
    for k in range(mode, size):
        above.append(above[-1] * (size - k) / (k + 1) * odds)
        if above[-1] < _NEGLIGIBLE:
            break
    below: list[float] = []
    weight = 1.0
    for k in range(mode, 0, -1):
        weight *= k / (size - k + 1) / odds
        below.append(weight)
        if weight < _NEGLIGIBLE:
            break
    sums = tuple(accumulate([*reversed(below), *above]))
    return _Average(size, mode - len(below), tuple(value / sums[-1] for value in sums))


def _convenience(
    groups: Sequence[Group], means: Sequence[tuple[float, float]], design_effect: float
) -> _Average | None:
    met = [group.population * group.response * group.presence for group in groups]
    if not any(met):
        return None
    mean = math.fsum(w * of[0] for w, of in zip(met, means, strict=True)) / math.fsum(met)
    return _average(mean, sum(group.answers for group in groups), design_effect)


def _stratified(
    sources: Sequence[_Sources], chance: random.Random
) -> tuple[float | None, float | None]:
    """Draw the stratified and the triangulated estimate from the same answers."""
    surveyed = completed = 0.0
    surveyed_weight = completed_weight = 0.0
    for source in sources:
        said = source.answering.draw(chance.random()) if source.answering else None
        heard = source.silent.draw(chance.random()) if source.silent else None
        if said is not None:
            surveyed += source.weight * said
            surveyed_weight += source.weight
        if said is None and heard is None:
            continue
        own = heard if said is None else said
        quiet = said if heard is None else heard
        assert own is not None
        assert quiet is not None
        completed += source.weight * (source.response * own + (1 - source.response) * quiet)
        completed_weight += source.weight
    return (
        surveyed / surveyed_weight if surveyed_weight else None,
        completed / completed_weight if completed_weight else None,
    )


def _sum_up(found: list[float], truth: float) -> Estimate | None:
    if not found:
        return None
    count = len(found)
    mean = math.fsum(found) / count
    variance = math.fsum((value - mean) ** 2 for value in found) / count
    bias = mean - truth
    ranked = sorted(found)
    cut = int(TAIL * count)
    rmse = math.sqrt(bias * bias + variance)
    return Estimate(mean, bias, variance, rmse, ranked[cut], ranked[count - 1 - cut])

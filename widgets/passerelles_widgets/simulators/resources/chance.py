"""Chance: which sources come through, how much of them and when, drawn many times.

For each draw and each source i, three independent uniform numbers:

* it comes when the first is below its probability p_i;
* it then grants A_i (1 − c·second), c the largest cut, unless p_i = 1 (a vote already taken);
* it pays floor((d + 1)·third) months late, d the longest delay, with the same exception.

Draws are those of `random.Random(seed)`: the same seed, the same result, on any machine, and
a change of one probability leaves the luck of every other source as it was. Sources are
taken as independent of one another.

Covered need: see `coverage`. Cash, month by month: what is covered is spent in proportion to
the plan, contributions in kind at the same pace; a grant pays its advance in its month and
the balance in the month of its last payment, late or not. The balance of cash is what came in
less what went out since the start; the peak is the deepest it goes below zero.

Interval: the 10th and the 90th percentile (nearest rank).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from passerelles_widgets.simulators.resources.coverage import Grant, Need, paid

LOW: Final = 0.1
HIGH: Final = 0.9


@dataclass(frozen=True, slots=True)
class Source:
    """A source of funding: euros, probability, rate and advance as shares of 1, months from 1."""

    name: str
    kind: str
    amount: float
    probability: float
    month: int
    restriction: str
    rate: float
    advance: float
    last: int
    in_kind: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Odds:
    """How chance plays: number of draws, seed, largest cut (share) and longest delay (months)."""

    draws: int
    seed: int
    cut: float
    delay: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month over all draws, in euros; `short` is the chance of a balance below zero."""

    number: int
    spent: float
    received: float
    balance: float
    low: float
    high: float
    short: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """All draws: covered euros sorted, mean paid by source, peaks sorted, months."""

    covered: tuple[float, ...]
    paid: tuple[float, ...]
    peaks: tuple[float, ...]
    months: tuple[Month, ...]

    @property
    def mean(self) -> float:
        """The mean of what is covered, in euros."""
        return sum(self.covered) / len(self.covered)


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile of sorted values."""
    return ordered[round(share * (len(ordered) - 1))]


def simulate(
    need: Need, profile: Sequence[float], sources: Sequence[Source], odds: Odds
) -> Outcome:
    """Draw the sources `odds.draws` times; `profile` is the planned spending by month (euros)."""
    chance = random.Random(odds.seed)
    length = max(
        [len(profile), *(max(source.month, source.last) + odds.delay for source in sources)]
    )
    shares = [spent / need.total if need.total else 0.0 for spent in profile]
    shares += [0.0] * (length - len(shares))
    totals: list[float] = []
    peaks: list[float] = []
    balances: list[list[float]] = []
    by_source = [0.0] * len(sources)
    spending, receipts = [0.0] * length, [0.0] * length
    for _ in range(odds.draws):
        grants, late = _luck(chance, sources, odds)
        covered = need.covered(grants)
        parts = paid(grants, covered)
        in_cash = covered - sum(p for p, s in zip(parts, sources, strict=True) if s.in_kind)
        flow = [-in_cash * share for share in shares]
        for index, (part, source) in enumerate(zip(parts, sources, strict=True)):
            by_source[index] += part
            if part and not source.in_kind:
                _receive(flow, receipts, source, part, late[index])
        for month, share in enumerate(shares):
            spending[month] += in_cash * share
        running = list(accumulate(flow))
        balances.append(running)
        peaks.append(max(-min(running, default=0.0), 0.0))
        totals.append(covered)
    draws = odds.draws
    return Outcome(
        covered=tuple(sorted(totals)),
        paid=tuple(amount / draws for amount in by_source),
        peaks=tuple(sorted(peaks)),
        months=tuple(
            _month(number, spending[number] / draws, receipts[number] / draws, balance)
            for number, balance in enumerate(zip(*balances, strict=True))
        ),
    )


def _luck(
    chance: random.Random, sources: Sequence[Source], odds: Odds
) -> tuple[list[Grant], list[int]]:
    """Draw which sources come, how much they grant and how late they pay."""
    grants, late = [], []
    for source in sources:
        luck, cut, wait = chance.random(), chance.random(), chance.random()
        sure = source.probability >= 1
        comes = luck < source.probability
        granted = source.amount * (1.0 if sure else 1 - odds.cut * cut) if comes else 0.0
        grants.append(Grant(granted, source.restriction, source.rate))
        late.append(0 if sure else int((odds.delay + 1) * wait))
    return grants, late


def _receive(
    flow: list[float], receipts: list[float], source: Source, part: float, late: int
) -> None:
    """Add a source's advance and balance to the months they are paid in."""
    first = source.month - 1 + late
    last = max(source.month, source.last) - 1 + late
    for month, amount in ((first, source.advance * part), (last, (1 - source.advance) * part)):
        flow[month] += amount
        receipts[month] += amount


def _month(index: int, spent: float, received: float, balance: Sequence[float]) -> Month:
    ordered = sorted(_cents(amount) for amount in balance)
    count = len(ordered)
    return Month(
        number=index + 1,
        spent=_cents(spent),
        received=_cents(received),
        balance=_cents(sum(ordered) / count),
        low=percentile(ordered, LOW),
        high=percentile(ordered, HIGH),
        short=sum(amount < -1 for amount in ordered) / count,
    )


def _cents(amount: float) -> float:
    """Round to the cent, and never to a negative zero."""
    return round(amount, 2) + 0.0

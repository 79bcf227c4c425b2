"""How a practice spreads from contact to contact, quarter by quarter.

Bass model on a network: in each quarter, somebody who has not adopted does so of their own
accord with probability p, and through each contact who passes the practice on with
probability q, independently, so that the hazard is

    h = 1 − (1 − p)·(1 − q)^a,   a = contacts who pass it on.

A share of the trained (relays) and a share of those reached pass it on. In a population where
everyone meets everyone, a = k̄·R with k̄ the mean number of ties and R the share of those who
pass on: the curve `mixed`. p, q and shares from 0 to 1, time in quarters.

Sources: F. Bass, “A new product growth for model consumer durables”, Management Science 15(5),
1969; on networks, J. Goldenberg, B. Libai and E. Muller, “Talk of the network”, Marketing
Letters 12(3), 2001.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from random import Random
from typing import Final

from passerelles_widgets.simulators.diffusion.network import Network

_NEVER: Final = 1e-9  # a chance a quarter too small for any simulated time


@dataclass(frozen=True, slots=True)
class Rates:
    """p and q a quarter, the share of those reached who pass on (0 to 1), and the quarters."""

    innovation: float
    imitation: float
    pass_on: float
    quarters: int


@dataclass(frozen=True, slots=True)
class Draws:
    """The chance of one run: one number from 0 to 1 a node (twice) and an arc."""

    own: list[float]
    passing: list[float]
    arcs: list[float]


def draws(rng: Random, size: int, base: int, count: int) -> Draws:
    """Draw a run’s chance; that of the base network does not depend on the ties added."""
    chance = rng.random
    own = [chance() for _ in range(size)]
    passing = [chance() for _ in range(size)]
    arcs = [chance() for _ in range(base)]
    return Draws(own, passing, arcs + [chance() for _ in range(count - base)])


def spread(
    net: Network, trained: Sequence[int], relays: Sequence[int], rates: Rates, chance: Draws
) -> list[int]:
    """Return how many have adopted at the end of each quarter, the start included."""
    last = rates.quarters
    due: list[list[int]] = [[] for _ in range(last + 1)]
    due[0] = list(trained)
    _alone(due, chance.own, rates.innovation)
    passes = _passing(trained, relays, rates, chance)
    adopted = bytearray(len(net.own))
    own, added, arcs = net.own, net.added, chance.arcs
    wait = _wait(rates.imitation)
    counts, total = [], 0
    for quarter, nodes in enumerate(due):
        for node in nodes:
            if adopted[node]:
                continue
            adopted[node] = 1
            total += 1
            if not passes[node] or not wait:
                continue
            for other, arc in chain(own[node], added.get(node, ())):
                # The first success of a trial a quarter, by inversion.
                when = quarter + 1 + int(log(1 - arcs[arc]) * wait)
                if when <= last and not adopted[other]:
                    due[when].append(other)
        counts.append(total)
    return counts


def _passing(
    trained: Sequence[int], relays: Sequence[int], rates: Rates, chance: Draws
) -> bytearray:
    """Mark who passes the practice on: the relays among the trained, chance for the others."""
    passes = bytearray(share < rates.pass_on for share in chance.passing)
    for node in trained:
        passes[node] = 0
    for node in relays:
        passes[node] = 1
    return passes


def _wait(rate: float) -> float:
    """Return the factor from the logarithm of chance to quarters waited (0: never)."""
    if rate < _NEVER:
        return 0.0
    return 1 / log(1 - rate) if rate < 1 else -_NEVER


def _alone(due: list[list[int]], own: Sequence[float], rate: float) -> None:
    """Enter those who will adopt of their own accord in the quarter when they do."""
    wait = _wait(rate)
    if not wait:
        return
    last = len(due) - 1
    for node, share in enumerate(own):
        when = 1 + int(log(1 - share) * wait)
        if when <= last:
            due[when].append(node)


def mixed(trained: float, relays: float, ties: float, rates: Rates) -> tuple[float, ...]:
    """Return the share adopted each quarter where everyone meets everyone (shares 0 to 1)."""
    adopted, passing = trained, relays
    curve = [adopted]
    for _ in range(rates.quarters):
        hazard = 1 - (1 - rates.innovation) * (1 - rates.imitation) ** (ties * passing)
        new = (1 - adopted) * hazard
        adopted += new
        passing += new * rates.pass_on
        curve.append(adopted)
    return tuple(curve)

"""A network with hubs, and the ties that a forum adds to it.

Base network: preferential attachment. Each newcomer makes m ties, with those who already
have many more likely to be chosen, so that a few become hubs.
Forum: each member gains further ties to members of the network drawn at random, anywhere.

Source: A.-L. Barabási and R. Albert, “Emergence of scaling in random networks”, Science 286,
1999. Networks and forums as stable places for sharing knowledge, guide 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

Edge = tuple[int, int]

STARTS: Final = ("hubs", "random", "edge")
"""With whom one begins: the most connected, anybody, the least connected."""

TOP_SHARE: Final = 0.1


Arcs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Ties as arcs: `own[i]` lists (neighbour, number of the arc) for node i.

    `added` holds the forum’s arcs in the same way, for the nodes that have any. The arcs of
    the base network are numbered first (`base` of them, `count` in all), so that chance is
    the same for them with and without the forum.
    """

    own: tuple[Arcs, ...]
    added: dict[int, list[tuple[int, int]]]
    base: int
    count: int

    @property
    def mean(self) -> float:
        """Mean number of ties."""
        return self.count / len(self.own)

    @property
    def top(self) -> float:
        """Share of all ties held by the tenth with most of them."""
        ties = sorted(
            (len(held) + len(self.added.get(node, ())) for node, held in enumerate(self.own)),
            reverse=True,
        )
        first = max(1, round(TOP_SHARE * len(ties)))
        return sum(ties[:first]) / self.count if self.count else 0.0


def attachment(size: int, ties: int, rng: Random) -> list[Edge]:
    """Return the ties of a network of `size` nodes grown by preferential attachment."""
    edges: list[Edge] = []
    ends: list[int] = []  # each node as often as it has ties
    for node in range(1, size):
        wanted = min(ties, node)
        chosen: dict[int, None] = {}  # a set without an order of its own
        while len(chosen) < wanted:
            drawn = ends[int(rng.random() * len(ends))] if ends else 0
            chosen[drawn] = None
            if node <= ties:  # the first few all know each other
                chosen = dict.fromkeys(range(node))
        for other in chosen:
            edges.append((node, other))
            ends += (node, other)
    return edges


def network(size: int, edges: Sequence[Edge]) -> Network:
    """Return a base network with its arcs numbered and listed by node."""
    arcs: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for number, (one, two) in enumerate(edges):
        arcs[one].append((two, 2 * number))
        arcs[two].append((one, 2 * number + 1))
    return Network(tuple(map(tuple, arcs)), {}, 2 * len(edges), 2 * len(edges))


def joined(base: Network, members: Sequence[int], ties: int, seed: int) -> Network:
    """Return the network with what a forum adds: `ties` for each member, to nodes it knew not."""
    size, number = len(base.own), base.base
    known = {member: {other for other, _ in base.own[member]} for member in members}
    added: dict[int, list[tuple[int, int]]] = {}
    for member in members:
        # A draw of its own for each member: one tie more leaves the others as they were.
        chance = Random(seed * 1_000_003 + member).random
        mine = known[member]
        for _ in range(min(ties, size - 1 - len(mine))):
            other = int(chance() * size)
            while other == member or other in mine:
                other = int(chance() * size)
            mine.add(other)
            if other in known:
                known[other].add(member)
            added.setdefault(member, []).append((other, number))
            added.setdefault(other, []).append((member, number + 1))
            number += 2
    return Network(base.own, added, base.base, number)


def order(base: Network, start: str, shuffled: Sequence[int]) -> list[int]:
    """Return the nodes in the order in which one would train them; ties are broken by chance."""
    if start == "random":
        return list(shuffled)
    sign = -1 if start == "hubs" else 1
    return sorted(shuffled, key=lambda node: sign * len(base.own[node]))

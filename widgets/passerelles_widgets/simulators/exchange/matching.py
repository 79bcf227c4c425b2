"""Who should learn from whom: what a pair exchanges, and the best pairing of all.

For territories i and j and topic k, scores s run from −3 (answers are urgently sought) to
+3 (much to teach); need n = max(0, −s) and offer o = max(0, s).

* L_ij = Σ_k min(n_ik, o_jk): what i learns from j, in points.
* volume V_ij = L_ij + L_ji; reciprocity r_ij = 1 − |L_ij − L_ji| / V_ij (0 one-way, 1 even).
* worth w_ij = V_ij · (1 − ρ + ρ·r_ij) · (1 − λ if no language is shared), with ρ the
  importance of reciprocity and λ the loss without a shared language (0 to 1).
* the pairing: a maximum-weight matching, each territory in one pair at most.

Sources: knowledge goes in every direction and each partner teaches and learns, guide 4. Matching:
J. Edmonds, “Maximum matching and a polyhedron with 0,1-vertices”, Journal of Research of the
National Bureau of Standards 69B, 1965, as Z. Galil explains it (ACM Computing Surveys 18(1),
1986), in networkx. The scores and the worth of a pair are this course's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from networkx import Graph
from networkx.algorithms.matching import max_weight_matching

TOPICS: Final = (
    "governance",
    "inclusion",
    "local-economic-development",
    "health",
    "education",
    "culture",
    "basic-services",
)
"""The seven sectors of the guide, in its order (3.2.1)."""

Side = Literal["north", "south"]

_SILENT: Final = ("none", "other")
_EXACT: Final = 10_000
_FIRST: Final = 10**9  # more than all worths together, so that the first territory is paired


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory: the number of its row (from 1), where it is, what it speaks, its scores."""

    number: int
    name: str
    side: Side
    languages: tuple[str, ...]
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two territories: what the first learns (and teaches) topic by topic, and the pair's worth.

    `learnt` and `taught` are in points, `reciprocity` and `worth` as in the equations.
    """

    first: Territory
    second: Territory
    learns: tuple[tuple[str, int], ...]
    teaches: tuple[tuple[str, int], ...]
    shared: tuple[str, ...]
    worth: float

    @property
    def learnt(self) -> int:
        """What the first territory learns, in points."""
        return sum(points for _, points in self.learns)

    @property
    def taught(self) -> int:
        """What the first territory teaches, in points."""
        return sum(points for _, points in self.teaches)

    @property
    def reciprocity(self) -> float:
        """How even the exchange is, from 0 (one-way) to 1."""
        return reciprocity(self.learnt, self.taught)


def reciprocity(learnt: float, taught: float) -> float:
    """Return how even two flows are: 0 when one is missing, 1 when they are equal."""
    volume = learnt + taught
    return 1 - abs(learnt - taught) / volume if volume else 0.0


def flow(learner: Territory, teacher: Territory) -> tuple[tuple[str, int], ...]:
    """Return the topics in which `learner` finds an answer at `teacher`’s, with the points."""
    found = (
        (topic, min(-need, offer))
        for topic, need, offer in zip(TOPICS, learner.scores, teacher.scores, strict=True)
    )
    return tuple((topic, points) for topic, points in found if points > 0)


def pair(first: Territory, second: Territory, weight: float, loss: float) -> Pair:
    """Return what two territories would exchange; `weight` is ρ, `loss` is λ (0 to 1)."""
    learns, teaches = flow(first, second), flow(second, first)
    shared = tuple(
        language
        for language in first.languages
        if language in second.languages and language not in _SILENT
    )
    learnt, taught = sum(p for _, p in learns), sum(p for _, p in teaches)
    even = 1 - weight + weight * reciprocity(learnt, taught)
    worth = (learnt + taught) * even * (1 if shared else 1 - loss)
    return Pair(first, second, learns, teaches, shared, worth)


def pairing(
    territories: Sequence[Territory], weight: float, loss: float, *, first_paired: bool
) -> tuple[Pair, ...]:
    """Return the pairs of greatest total worth, in the order of the rows.

    With `first_paired`, the territory of the first row gets a pair whenever it has any
    exchange at all, even if the others lose by it.
    """
    possible: dict[tuple[int, int], Pair] = {}
    graph = Graph()
    for i, one in enumerate(territories):
        for j in range(i + 1, len(territories)):
            made = pair(one, territories[j], weight, loss)
            if made.worth > 0:
                possible[i, j] = made
                bonus = _FIRST if first_paired and i == 0 else 0
                # Whole numbers keep the algorithm exact, and the same on every machine.
                graph.add_edge(i, j, weight=round(made.worth * _EXACT) + bonus)
    chosen = sorted((min(edge), max(edge)) for edge in max_weight_matching(graph))
    return tuple(possible[edge] for edge in chosen)

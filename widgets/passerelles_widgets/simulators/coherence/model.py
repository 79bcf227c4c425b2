"""Policy coherence: which policies help or hinder each other, and which to settle first.

Horizontal coherence is a cross-impact matrix (`matrix` states the scale and the
equations); vertical coherence is the agreement of the partnership with the texts of the
four levels of government (`vertical`).

A conflict is to be settled from the strength s* the learner decides: |a_ij| ≥ s*. Rows
without a name are left out with their column and counted in `unnamed`. Scores are whole
numbers; weights of conflicts run from 1 to 3 (1 + λ); shares from 0 to 1.

Sources: horizontal and vertical coherence, guide 3.1.3; the rest, in the two modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelles_widgets.simulators.coherence import matrix as cross
from passerelles_widgets.simulators.coherence import vertical
from passerelles_widgets.simulators.coherence.matrix import Conflict, Hidden, Matrix
from passerelles_widgets.simulators.coherence.prefill import MOST, prefill
from passerelles_widgets.simulators.coherence.vertical import Instrument, Tier

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A sector policy: the number of its row (from 1), its name, who answers for it."""

    number: int
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner’s matrix, texts and thresholds."""

    policies: tuple[Policy, ...]
    matrix: Matrix
    instruments: tuple[Instrument, ...]
    unnamed: int
    settle_from: int
    second_weight: float
    hidden_from: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        rows = values["policies"]
        kept = [index for index, row in enumerate(rows[:MOST]) if row["name"]]
        return cls(
            policies=tuple(
                Policy(index + 1, rows[index]["name"], rows[index]["department"]) for index in kept
            ),
            matrix=cross.without_diagonal([[rows[i][f"on{j + 1}"] for j in kept] for i in kept]),
            instruments=tuple(
                Instrument(row["name"], row["tier"], row["score"])
                for row in values["instruments"]
                if row["name"]
            ),
            unnamed=len(rows) - len(kept),
            settle_from=values["settle_from"],
            second_weight=values["second_weight"],
            hidden_from=values["hidden_from"],
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A policy in the system.

    `influence` and `dependence` are sums of strengths, `second_influence` and
    `second_dependence` those over two steps, the four `…_share` their shares of the
    whole (0 to 1), `rank` and `second_rank` by influence, `net` and `total` signed.
    """

    policy: Policy
    influence: int
    dependence: int
    second_influence: int
    second_dependence: int
    influence_share: float
    dependence_share: float
    second_influence_share: float
    second_dependence_share: float
    rank: int
    second_rank: int
    net: int
    total: float


@dataclass(frozen=True, slots=True)
class Result:
    """The system of policies and its contradictions."""

    standings: tuple[Standing, ...]
    matrix: Matrix
    conflicts: tuple[Conflict, ...]
    settle_from: int
    hidden: tuple[Hidden, ...]
    tiers: tuple[Tier, ...]
    unnamed: int
    to_settle: int
    heaviest: float
    hidden_count: int
    synergy: float
    vertical: float
    even_share: float

    @property
    def urgent(self) -> tuple[Conflict, ...]:
        """The conflicts to settle, the heaviest first."""
        return tuple(item for item in self.conflicts if -item.score >= self.settle_from)

    @property
    def absent_tiers(self) -> tuple[str, ...]:
        """The levels of which no text has been examined."""
        return tuple(tier.id for tier in self.tiers if not tier.instruments)

    def policy(self, index: int) -> Policy:
        """Return the policy at an index of the matrix."""
        return self.standings[index].policy


def run(scenario: Scenario) -> Result:
    """Weigh every policy, rank the contradictions and align the levels."""
    matrix = scenario.matrix
    found = cross.conflicts(matrix, scenario.second_weight)
    concealed = cross.hidden(matrix, scenario.hidden_from)
    levels = vertical.tiers(scenario.instruments)
    return Result(
        standings=_standings(scenario),
        matrix=matrix,
        conflicts=found,
        settle_from=scenario.settle_from,
        hidden=concealed,
        tiers=levels,
        unnamed=scenario.unnamed,
        to_settle=sum(1 for item in found if -item.score >= scenario.settle_from),
        heaviest=found[0].weight if found else 0.0,
        hidden_count=len(concealed),
        synergy=cross.synergy(matrix),
        vertical=vertical.alignment(levels),
        even_share=1 / len(matrix) if matrix else 0.0,
    )


def _standings(scenario: Scenario) -> tuple[Standing, ...]:
    near = cross.strengths(scenario.matrix)
    far = cross.second_order(near)
    given, taken = cross.by_row(near), cross.by_column(near)
    far_given, far_taken = cross.by_row(far), cross.by_column(far)
    ranks, far_ranks = cross.ranks(given), cross.ranks(far_given)
    net = cross.by_row(scenario.matrix)
    total = cross.total_effects(scenario.matrix, scenario.second_weight)
    return tuple(
        Standing(
            policy=policy,
            influence=given[i],
            dependence=taken[i],
            second_influence=far_given[i],
            second_dependence=far_taken[i],
            influence_share=_share(given, i),
            dependence_share=_share(taken, i),
            second_influence_share=_share(far_given, i),
            second_dependence_share=_share(far_taken, i),
            rank=ranks[i],
            second_rank=far_ranks[i],
            net=net[i],
            total=total[i],
        )
        for i, policy in enumerate(scenario.policies)
    )


def _share(values: tuple[int, ...], index: int) -> float:
    """Return one value’s share of their sum; equal shares when nothing acts on anything."""
    every = sum(values)
    return values[index] / every if every else 1 / len(values)


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier’s `coherence` section; nothing while there is no policy."""
    if not scenario.policies:
        return {}
    return {
        "coherence": {
            "policies": [
                {"name": policy.name, "department": policy.department}
                for policy in scenario.policies
            ],
            "interactions": [
                {"source": i + 1, "target": j + 1, "score": score}
                for i, row in enumerate(scenario.matrix)
                for j, score in enumerate(row)
                if score
            ],
            "conflicts": [
                {
                    "source": result.policy(item.source).name,
                    "target": result.policy(item.target).name,
                    "score": item.score,
                    "weight": item.weight,
                }
                for item in result.urgent
            ],
            "instruments": [
                {"name": text.name, "tier": text.tier, "score": text.score}
                for text in scenario.instruments
            ],
            "synergy": result.synergy,
        }
    }

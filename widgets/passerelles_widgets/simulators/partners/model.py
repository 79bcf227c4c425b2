"""Choosing a partner on the five criteria of the guide (3.1.5), and what is known of it.

Candidates are ranked by a weighted sum; `mcda` measures how sure that ranking is
(weight-stability intervals, SMAA rank acceptability) and states its equations. The
leader is the first candidate of rank 1, in the order given.

*Readiness* (guide 3.1.6). Each of six kinds of information counts 0 when unknown, p
when partial and 1 when verified; readiness is their mean, 0 to 1. A candidate is ready
when nothing is unknown and readiness reaches the threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from passerelles.library.errors import Refusal
from passerelles_widgets.simulators.partners.mcda import (
    TIE,
    Interval,
    Weights,
    normalised,
    rank_acceptability,
    stability_interval,
    tie_groups,
    weighted_sum,
)
from passerelles_widgets.simulators.partners.prefill import prefill

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]

CRITERIA: Final = (
    "main-migrant-groups",
    "migrant-associations",
    "cooperation-experience",
    "available-resources",
    "cultural-proximity",
)
TOPICS: Final = (
    "socio-economic-context",
    "political-context",
    "operating-environment",
    "migration-context",
    "migration-competences",
    "operational-capacity",
)

SOLID: Final = 2 / 3
"""The share of draws from which a leader is called solid (a convention of the course)."""

Evidence = Literal["unknown", "partial", "verified"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A territory that might become the partner: scores by criterion, evidence by topic."""

    row: int
    name: str
    country: str
    channel: str
    scores: Weights
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's values, typed. `weights` are as entered, 0 to 100 each."""

    candidates: tuple[Candidate, ...]
    weights: Weights
    spread: Literal["around", "uniform"]
    concentration: float
    draws: int
    seed: int
    partial: float
    ready_from: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values; raise `Refusal` when no weighting or no ranking is possible."""
        weights = tuple(float(values[f"weight-{criterion}"]) for criterion in CRITERIA)
        if not any(weights):
            raise Refusal(
                "Les cinq poids sont à zéro, rien ne peut être comparé\u00a0; donnez un poids à "
                "un critère au moins.",
                "All five weights are zero, so nothing can be compared; give at least one "
                "criterion a weight.",
            )
        candidates = tuple(_candidate(i, row) for i, row in enumerate(values["candidates"]))
        if not candidates:
            raise Refusal(
                "Il n’y a aucun territoire à comparer\u00a0; ajoutez-en un au tableau.",
                "There is no territory to compare; add one to the table.",
            )
        _refuse_namesakes(candidates)
        return cls(
            candidates=candidates,
            weights=weights,
            spread=values["spread"],
            concentration=float(values["concentration"]),
            draws=int(values["draws"]),
            seed=int(values["seed"]),
            partial=float(values["partial"]),
            ready_from=float(values["ready-from"]),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one candidate.

    `score` and `contributions` in points (0 to 10), `rank` from 1,
    `acceptability[r]` the share of draws at rank r + 1, `central_weights` None for
    one that never comes first, `interval` the scores of nine draws in ten, `unknown`
    and `partial` the topics still open.
    """

    candidate: Candidate
    score: float
    contributions: Weights
    rank: int
    acceptability: Weights
    central_weights: Weights | None
    interval: Interval
    readiness: float
    unknown: tuple[str, ...]
    partial: tuple[str, ...]
    ready: bool


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the draws of weights gave one candidate."""

    acceptability: Weights
    central: Weights | None
    interval: Interval


@dataclass(frozen=True, slots=True)
class Result:
    """Outcomes in ranking order, and the numbers the indicators speak of.

    `leader_score` and `lead` (over the next candidate, 0 when alone or tied) in
    points; `first_rank_acceptability`, `leader_readiness` and `stability_margin`
    from 0 to 1. The margin is the smallest change of one weight that dethrones the
    leader, 1 when no single weight can.
    """

    outcomes: tuple[Outcome, ...]
    weights: Weights
    stability: tuple[Interval, ...]
    draws: int
    leader_score: float
    lead: float
    first_rank_acceptability: float
    stability_margin: float
    leader_readiness: float
    leader_unknown: int
    ready_candidates: int

    @property
    def leaders(self) -> tuple[Outcome, ...]:
        """The candidates of rank 1: several when they tie."""
        return tuple(outcome for outcome in self.outcomes if outcome.rank == 1)

    @property
    def fragile(self) -> bool:
        """Whether the leader comes first in fewer than two draws out of three."""
        return self.first_rank_acceptability < SOLID

    @property
    def most_acceptable(self) -> Outcome:
        """The candidate that comes first in the most draws (the leader when equal)."""
        return max(self.outcomes, key=lambda outcome: outcome.acceptability[0])


def run(scenario: Scenario) -> Result:
    """Rank the candidates and measure how sure that ranking is."""
    weights = normalised(scenario.weights)
    scores = [candidate.scores for candidate in scenario.candidates]
    totals = [weighted_sum(weights, row) for row in scores]
    ranking = tie_groups(totals)
    order = [index for group in ranking for index in group]
    acceptability, central, intervals = rank_acceptability(
        weights,
        scores,
        scenario.draws,
        scenario.seed,
        None if scenario.spread == "uniform" else scenario.concentration,
    )
    drawn = [_Drawn(*parts) for parts in zip(acceptability, central, intervals, strict=True)]
    outcomes = []
    rank = 1
    for group in ranking:
        outcomes += [
            _outcome(scenario, weights, index, rank, drawn[index]) for index in sorted(group)
        ]
        rank += len(group)
    leader = outcomes[0]
    stability = tuple(
        stability_interval(weights, scores, k, min(ranking[0])) for k in range(len(CRITERIA))
    )
    return Result(
        outcomes=tuple(outcomes),
        weights=weights,
        stability=stability,
        draws=scenario.draws,
        leader_score=leader.score,
        lead=max(totals[order[0]] - totals[order[1]], 0.0) if len(order) > 1 else 0.0,
        first_rank_acceptability=leader.acceptability[0],
        stability_margin=_margin(weights, stability),
        leader_readiness=leader.readiness,
        leader_unknown=len(leader.unknown),
        ready_candidates=sum(outcome.ready for outcome in outcomes),
    )


def contribution(
    scenario: Scenario,  # noqa: ARG001 - the signature every simulator shares
    result: Result,
) -> dict[str, Any]:
    """Return what the leader adds to the dossier; nothing while it has no name."""
    leader, *others = result.outcomes
    candidate = leader.candidate
    if not candidate.name:
        return {}
    return {
        "partner": {
            "name": candidate.name,
            "country": candidate.country,
            "channel": candidate.channel,
            "scores": dict(zip(CRITERIA, candidate.scores, strict=True)),
            "rank_acceptability": leader.acceptability[0],
            "alternatives": [
                {"name": other.candidate.name, "score": other.score}
                for other in others
                if other.candidate.name
            ],
        },
        "due-diligence": {
            "items": dict(zip(TOPICS, candidate.evidence, strict=True)),
            "readiness": leader.readiness,
        },
    }


def _margin(weights: Weights, stability: tuple[Interval, ...]) -> float:
    room = [1.0]
    for weight, interval in zip(weights, stability, strict=True):
        if interval.low > 0:
            room.append(weight - interval.low)
        if interval.high < 1:
            room.append(interval.high - weight)
    return max(min(room), 0.0)


def _outcome(
    scenario: Scenario,
    weights: Weights,
    index: int,
    rank: int,
    drawn: _Drawn,
) -> Outcome:
    candidate = scenario.candidates[index]
    unknown, partial = (
        tuple(
            topic
            for topic, state in zip(TOPICS, candidate.evidence, strict=True)
            if state == wanted
        )
        for wanted in ("unknown", "partial")
    )
    verified = len(TOPICS) - len(unknown) - len(partial)
    readiness = (verified + scenario.partial * len(partial)) / len(TOPICS)
    return Outcome(
        candidate=candidate,
        score=weighted_sum(weights, candidate.scores),
        contributions=tuple(w * x for w, x in zip(weights, candidate.scores, strict=True)),
        rank=rank,
        acceptability=drawn.acceptability,
        central_weights=drawn.central,
        interval=drawn.interval,
        readiness=readiness,
        unknown=unknown,
        partial=partial,
        ready=not unknown and readiness >= scenario.ready_from - TIE,
    )


def _candidate(index: int, row: Mapping[str, Any]) -> Candidate:
    return Candidate(
        row=index + 1,
        name=row["name"],
        country=row["country"],
        channel=row["channel"],
        scores=tuple(float(row[criterion]) for criterion in CRITERIA),
        evidence=tuple(row[topic] for topic in TOPICS),
    )


def _refuse_namesakes(candidates: tuple[Candidate, ...]) -> None:
    seen: set[str] = set()
    for candidate in candidates:
        key = candidate.name.casefold()
        if key and key in seen:
            raise Refusal(
                f"Deux territoires portent le nom «\u00a0{candidate.name}\u00a0»\u00a0; "
                "donnez-leur des noms différents.",
                f"Two territories are called “{candidate.name}”; give them different names.",
            )
        seen.add(key)

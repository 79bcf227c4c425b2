"""The learner's decisions and assumptions of the survey, read from checked values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelles_widgets.simulators.survey.fieldwork import METHODS, Work


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group of the population: people, true share concerned, response rate, presence 0–10."""

    name: str
    population: int
    share: float
    response: float
    presence: float


@dataclass(frozen=True, slots=True)
class Need:
    """A need on the learner's list: practical or strategic, its sector, priority 0–10."""

    name: str
    kind: str
    sector: str
    priority: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's decisions and the assumptions, percentages turned into shares."""

    strata: tuple[Stratum, ...]
    unnamed: int
    needs: tuple[Need, ...]
    confidence: float
    margin: float
    expected: float
    allocation: str
    follow_up: float
    work: Work
    covers: Mapping[str, tuple[str, ...]]
    design_effect: float
    silence_gap: float
    source_bias: float
    smallest_cell: int
    draws: int
    seed: int

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        mode = values["mode"]
        rows = [row for row in values["groups"] if row["name"] and row["population"]]
        factor = {"face-to-face": 1.0}.get(mode) or values[f"response-{mode}"] / 100
        return cls(
            strata=tuple(_stratum(row, factor) for row in rows),
            unnamed=len(values["groups"]) - len(rows),
            needs=tuple(
                Need(row["name"], row["kind"], row["sector"], row["priority"])
                for row in values["needs"]
                if row["name"]
            ),
            confidence=int(values["confidence"]) / 100,
            margin=values["margin"] / 100,
            expected=values["expected"] / 100,
            allocation=values["allocation"],
            follow_up=values["follow_up"] / 100,
            work=_work(values, mode),
            covers={name: tuple(values[f"covers-{name}"]) for name in METHODS},
            design_effect=values["design_effect"],
            silence_gap=values["silence_gap"] / 100,
            source_bias=values["source_bias"] / 100,
            smallest_cell=values["smallest_cell"],
            draws=values["draws"],
            seed=values["seed"],
        )


def _stratum(row: Mapping[str, Any], factor: float) -> Stratum:
    response = min(1.0, row["response"] / 100 * factor)
    return Stratum(row["name"], row["population"], row["need"] / 100, response, row["presence"])


def _work(values: Mapping[str, Any], mode: str) -> Work:
    return Work(
        methods=tuple(values["methods"]),
        desk_days=values["desk_days"],
        meetings=values["meetings"],
        informants=values["informants"],
        interviewers=values["interviewers"],
        meeting_days=values["meeting_days"],
        informants_day=values["informants_day"],
        pace=values[f"pace-{mode}"],
        followed_pace=values["followed_pace"],
        office_days=values["office_days"],
        day_cost=values["day_cost"],
        meeting_cost=values["meeting_cost"],
        informant_cost=values["informant_cost"],
        questionnaire_cost=values[f"cost-{mode}"],
        followed_cost=values["followed_cost"],
    )

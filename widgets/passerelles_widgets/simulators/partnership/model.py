"""Twelve quarters of a partnership: the plan, the story it met, and what decided the outcome.

The equations of a quarter stand in `engine`, the four principles in `outcome`,
the dice in `chance`, what each decision added in `debrief`. Here a scenario
becomes a plan and a setting. Levels go from 0 to 100, money is euros, staff
person-months, time quarters.

Where a game starts (hypotheses): an authority that has worked little on
migration, with little money. On the route
`integrate-into-existing` a partner exists already: more commitment and capacity,
less trust and less knowledge, since migration was not what it was chosen for.

Whole games use `run`; a room that plays by rounds uses `rounds`, or directly
`engine.advance(state, decisions, setting)`.

Sources: principles, guide 2.4; decisions and events, the sections named beside
each in `decisions.yml` and `events.yml`; recommendations, guide 5. Neither
document gives a number for any of this: all of them are hypotheses, balanced so
that the guide's way beats chance and beats any single-minded strategy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from passerelles.library.text import Language
from passerelles_widgets.simulators.partnership.catalogue import examples as named_plans
from passerelles_widgets.simulators.partnership.catalogue import rules, strategies
from passerelles_widgets.simulators.partnership.debrief import (
    Debrief,
    Spread,
    debrief,
    spread,
)
from passerelles_widgets.simulators.partnership.engine import run as play
from passerelles_widgets.simulators.partnership.outcome import outcome
from passerelles_widgets.simulators.partnership.rules import LEVELS, PRINCIPLES, Action
from passerelles_widgets.simulators.partnership.state import Quarter, Refused, Setting, State

OWN: Final = "own"
DIFFICULTY: Final = {"calm": 0.7, "usual": 1.0, "rough": 1.4}
"""What each difficulty multiplies the chance of harmful events by."""

_LEVELS: Final[Mapping[str, Mapping[str, float]]] = {
    "build-new": {
        "trust": 25,
        "support": 42,
        "legitimacy": 35,
        "commitment": 12,
        "results": 4,
        "evidence": 12,
        "transparency": 18,
        "coordination": 14,
        "team": 32,
        "partner": 30,
    },
    "integrate-into-existing": {
        "trust": 18,
        "support": 40,
        "legitimacy": 35,
        "commitment": 34,
        "results": 8,
        "evidence": 8,
        "transparency": 16,
        "coordination": 12,
        "team": 34,
        "partner": 38,
    },
}
_HELD: Final[Mapping[str, tuple[str, ...]]] = {
    "build-new": (),
    "integrate-into-existing": ("choose-partner",),
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """The plan, the setting it meets, and what the learner takes away from it."""

    strategy: str
    plan: tuple[Action, ...]
    route: str
    difficulty: str
    money: float
    stories: int
    takeaway: str
    setting: Setting

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`); percentages become shares."""
        strategy = values["strategy"]
        if strategy == OWN:
            plan = tuple(
                Action(row["quarter"], row["decision"], row["effort"]) for row in values["plan"]
            )
        else:
            plan = strategies()[strategy].actions
        return cls(
            strategy=strategy,
            plan=plan,
            route=values["route"],
            difficulty=values["difficulty"],
            money=values["money"],
            stories=values["stories"],
            takeaway=values["takeaway"],
            setting=Setting(
                rules(),
                seed=values["seed"],
                difficulty=DIFFICULTY[values["difficulty"]],
                staff=values["staff"],
                income=values["income"],
                erosion=values["erosion"] / 100,
                results_erosion=values["results_erosion"] / 100,
                yielding=values["yielding"] / 100,
            ),
        )


@dataclass(frozen=True)
class Result:
    """A finished game; scores from 0 to 100. What takes many games waits until it is asked for."""

    scenario: Scenario
    start: State
    end: State
    overall: float
    ownership: float
    results: float
    inclusiveness: float
    accountability: float
    refused_count: int

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """What happened, quarter by quarter."""
        return self.end.log

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The decisions that could not be taken, in order."""
        return tuple(item for quarter in self.quarters for item in quarter.refused)

    @property
    def weakest(self) -> str:
        """The principle with the lowest score."""
        return min(PRINCIPLES, key=lambda name: float(getattr(self, name)))

    @cached_property
    def debrief(self) -> Debrief:
        """The outcome traced to the decisions."""
        return debrief(self.start, self.end, self.scenario.setting)

    @cached_property
    def spread(self) -> Mapping[str, Spread]:
        """Each score over other stories, with the same plan."""
        scenario = self.scenario
        return spread(self.start, scenario.plan, scenario.setting, scenario.stories)

    @property
    def luck(self) -> float:
        """Points this story gives above the mean of the others."""
        return self.overall - self.spread["overall"].mean

    def series(self, level: str) -> tuple[float, ...]:
        """Return a level at the start and after each quarter."""
        place = LEVELS.index(level)
        return tuple(
            levels[place]
            for levels in (self.start.levels, *(item.levels for item in self.quarters))
        )


def begin(scenario: Scenario) -> State:
    """Return the state before the first quarter."""
    levels = _LEVELS[scenario.route]
    return State(
        quarter=0,
        levels=tuple(levels[name] for name in LEVELS),
        money=scenario.money,
        done=dict.fromkeys(_HELD[scenario.route], (0,)),
    )


def run(scenario: Scenario) -> Result:
    """Play the twelve quarters."""
    start = begin(scenario)
    end = play(start, scenario.plan, scenario.setting)
    return Result(
        scenario=scenario,
        start=start,
        end=end,
        refused_count=sum(len(quarter.refused) for quarter in end.log),
        **outcome(end.levels),
    )


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Take the dossier's route."""
    route = dossier.get("route")
    return {**values, "route": route} if route in _LEVELS else values


def examples(language: Language) -> dict[str, dict[str, Any]]:
    """Return the named strategies as scenarios a learner can load, compare and change."""
    return named_plans(language)


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `lessons` section."""
    overall = result.spread["overall"]
    recommended = scenario.setting.rules.decisions
    return {
        "lessons": {
            "strategy": scenario.strategy,
            "difficulty": scenario.difficulty,
            "seed": scenario.setting.seed,
            "overall": result.overall,
            "principles": {name: getattr(result, name) for name in PRINCIPLES},
            "mean": overall.mean,
            "low": overall.low,
            "high": overall.high,
            "decisions": [
                {
                    "decision": effect.action.decision,
                    "quarter": effect.action.quarter,
                    "points": effect.overall,
                    "recommendation": recommended[effect.action.decision].recommendation,
                }
                for effect in result.debrief.effects
            ],
            "events": [
                {"event": event, "quarter": quarter.number}
                for quarter in result.quarters
                for event in quarter.events
            ],
            "takeaway": scenario.takeaway,
        }
    }

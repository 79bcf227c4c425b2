"""Why the game ended as it did: the outcome traced to the decisions taken.

Every figure comes from playing the game again with the same seed, so with the
same dice; only the decisions differ (leave-one-out). With N the decisions really
taken and v a score at the end (overall, or one of the four principles):

* what decision i added = v(N) − v(N − {i}). Those that could not have been taken
  without it are `stopped`, and their loss counts in it: this is what makes a
  prerequisite matter. So the figures of several decisions do not add up, and two
  decisions that do the same work each look small.
* what step s added = v(N) − v(N − N_s), with N_s all the decisions of the step:
  here what several decisions share shows.
* luck: the same plan played with other seeds; mean, and the interval that holds
  nine stories in ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Final

from passerelles_widgets.simulators.partnership.engine import advance, run
from passerelles_widgets.simulators.partnership.outcome import outcome
from passerelles_widgets.simulators.partnership.rules import PRINCIPLES, QUARTERS, STEPS, Action
from passerelles_widgets.simulators.partnership.state import Setting, State

SCORES: Final = ("overall", *PRINCIPLES)
_TAIL: Final = 0.05
_SEED_STEP: Final = 7919
"""Other stories take the seeds seed + 7919, seed + 2·7919…"""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one decision added to each score, in points, and the decisions it made possible."""

    action: Action
    points: Mapping[str, float]
    stopped: tuple[str, ...]

    @property
    def overall(self) -> float:
        """What it added to the overall score."""
        return self.points["overall"]

    @property
    def principle(self) -> str:
        """The principle it moved most, up or down."""
        return max(PRINCIPLES, key=lambda name: abs(self.points[name]))


@dataclass(frozen=True, slots=True)
class StepEffect:
    """What all the decisions of one step added to the overall score, and how many they are."""

    step: int
    count: int
    overall: float


@dataclass(frozen=True, slots=True)
class Spread:
    """A score over other stories: mean, and the bounds of nine stories in ten."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Debrief:
    """The decisions by what they added, the most first, and the seven steps in order."""

    effects: tuple[Effect, ...]
    steps: tuple[StepEffect, ...]


def debrief(start: State, end: State, setting: Setting) -> Debrief:
    """Trace the outcome of a finished game to the decisions taken in it."""
    taken = [action for quarter in end.log for action in quarter.taken]
    final = outcome(end.levels)
    states = _again([start], taken, 1, setting)
    effects = []
    for index, action in enumerate(taken):
        rest = taken[:index] + taken[index + 1 :]
        last = _again(states, rest, action.quarter, setting)[-1]
        after = outcome(last.levels)
        stopped = (item.action.decision for quarter in last.log for item in quarter.refused)
        effects.append(
            Effect(
                action,
                {name: final[name] - after[name] for name in SCORES},
                tuple(dict.fromkeys(stopped)),
            )
        )
    effects.sort(key=lambda effect: -effect.overall)
    steps = tuple(_step(step, taken, start, setting, final["overall"]) for step in STEPS)
    return Debrief(tuple(effects), steps)


def _step(
    step: int, taken: Sequence[Action], start: State, setting: Setting, final: float
) -> StepEffect:
    known = setting.rules.decisions
    rest = [action for action in taken if known[action.decision].step != step]
    without = outcome(run(start, rest, setting).levels)["overall"]
    return StepEffect(step, len(taken) - len(rest), final - without)


def _again(
    states: Sequence[State], plan: Sequence[Action], quarter: int, setting: Setting
) -> list[State]:
    """Return the states of `plan`, given those of one that is the same before `quarter`."""
    rounds: list[list[Action]] = [[] for _ in range(QUARTERS)]
    for action in plan:
        rounds[action.quarter - 1].append(action)
    made = list(states[:quarter])
    for number in range(quarter - 1, QUARTERS):
        made.append(advance(made[-1], rounds[number], setting))
    return made


def spread(
    start: State, plan: Sequence[Action], setting: Setting, stories: int
) -> dict[str, Spread]:
    """Play the same plan in other stories; return each score's mean and 90 % interval."""
    found: dict[str, list[float]] = {name: [] for name in SCORES}
    for number in range(1, stories + 1):
        other = replace(setting, seed=setting.seed + number * _SEED_STEP)
        for name, value in outcome(run(start, plan, other).levels).items():
            found[name].append(value)
    return {name: _spread(sorted(values)) for name, values in found.items()}


def _spread(values: list[float]) -> Spread:
    last = len(values) - 1
    cut = floor(_TAIL * last)
    return Spread(sum(values) / len(values), values[cut], values[last - cut])

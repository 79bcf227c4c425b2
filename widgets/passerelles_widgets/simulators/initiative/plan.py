"""Which of the nine planning steps (guide 3.2.3) a plan has gone through, by stated rules.

* diagnosis      the problem is described (a sentence: at least five words)
* objectives     the objective is stated likewise
* stakeholders   at least three groups plan together, the diaspora among them
* actions        at least one activity, and none for a result that is not listed (0: for all)
* deliverables   every result has its deliverable
* results        at least one result, and an activity for each
* monitoring     every result has a SMART indicator, and one indicator at least is broken down
                 by sex, age or place
* calendar       every activity takes time and the whole fits into the time allowed
* budget         every activity has a cost, and follow-up and evaluation have theirs

Source: the nine steps and planning together with migrants' associations, guide 3.2.3. Where
the bar lies for each is the course's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from passerelles_widgets.simulators.initiative.budget import Budget
from passerelles_widgets.simulators.initiative.network import TOLERANCE, Schedule
from passerelles_widgets.simulators.initiative.smart import QUALITIES, Indicator, Quality

STEPS: Final = (
    "diagnosis",
    "objectives",
    "stakeholders",
    "actions",
    "deliverables",
    "results",
    "monitoring",
    "calendar",
    "budget",
)
_WORDS: Final = 5
_GROUPS: Final = 3
MIGRANTS: Final = "diaspora"
_FOLLOW_UP: Final = "evaluation"


@dataclass(frozen=True, slots=True)
class PlannedResult:
    """What will have changed, the deliverable that leads there, the assumption it rests on."""

    number: int
    text: str
    deliverable: str
    assumption: str


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity: code, months, what it waits for, the result it works for (0 for none)."""

    code: str
    name: str
    months: float
    after: tuple[str, ...]
    result: int


def done(
    texts: tuple[str, str],
    planners: Sequence[str],
    results: Sequence[PlannedResult],
    activities: Sequence[Activity],
    indicators: Sequence[tuple[Indicator, tuple[Quality, ...]]],
    timing: tuple[Schedule, int],
    money: Budget,
) -> tuple[str, ...]:
    """Return the steps gone through.

    `texts` are problem and objective; `indicators` come with the qualities they have; `timing`
    is the schedule and the months allowed.
    """
    problem, objective = texts
    schedule, horizon = timing
    numbers = {item.number for item in results}
    smart = {item.result for item, held in indicators if len(held) == len(QUALITIES)}
    served = {item.result for item in activities}
    held = {
        "diagnosis": _sentence(problem),
        "objectives": _sentence(objective),
        "stakeholders": len(planners) >= _GROUPS and MIGRANTS in planners,
        "actions": bool(activities) and served <= {*numbers, 0},
        "deliverables": bool(results) and all(item.deliverable for item in results),
        "results": bool(results) and numbers <= served,
        "monitoring": (
            bool(results)
            and numbers <= smart
            and any(indicator.breakdown for indicator, _ in indicators)
        ),
        "calendar": (
            bool(activities)
            and all(item.months > 0 for item in activities)
            and schedule.months <= horizon + TOLERANCE
        ),
        "budget": _costed(activities, money.by_activity) and money.by_line[_FOLLOW_UP] > 0,
    }
    return tuple(step for step in STEPS if held[step])


def _sentence(text: str) -> bool:
    return len(text.split()) >= _WORDS


def _costed(activities: Sequence[Activity], by_activity: Mapping[str, float]) -> bool:
    return bool(activities) and all(by_activity[item.code] > 0 for item in activities)

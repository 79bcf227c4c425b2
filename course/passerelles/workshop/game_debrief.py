"""Why a team's game ended as it did, with as many quarters as were really played.

As in `simulators.partnership.debrief`: what a decision added is the outcome minus the outcome
of the same quarters without it, with the same dice. A room may stop before the twelfth quarter,
so the story is told again up to the quarter where the team stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from passerelles.library.records import structure
from passerelles_widgets.simulators.partnership import model
from passerelles_widgets.simulators.partnership.engine import advance
from passerelles_widgets.simulators.partnership.outcome import outcome
from passerelles_widgets.simulators.partnership.rules import PRINCIPLES, Action
from passerelles_widgets.simulators.partnership.state import Setting, State

MOST: Final = 3
NOTICEABLE: Final = 0.5


def debrief(values: Mapping[str, Any], held: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the decisions that gave most and those that cost most, in points of the outcome.

    Each is `{"decision", "quarter", "points", "principle", "opened"}`: the principle it moved
    most, and the decisions that were only possible because of it.
    """
    scenario = model.Scenario.from_values(values)
    end = structure(dict(held), State, "partnership")
    start = model.begin(scenario)
    taken = [action for quarter in end.log for action in quarter.taken]
    final = outcome(end.levels)
    found: list[dict[str, Any]] = []
    for index, action in enumerate(taken):
        rest = taken[:index] + taken[index + 1 :]
        last = _again(start, rest, end.quarter, scenario.setting)
        without = outcome(last.levels)
        points = {name: final[name] - without[name] for name in ("overall", *PRINCIPLES)}
        refused = (item.action.decision for quarter in last.log for item in quarter.refused)
        found.append(
            {
                "decision": action.decision,
                "quarter": action.quarter,
                "points": round(points["overall"], 1),
                "principle": max(PRINCIPLES, key=lambda name: abs(points[name])),
                "opened": list(dict.fromkeys(refused))[:6],
            }
        )
    found.sort(key=lambda effect: -effect["points"])
    best = [effect for effect in found[:MOST] if effect["points"] >= NOTICEABLE]
    worst = [effect for effect in found[MOST:][-MOST:] if effect["points"] <= -NOTICEABLE]
    return best + worst


def _again(start: State, plan: Sequence[Action], quarters: int, setting: Setting) -> State:
    found = start
    for number in range(1, quarters + 1):
        found = advance(found, [item for item in plan if item.quarter == number], setting)
    return found

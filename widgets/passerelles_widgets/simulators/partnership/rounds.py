"""The game by rounds, for a room of teams: plain data in, plain data out.

A room keeps, for each team, what `begin` returned, and hands it back to `play`
with the decisions of the round. All teams that share a seed meet the same dice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import inf
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles_widgets.simulators.partnership import model
from passerelles_widgets.simulators.partnership.catalogue import rules
from passerelles_widgets.simulators.partnership.engine import advance, available
from passerelles_widgets.simulators.partnership.outcome import outcome
from passerelles_widgets.simulators.partnership.rules import (
    EFFECT_OF_EFFORT,
    LEVELS,
    QUARTERS,
    Action,
)
from passerelles_widgets.simulators.partnership.state import Setting, State

MAX_DECISIONS: Final = 12
"""Decisions a team may hand in for one round; staff never allows as many."""

_MOST: Final = 100


def begin(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain state before the first quarter; `values` are checked values."""
    return asdict(model.begin(model.Scenario.from_values(values)))


def play(
    values: Mapping[str, Any], state: Mapping[str, Any], decisions: Sequence[Any]
) -> dict[str, Any]:
    """Play one quarter and return the next plain state.

    `decisions` are `{"decision": id, "effort": light|normal|strong}`, in the order
    in which they are paid for. Raise `Refusal` for what is no decision, for too
    many, for a state that cannot be read and for a game that is over.
    """
    before, setting = _read(values, state)
    if before.quarter >= QUARTERS:
        raise Refusal(
            "La partie est finie\u00a0: les douze trimestres sont joués.",
            "The game is over: all twelve quarters have been played.",
        )
    return asdict(advance(before, _actions(decisions, before.quarter + 1), setting))


def options(values: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, str | None]:
    """Return each decision with None when it can be taken now, or the reason it cannot."""
    before, setting = _read(values, state)
    return dict(available(before, setting))


def scores(state: Mapping[str, Any]) -> dict[str, float]:
    """Return the four principles and the overall score so far."""
    return outcome(_state(state).levels)


def _read(values: Mapping[str, Any], state: Mapping[str, Any]) -> tuple[State, Setting]:
    return _state(state), model.Scenario.from_values(values).setting


def _state(plain: Any) -> State:
    if not isinstance(plain, Mapping):
        raise _damaged()
    state = structure(dict(plain), State, "partnership")
    sums = (state.money, state.income, state.upkeep_staff, state.upkeep_money, state.absent)
    sound = (
        0 <= state.quarter <= QUARTERS
        and len(state.levels) == len(LEVELS)
        and all(0 <= level <= _MOST for level in state.levels)
        and all(0 <= amount < inf for amount in sums)
        and all(0 <= item.output < inf for item in state.running)
        and all(state.done.values())
        and set(state.done) <= set(rules().decisions)
    )
    if not sound:
        raise _damaged()
    return state


def _damaged() -> Refusal:
    return Refusal(
        "Cet état de partie est abîmé\u00a0; reprenez le tour précédent.",
        "This state of the game is damaged; go back to the round before.",
    )


def _actions(decisions: Any, quarter: int) -> list[Action]:
    if not isinstance(decisions, Sequence) or isinstance(decisions, str):
        raise _no_decision()
    if len(decisions) > MAX_DECISIONS:
        raise Refusal(
            f"Gardez {MAX_DECISIONS} décisions au plus pour un trimestre.",
            f"Keep {MAX_DECISIONS} decisions at most for one quarter.",
        )
    return [_action(row, quarter) for row in decisions]


def _action(row: Any, quarter: int) -> Action:
    if not isinstance(row, Mapping):
        raise _no_decision()
    name, effort = row.get("decision"), row.get("effort", "normal")
    if not (isinstance(name, str) and isinstance(effort, str)):
        raise _no_decision()
    if name not in rules().decisions or effort not in EFFECT_OF_EFFORT:
        raise _no_decision()
    return Action(quarter, name, effort)


def _no_decision() -> Refusal:
    return Refusal(
        "Une de ces décisions n’existe pas\u00a0; choisissez-la dans la liste.",
        "One of these decisions does not exist; choose it from the list.",
    )

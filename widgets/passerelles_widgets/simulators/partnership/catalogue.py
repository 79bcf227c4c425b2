"""The game's data read from YAML: decisions, events and the named strategies.

Kept apart from the engine, which stays free of any file and any library: it is
given `Rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar

from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml, structure
from passerelles.library.text import Language, Text
from passerelles_widgets.simulators.partnership.rules import (
    EFFECT_OF_EFFORT,
    LEVELS,
    QUARTERS,
    Action,
    Decision,
    Event,
    Rules,
)

T = TypeVar("T")
_PACKAGE: Final = "passerelles_widgets.simulators.partnership"


@dataclass(frozen=True, slots=True)
class Strategy:
    """A named plan: rows of quarter, decision and, when not normal, effort."""

    id: str
    name: Text
    note: Text
    plan: tuple[tuple[str | int, ...], ...]

    @property
    def actions(self) -> tuple[Action, ...]:
        """The plan as the engine takes it."""
        return tuple(
            Action(int(row[0]), str(row[1]), str(row[2]) if len(row) > 2 else "normal")  # noqa: PLR2004
            for row in self.plan
        )


@cache
def rules() -> Rules:
    """Return decisions and events; raise `Refusal` naming a decision or level that is unknown."""
    decisions = {item.id: item for item in _read("decisions.yml", tuple[Decision, ...])}
    made = Rules(decisions, _read("events.yml", tuple[Event, ...]))
    for name, level in _levels(made):
        if level not in LEVELS:
            raise _unknown(name, level)
    for name, decision in _decisions(made):
        if decision not in decisions:
            raise _unknown(name, decision)
    return made


@cache
def strategies() -> dict[str, Strategy]:
    """Return the named strategies by id; raise `Refusal` for a row that cannot be played."""
    found = {item.id: item for item in _read("strategies.yml", tuple[Strategy, ...])}
    for item in found.values():
        for action in item.actions:
            if action.decision not in rules().decisions or action.effort not in EFFECT_OF_EFFORT:
                raise _unknown(item.id, f"{action.decision}/{action.effort}")
            if not 1 <= action.quarter <= QUARTERS:
                raise _unknown(item.id, str(action.quarter))
    return found


def rows(strategy: Strategy) -> list[dict[str, Any]]:
    """Return a strategy's plan as rows of the table `plan`."""
    return [
        {"quarter": action.quarter, "decision": action.decision, "effort": action.effort}
        for action in strategy.actions
    ]


def examples(language: Language) -> dict[str, dict[str, Any]]:
    """Return the strategies as named scenarios with a note, ready to be saved in a workspace."""
    return {
        item.name[language]: {
            "values": {"strategy": "own", "plan": rows(item)},
            "note": item.note[language],
        }
        for item in strategies().values()
    }


def _read(name: str, kind: type[T]) -> T:
    where = f"simulators/partnership/{name}"
    text = resources.files(_PACKAGE).joinpath(name).read_text("utf-8")
    return structure(parse_yaml(text, where), kind, where)


def _levels(made: Rules) -> list[tuple[str, str]]:
    held = [
        *((d.id, (*d.effects, *d.at_least)) for d in made.decisions.values()),
        *((e.id, (*e.effects, *e.tilt)) for e in made.events),
    ]
    return [(name, level) for name, levels in held for level in levels]


def _decisions(made: Rules) -> list[tuple[str, str]]:
    held = [(d.id, name) for d in made.decisions.values() for group in d.requires for name in group]
    held += [(d.id, name) for d in made.decisions.values() for name in d.unless]
    for event in made.events:
        named = (*event.odds, *event.shields, *event.boosts, *event.unless)
        held += [(event.id, name) for name in (*named, *(n for g in event.requires for n in g))]
    return held


def _unknown(name: str, value: str) -> Refusal:
    return Refusal(
        f"simulators/partnership, {name}\u00a0: «\u00a0{value}\u00a0» n’existe pas\u00a0;"
        " corrigez ce nom.",
        f"simulators/partnership, {name}: there is no “{value}”; correct this name.",
    )

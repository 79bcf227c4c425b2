"""The footbridge of seven planks: mark, progress display and thread of the course.

Each plank is a step of the guide's process. A plank is laid when that part of
the dossier is complete, outlined when thin, only a dotted place when empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from passerelles.dossier.schema import Dossier
from passerelles.dossier.steps import StepState, steps
from passerelles.library.text import Language
from passerelles.portal.strings import string

WIDTH: Final = 720
LEFT: Final = 92
PITCH: Final = (WIDTH - 2 * LEFT) / 6
SAG: Final = 26
DECK: Final = 74


@dataclass(frozen=True, slots=True)
class Plank:
    """One plank: its place in the drawing, its step's state, and whether one stands on it."""

    step: int
    x: float
    y: float
    state: str
    title: str
    why: str
    here: bool


@dataclass(frozen=True, slots=True)
class Bridge:
    """The whole drawing: seven planks between two named territories."""

    home: str
    partner: str
    planks: tuple[Plank, ...]
    cable: str
    summary: str


def _height(position: float) -> float:
    """Return how far the deck hangs below its ends at `position` from 0 to 1 (a parabola)."""
    return DECK + SAG * (1 - (2 * position - 1) ** 2)


def draw(dossier: Dossier, language: Language) -> Bridge:
    """Lay the planks of a dossier; the learner stands on the first step not complete."""
    states = steps(dossier)
    standing = next((s.number for s in states if s.state != "complete"), len(states))
    planks = tuple(_plank(state, language, here=state.number == standing) for state in states)
    points = [
        f"{LEFT - 30 + (WIDTH - 2 * (LEFT - 30)) * i / 24:.1f},{_height(i / 24) - 34:.1f}"
        for i in range(25)
    ]
    complete = sum(state.state == "complete" for state in states)
    thin = sum(state.state == "thin" for state in states)
    return Bridge(
        home=dossier.territories.home or string("bridge.home", language),
        partner=dossier.territories.partner or string("bridge.partner", language),
        planks=planks,
        cable=" ".join(points),
        summary=string("bridge.summary", language, complete=complete, thin=thin),
    )


def _plank(state: StepState, language: Language, *, here: bool) -> Plank:
    position = (state.number - 1) / 6
    return Plank(
        step=state.number,
        x=round(LEFT + PITCH * (state.number - 1), 1),
        y=round(_height(position * 0.86 + 0.07), 1),
        state=state.state,
        title=state.title[language],
        why=state.reason[language],
        here=here,
    )

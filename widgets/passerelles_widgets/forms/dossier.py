"""The question whose answer is the learner's dossier: completeness, plank by plank.

The dossier's own rules (`passerelles.dossier.steps`) say which of the seven steps are
complete, thin or empty; quality is for a person to judge. The numbers in a dossier are taken
as they stand: nothing here runs a simulator again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from passerelles.dossier.sections import STEP_COUNT
from passerelles.dossier.snapshot import read
from passerelles.dossier.steps import StepState, steps
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Text
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.marks import UNREADABLE, Mark, Part, PartKind, nothing, share

EXAMPLE: Final = ("Rivemer", "Sahlène")
"""The two invented territories of the course's own example."""

_EXAMPLE_DOSSIER: Final = Text(
    f"C’est le dossier d’exemple du cours{NBSP}; joignez celui de vos deux territoires.",
    "This is the course’s example; attach the dossier of your own two territories.",
)
_KINDS: Final[dict[str, PartKind]] = {"complete": "right", "thin": "partial", "empty": "wrong"}
STATES: Final = {
    "complete": Text("complet", "complete"),
    "thin": Text("à étoffer", "thin"),
    "empty": Text("vide", "empty"),
}


@dataclass(frozen=True, slots=True)
class Plank:
    """One step of the dossier, what it is worth complete, and why it matters."""

    step: int
    points: float
    text: Text
    why: Text

    def __post_init__(self) -> None:
        if not 1 <= self.step <= STEP_COUNT:
            raise ValueError(f"a plank is a step from 1 to {STEP_COUNT}, not {self.step}")
        if not self.points > 0:
            raise ValueError(f"plank {self.step}: points must be above zero")

    @property
    def id(self) -> str:
        """What names this part of the mark."""
        return f"step-{self.step}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierQuestion(Question):
    """The dossier handed in; a thin plank earns the share `thin` of a complete one's points."""

    planks: tuple[Plank, ...]
    thin: float = 0.5

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        if not self.planks or len({plank.step for plank in self.planks}) != len(self.planks):
            raise ValueError("each plank is named once, and there is at least one")
        if not 0 <= self.thin <= 1:
            raise ValueError("thin is a share from 0 to 1")


def mark_dossier(question: DossierQuestion, answer: Any) -> Mark:
    """Return the points of the planks, with each step's own reason; never raises."""
    try:
        dossier = read(answer)
        found = {state.number: state for state in steps(dossier)}
    except Refusal as refusal:
        return nothing(question.points, refusal.text)
    except Exception:  # noqa: BLE001 - a hostile dossier must cost its question only
        return nothing(question.points, UNREADABLE)
    if (dossier.territories.home, dossier.territories.partner) == EXAMPLE:
        return nothing(question.points, _EXAMPLE_DOSSIER)
    parts = tuple(_part(question, plank, found[plank.step]) for plank in question.planks)
    earned = sum(part.earned for part in parts) / sum(part.out_of for part in parts)
    return share(earned, parts, question.points)


def _part(question: DossierQuestion, plank: Plank, state: StepState) -> Part:
    worth = {"complete": 1.0, "thin": question.thin, "empty": 0.0}[state.state]
    text = Text("{text} {reason} {why}", "{text} {reason} {why}").format(
        text=plank.text, reason=state.reason, why=plank.why
    )
    return Part(plank.id, _KINDS[state.state], text, plank.points * worth, plank.points)

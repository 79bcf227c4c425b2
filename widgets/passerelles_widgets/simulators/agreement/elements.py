"""The elements of an agreement (guide 3.1.7), and the signs each must carry to be complete.

A new agreement, memorandum or partnership agreement, has twelve; a revision eleven, since
the authorities need no introduction. One field of the form serves both lists: `FIELDS`
gives, for each field, the id of the element in either list. The signs are rules of the
course, drawn from what the guide asks of each element.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from passerelles_widgets.simulators.agreement.evidence import Sign

Form = Literal["memorandum-of-understanding", "partnership-agreement", "revision"]

ACTIONS: Final = "actions"
"""The element that is a table rather than a sentence."""

FIELDS: Final[Mapping[str, tuple[str, str | None]]] = {
    "background": ("background", None),
    "objective": ("objective", "objectives"),
    "actions": ("actions", "actions"),
    "results": ("expected-results", "expected-results"),
    "stakeholders": ("stakeholders", "new-stakeholders"),
    "monitoring": ("monitoring-and-evaluation", "indicators"),
    "coherence": ("plan-coherence", "coherence"),
    "sdgs": ("sdgs", "sdgs"),
    "calendar": ("calendar", "calendar"),
    "budget": ("budget", "budget"),
    "management": ("management", "management"),
    "governance": ("governance", "governance"),
}

NEW: Final[Mapping[str, tuple[Sign, ...]]] = {
    "background": ("length", "both", "law"),
    "objective": ("length", "measure"),
    "results": ("length", "figure"),
    "stakeholders": ("length", "migrants"),
    "monitoring": ("length", "rhythm"),
    "coherence": ("plan", "both"),
    "sdgs": ("target",),
    "calendar": ("dates",),
    "budget": ("amount", "payer"),
    "management": ("length", "both"),
    "governance": ("length", "body", "rhythm"),
}
REVISED: Final[Mapping[str, tuple[Sign, ...]]] = {
    "objective": ("length", "migrants", "measure"),
    "results": ("length", "figure"),
    "stakeholders": ("length", "migrants"),
    "monitoring": ("length", "migrants", "rhythm"),
    "coherence": ("length", "plan"),
    "sdgs": ("target",),
    "calendar": ("dates",),
    "budget": ("amount", "payer"),
    "management": ("length", "both", "migrants"),
    "governance": ("length", "body", "migrants"),
}


def elements(form: str) -> tuple[tuple[str, str], ...]:
    """Return the field and the element's id for each element of a form, in the guide's order."""
    place = 1 if form == "revision" else 0
    listed = ((field, ids[place]) for field, ids in FIELDS.items())
    return tuple((field, element_id) for field, element_id in listed if element_id is not None)


def signs(form: str, field: str) -> tuple[Sign, ...]:
    """Return the signs the text of `field` must carry in an agreement of this form."""
    return (REVISED if form == "revision" else NEW)[field]

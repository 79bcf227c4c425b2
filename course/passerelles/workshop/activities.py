"""Estimates, votes and open questions: how they are opened, answered and counted.

A specification is plain data (`{"kind", "question": {fr, en}, …}`), whether it comes from a
session plan or was written on the board in the middle of a discussion.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.text import LANGUAGES
from passerelles.workshop import door, links
from passerelles.workshop.context import Context
from passerelles.workshop.events import Event
from passerelles.workshop.plans import PlanActivity, plan
from passerelles.workshop.state import Activity, Person, State
from passerelles_widgets.simulators.magnitudes.figures import BY_ID

KINDS: Final = ("estimate", "vote", "question", "simulator", "exercise")
MODES: Final = ("single", "multiple", "order")
MAX_OPTIONS: Final = 10
MAX_OPEN: Final = 6
MAX_ACTIVITIES: Final = 300
MAX_QUESTION: Final = 300
MAX_TEXT: Final = 280
HIGHEST: Final = 1e15


def open_one(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Open an activity: one of the plan's (`item`, `activity`) or one written now (`spec`)."""
    door.only(message, "item", "activity", "spec")
    if sum(found.closed is None for found in state.activities.values()) >= MAX_OPEN:
        raise Refusal(
            f"{MAX_OPEN} activités sont ouvertes ; fermez-en une d’abord.",
            f"{MAX_OPEN} activities are open; close one first.",
        )
    if len(state.activities) >= MAX_ACTIVITIES:
        raise Refusal(
            "Cette salle a déjà ouvert trop d’activités ; ouvrez une nouvelle salle.",
            "This room has opened too many activities; open a new room.",
        )
    item = None
    if "item" in message:
        if state.step is None:
            raise door.not_understood()
        item = plan(state.step.plan).item(str(message["item"]))
        spec = from_plan(item.activity(str(message.get("activity"))))
        already = [a for a in state.activities.values() if a.item == f"{item.id}/{spec['id']}"]
        if any(found.closed is None for found in already):
            return []
    else:
        spec = written(message.get("spec"))
    found = f"a{state.counts.get('a', 0) + 1}"
    event: Event = {"kind": "activity-opened", "activity": found, "spec": spec}
    if item is not None:
        event["item"] = f"{item.id}/{spec['id']}"
    return [event]


def close(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Close an activity: no more answers."""
    door.only(message, "activity")
    found = known(state, message.get("activity"))
    return [] if found.closed is not None else [{"kind": "activity-closed", "activity": found.id}]


def reopen(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Open an activity again; the answers are still there."""
    door.only(message, "activity")
    found = known(state, message.get("activity"))
    return [] if found.closed is None else [{"kind": "activity-reopened", "activity": found.id}]


def reveal(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Show everyone the answers (and the figure with its source), or hide them again."""
    door.only(message, "activity", "shown")
    found = known(state, message.get("activity"))
    shown = door.flag(message, "shown")
    if shown == found.revealed:
        return []
    return [{"kind": "revealed", "activity": found.id, "revealed": shown}]


def moderate(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Let a text through, or keep it back."""
    door.only(message, "activity", "person", "shown")
    found = known(state, message.get("activity"))
    person = message.get("person")
    if found.kind != "question" or not isinstance(person, str) or person not in found.answers:
        raise door.not_understood()
    shown = door.flag(message, "shown")
    return [{"kind": "moderated", "activity": found.id, "person": person, "shown": shown}]


def answer(state: State, person: Person, message: Mapping[str, Any]) -> list[Event]:
    """Give or change one's answer while the activity is open: one a person."""
    door.only(message, "activity", "value")
    found = known(state, message.get("activity"))
    if found.closed is not None:
        raise Refusal(
            "Cette activité est fermée ; regardez le résultat avec les autres.",
            "This activity is closed; look at the result with the others.",
        )
    value = checked(found, message)
    before = found.answers.get(person.id)
    if before is not None and before.value == value:
        return []
    return [{"kind": "answered", "activity": found.id, "person": person.id, "value": value}]


def checked(found: Activity, message: Mapping[str, Any]) -> Any:
    """Return a sound answer to an activity; raise `Refusal`."""
    if found.kind == "estimate":
        return _estimate(found, message)
    if found.kind == "question":
        return door.text(message, "value", MAX_TEXT)
    if found.kind != "vote":
        raise door.not_understood()
    options = [option["id"] for option in found.spec["options"]]
    value = message.get("value")
    mode = found.spec["mode"]
    if mode == "single":
        if not isinstance(value, str) or value not in options:
            raise door.not_understood()
        return value
    if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
        raise door.not_understood()
    if len(set(value)) != len(value) or not set(value) <= set(options):
        raise door.not_understood()
    if mode == "order" and len(value) != len(options):
        raise Refusal("Classez toutes les propositions.", "Put all the options in order.")
    return value if mode == "order" else [option for option in options if option in value]


def _estimate(found: Activity, message: Mapping[str, Any]) -> float:
    value = door.number(message, "value", 0, HIGHEST)
    if not isfinite(value):
        raise door.not_understood()
    figure = BY_ID.get(found.spec.get("figure") or "")
    if figure is not None and figure.share and value > 100:  # noqa: PLR2004 - percent
        raise Refusal(
            "Une part du total ne dépasse pas 100 ; corrigez votre nombre.",
            "A share of the whole is at most 100; correct your number.",
        )
    return value


def known(state: State, activity: Any) -> Activity:
    """Return an activity; raise `Refusal`."""
    found = state.activities.get(activity) if isinstance(activity, str) else None
    if found is None:
        raise Refusal(
            "Cette activité n’existe plus ; rechargez la page.",
            "This activity no longer exists; reload the page.",
        )
    return found


def from_plan(found: PlanActivity) -> dict[str, Any]:
    """Return the plain specification of a plan's activity."""
    spec: dict[str, Any] = {
        "id": found.id,
        "kind": found.kind,
        "question": _both(found.question),
    }
    if found.unit is not None:
        spec["unit"] = _both(found.unit)
    if found.after is not None:
        spec["after"] = _both(found.after)
    if found.kind == "vote":
        spec["mode"] = found.mode
        spec["options"] = [{"id": item.id, "text": _both(item.text)} for item in found.options]
    return _target(found.kind, found.figure, found.simulator, found.exercise) | spec


def written(spec: Any) -> dict[str, Any]:
    """Return a specification written on the board, checked; raise `Refusal`."""
    if not isinstance(spec, Mapping) or spec.get("kind") not in KINDS:
        raise door.not_understood()
    kind = spec["kind"]
    allowed = {"kind", "question", "unit", "mode", "options", "figure", "simulator", "exercise"}
    if set(spec) - allowed:
        raise door.not_understood()
    made: dict[str, Any] = {"id": "", "kind": kind}
    made |= _target(kind, spec.get("figure"), spec.get("simulator"), spec.get("exercise"))
    if "question" not in made or spec.get("question"):
        made["question"] = _either(spec, "question", MAX_QUESTION)
    if kind == "estimate" and "unit" not in made:
        made["unit"] = _either(spec, "unit", 40, empty=True)
    if kind == "vote":
        made |= {"mode": spec.get("mode", "single"), "options": _options(spec.get("options"))}
        if made["mode"] not in MODES:
            raise door.not_understood()
    return made


def _options(options: Any) -> list[dict[str, Any]]:
    if not isinstance(options, list) or not 2 <= len(options) <= MAX_OPTIONS:  # noqa: PLR2004
        raise Refusal(
            f"Un vote a de 2 à {MAX_OPTIONS} propositions ; complétez-les.",
            f"A vote has 2 to {MAX_OPTIONS} options; complete them.",
        )
    return [
        {"id": f"o{place}", "text": _either({"text": option}, "text", 120)}
        for place, option in enumerate(options, 1)
    ]


def _either(message: Mapping[str, Any], key: str, longest: int, *, empty: bool = False) -> Any:
    """Return a text in both languages: a pair as given, or one text for both."""
    value = message.get(key)
    if isinstance(value, Mapping):
        door.only(value, *LANGUAGES)
        return {code: door.text(value, code, longest, empty=empty) for code in LANGUAGES}
    said = door.text(message, key, longest, empty=empty)
    return dict.fromkeys(LANGUAGES, said)


def _target(kind: str, figure: Any, simulator: Any, exercise: Any) -> dict[str, Any]:
    """Return what the specification points at: a figure, a simulator, an exercise."""
    if kind == "estimate" and figure:
        if not isinstance(figure, str) or figure not in BY_ID:
            raise Refusal(
                "Ce chiffre n’est pas dans la bibliothèque ; choisissez-en un dans la liste.",
                "This figure is not in the library; choose one from the list.",
            )
        held = library().figure(figure)
        return {"figure": figure, "question": _both(held.label), "unit": {"fr": "", "en": ""}} | (
            links.figure_question(figure)
        )
    if kind == "simulator":
        return links.simulator(simulator)
    if kind == "exercise":
        return links.exercise(exercise)
    return {}


def _both(text: Any) -> dict[str, str]:
    return {code: text[code] for code in LANGUAGES}

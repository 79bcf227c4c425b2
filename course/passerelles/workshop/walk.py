"""Through the session plan: choose one, go on to the next item, back, or anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passerelles.library.errors import Refusal
from passerelles.workshop import door, timer
from passerelles.workshop.context import Context
from passerelles.workshop.events import Event
from passerelles.workshop.plans import Plan, plan
from passerelles.workshop.state import State, Step


def choose(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Choose a plan and stand at its first item."""
    door.only(message, "plan")
    found = plan(message.get("plan"))
    return _to(state, found, 0, context)


def onward(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Go on to the next item: its countdown starts, the last item's activities close.

    `item` names the item the board showed, so that two presses do not skip one.
    """
    door.only(message, "item")
    found, place = _standing(state)
    if message.get("item", found.items[place].id) != found.items[place].id:
        return []
    if place + 1 >= len(found.items):
        raise Refusal(
            "Le plan est parcouru jusqu’au bout ; terminez l’atelier et prenez l’archive.",
            "The plan has been walked to its end; end the workshop and take the archive.",
        )
    return _to(state, found, place + 1, context)


def back(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Go back to the item before."""
    door.only(message)
    found, place = _standing(state)
    return [] if place == 0 else _to(state, found, place - 1, context)


def go(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Go to any item."""
    door.only(message, "item")
    found, _ = _standing(state)
    return _to(state, found, found.place(str(message.get("item"))), context)


def _to(state: State, found: Plan, place: int, context: Context) -> list[Event]:
    item = found.items[place]
    open_now = [
        {"kind": "activity-closed", "activity": activity.id}
        for activity in state.activities.values()
        if activity.closed is None and activity.kind != "question"
    ]
    label = item.title[context.language][: timer.MAX_LABEL]
    return [
        *open_now,
        {"kind": "step", "plan": found.id, "item": item.id},
        timer.running(context.now, item.minutes * 60.0, label),
    ]


def _standing(state: State) -> tuple[Plan, int]:
    if state.step is None:
        raise Refusal("Choisissez d’abord un plan de séance.", "Choose a session plan first.")
    return where(state.step)


def where(step: Step) -> tuple[Plan, int]:
    """Return the plan and the place in it; raise `Refusal` when the plan has changed since."""
    found = plan(step.plan)
    return found, found.place(step.item)

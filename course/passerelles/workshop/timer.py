"""The countdown everybody sees: start, pause, go on, add minutes, stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.workshop import door
from passerelles.workshop.context import Context
from passerelles.workshop.events import Event
from passerelles.workshop.state import State

LONGEST: Final = 24 * 3600
MAX_LABEL: Final = 80


def start(_state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Start `seconds` from now, under a label."""
    door.only(message, "seconds", "label")
    seconds = door.number(message, "seconds", 1, LONGEST)
    return [running(context.now, seconds, door.text(message, "label", MAX_LABEL, empty=True))]


def pause(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Hold the countdown where it stands."""
    door.only(message)
    timer = state.timer
    if timer.ends is None:
        return []
    left = round(timer.remaining(context.now), 3)
    return [_event(timer.label, timer.total, None, left)]


def resume(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Let the countdown go on."""
    door.only(message)
    timer = state.timer
    if timer.ends is not None:
        return []
    if timer.total == 0:
        raise Refusal(
            "Aucun compte à rebours n’est arrêté ; lancez-en un.",
            "There is no countdown to go on with; start one.",
        )
    return [_event(timer.label, timer.total, context.now + timer.left, timer.left)]


def add(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Add `seconds` (or take some away); from zero when the time is already up."""
    door.only(message, "seconds")
    seconds = door.number(message, "seconds", -LONGEST, LONGEST)
    timer = state.timer
    left = min(max(timer.remaining(context.now), 0.0) + seconds, LONGEST)
    left = round(max(left, 0.0), 3)
    total = max(timer.total + seconds, left)
    if timer.ends is None and timer.total:
        return [_event(timer.label, total, None, left)]
    return [_event(timer.label, total, context.now + left, left)]


def stop(_state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Take the countdown away."""
    door.only(message)
    return [_event("", 0.0, None, 0.0)]


def running(now: float, seconds: float, label: str) -> Event:
    """Return the event of a countdown that runs from `now`."""
    return _event(label, seconds, now + seconds, seconds)


def _event(label: str, total: float, ends: float | None, left: float) -> Event:
    return {"kind": "timer", "label": label, "total": total, "ends": ends, "left": left}

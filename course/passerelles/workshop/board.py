"""What the trainer does besides: say something, choose what is projected, end the workshop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.workshop import door, people
from passerelles.workshop.context import Context
from passerelles.workshop.events import Event
from passerelles.workshop.state import State

MAX_MESSAGE: Final = 300
MAX_MESSAGES: Final = 500
SCREENS: Final = ("auto", "welcome", "plan", "activity", "game", "comparison", "teams")


def say(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Say something to all, or to one team."""
    door.only(message, "text", "team")
    if len(state.messages) >= MAX_MESSAGES:
        raise Refusal(
            "Cette salle a trop de messages ; effacez-en.",
            "This room has too many messages; delete some.",
        )
    text = door.text(message, "text", MAX_MESSAGE)
    team = message.get("team")
    to = None if team is None else people.standing(state, team).id
    number = state.counts.get("m", 0) + 1
    return [{"kind": "message", "message": f"m{number}", "text": text, "team": to}]


def unsay(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Take a message away."""
    door.only(message, "message")
    if not any(found.id == message.get("message") for found in state.messages):
        return []
    return [{"kind": "unsaid", "message": message["message"]}]


def screen(_state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Choose what the projector shows; `auto` follows what happens."""
    door.only(message, "screen")
    if message.get("screen") not in SCREENS:
        raise door.not_understood()
    return [{"kind": "screen", "screen": message["screen"]}]


def end(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """End the workshop, or go on with it after all."""
    door.only(message, "ended")
    ended = door.flag(message, "ended")
    return [] if ended == (state.ended is not None) else [{"kind": "ended", "ended": ended}]

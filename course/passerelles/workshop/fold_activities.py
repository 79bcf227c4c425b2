"""What events do to the activities: opened, answered, moderated, closed, revealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from passerelles.workshop.state import Activity, Answer, State


def _opened(state: State, event: dict[str, Any]) -> None:
    found = Activity(
        id=event["activity"],
        kind=event["spec"]["kind"],
        spec=event["spec"],
        item=event.get("item"),
        opened=event["t"],
    )
    state.activities[found.id] = found
    state.counts["a"] = max(state.counts.get("a", 0), int(found.id[1:]))


def _reopened(state: State, event: dict[str, Any]) -> None:
    found = state.activities[event["activity"]]
    found.closed, found.revealed = None, False


def _answered(state: State, event: dict[str, Any]) -> None:
    found = state.activities[event["activity"]]
    if found.closed is None:
        found.answers[event["person"]] = Answer(event["value"], event["t"])


def _moderated(state: State, event: dict[str, Any]) -> None:
    state.activities[event["activity"]].answers[event["person"]].shown = bool(event["shown"])


def _closed(state: State, event: dict[str, Any]) -> None:
    state.activities[event["activity"]].closed = event["t"]


def _revealed(state: State, event: dict[str, Any]) -> None:
    state.activities[event["activity"]].revealed = bool(event["revealed"])


CHANGES: Final[dict[str, Callable[[State, dict[str, Any]], None]]] = {
    "activity-opened": _opened,
    "activity-reopened": _reopened,
    "answered": _answered,
    "moderated": _moderated,
    "activity-closed": _closed,
    "revealed": _revealed,
}

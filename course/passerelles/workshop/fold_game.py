"""What events do to the partnership game; the states of the teams come with the events.

A round is played once, when it closes, and what came of it is written in the event: a later
version of the game's rules cannot change a story that was told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from passerelles.workshop.state import Draft, Game, Round, State


def _started(state: State, event: dict[str, Any]) -> None:
    game = Game(
        id=event["game"],
        values=event["values"],
        pace=event["pace"],
        started=event["t"],
        states=dict(event["states"]),
    )
    state.games[game.id] = game
    state.counts["g"] = max(state.counts.get("g", 0), int(game.id[1:]))


def _round_opened(state: State, event: dict[str, Any]) -> None:
    game = state.games[event["game"]]
    game.round, game.opened = event["round"], event["t"]
    game.drafts = {team: Draft() for team in game.states}


def _drafted(state: State, event: dict[str, Any]) -> None:
    game = state.games[event["game"]]
    old = game.drafts[event["team"]]
    game.drafts[event["team"]] = Draft(
        event["decisions"], event["person"], old.version + 1, [event["person"]]
    )


def _agreed(state: State, event: dict[str, Any]) -> None:
    agreed = state.games[event["game"]].drafts[event["team"]].agreed
    if event["person"] not in agreed:
        agreed.append(event["person"])


def _round_closed(state: State, event: dict[str, Any]) -> None:
    game = state.games[event["game"]]
    game.rounds.append(
        Round(event["round"], game.opened or event["t"], event["t"], event["decisions"])
    )
    game.states.update(event["states"])
    game.opened, game.drafts = None, {}


def _debriefed(state: State, event: dict[str, Any]) -> None:
    game = state.games[event["game"]]
    game.debriefs, game.ended = dict(event["debriefs"]), True


CHANGES: Final[dict[str, Callable[[State, dict[str, Any]], None]]] = {
    "game-started": _started,
    "round-opened": _round_opened,
    "drafted": _drafted,
    "agreed": _agreed,
    "round-closed": _round_closed,
    "debriefed": _debriefed,
}

"""The partnership game in the room: rounds opened and closed, every team with the same dice.

While a round is open each team has one draft, which any member may change; changing it asks
for agreement again. When the trainer closes the round, each team's last draft is played, a
quarter or two of it, and what came of it is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.dossier.data import plain
from passerelles.library.errors import Refusal
from passerelles.workshop import door, people
from passerelles.workshop.context import Context
from passerelles.workshop.events import Event
from passerelles.workshop.game_debrief import debrief
from passerelles.workshop.plans import PlanGame, plan
from passerelles.workshop.state import Draft, Game, Person, State
from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership import rounds
from passerelles_widgets.simulators.partnership.catalogue import rules
from passerelles_widgets.simulators.partnership.rules import EFFECT_OF_EFFORT, QUARTERS

DIFFICULTIES: Final = ("calm", "usual", "rough")
ROUTES: Final = ("build-new", "integrate-into-existing")
MAX_PACE: Final = 3


def start(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Start a game for all teams: as the plan's item says, or with a given seed and pace."""
    door.only(message, "item", "seed", "difficulty", "route", "pace")
    game = state.game()
    if game is not None and game.opened is not None:
        raise Refusal(
            "Un tour est ouvert ; fermez-le avant de commencer une autre partie.",
            "A round is open; close it before starting another game.",
        )
    teams = [team.id for team in state.standing()]
    if not teams:
        raise Refusal("Faites d’abord des équipes.", "Make teams first.")
    setting = _setting(state, message)
    values = simulators.load("partnership").check(
        {
            "strategy": "own",
            "plan": [],
            "seed": setting.seed,
            "difficulty": setting.difficulty,
            "route": setting.route,
        }
    )
    begun = plain(rounds.begin(values))
    return [
        {
            "kind": "game-started",
            "game": f"g{state.counts.get('g', 0) + 1}",
            "values": plain(values),
            "pace": setting.pace,
            "states": dict.fromkeys(teams, begun),
        }
    ]


def _setting(state: State, message: Mapping[str, Any]) -> PlanGame:
    if "item" in message:
        if state.step is None:
            raise door.not_understood()
        item = plan(state.step.plan).item(str(message["item"]))
        if item.game is None:
            raise door.not_understood()
        return item.game
    asked = {"seed": 7, "difficulty": "usual", "route": "build-new", "pace": 2} | dict(message)
    if asked["difficulty"] not in DIFFICULTIES or asked["route"] not in ROUTES:
        raise door.not_understood()
    return PlanGame(
        door.whole(asked, "seed", 1, 9999),
        asked["difficulty"],
        asked["route"],
        door.whole(asked, "pace", 1, MAX_PACE),
    )


def round_open(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Open the next round. Teams made since the game began watch; those merged play no more."""
    door.only(message)
    game = _playing(state)
    if game.opened is not None:
        return []
    if over(state, game):
        raise Refusal(
            "Les douze trimestres sont joués ; passez à la mise en commun.",
            "All twelve quarters have been played; go on to the debrief.",
        )
    return [{"kind": "round-opened", "game": game.id, "round": game.round + 1}]


def round_close(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Close the round and play it for every team."""
    door.only(message)
    game = _playing(state)
    if game.opened is None:
        return []
    decisions, states = {}, {}
    for team, held in playing(state, game).items():
        draft = game.drafts.get(team, Draft())
        decisions[team] = draft.decisions
        states[team] = played(game, held, draft.decisions)
    return [
        {
            "kind": "round-closed",
            "game": game.id,
            "round": game.round,
            "decisions": decisions,
            "states": states,
        }
    ]


def played(game: Game, held: Mapping[str, Any], decisions: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a team's state after the quarters of one round."""
    found: Mapping[str, Any] = held
    for quarter in range(1, game.pace + 1):
        if found["quarter"] >= QUARTERS:
            break
        taken = [
            {"decision": row["decision"], "effort": row["effort"]}
            for row in decisions
            if row["quarter"] == quarter
        ]
        found = plain(rounds.play(game.values, found, taken))
    return dict(found)


def debrief_all(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """End the game and trace each team's outcome to its decisions."""
    door.only(message)
    game = _playing(state)
    if game.opened is not None or not game.rounds:
        raise Refusal("Fermez d’abord au moins un tour.", "Close at least one round first.")
    found = {team: debrief(game.values, held) for team, held in playing(state, game).items()}
    return [{"kind": "debriefed", "game": game.id, "debriefs": found}]


def decide(state: State, person: Person, message: Mapping[str, Any]) -> list[Event]:
    """Change the team's draft; `base` is the version the change was made from."""
    door.only(message, "decisions", "base")
    game, team = _open_for(state, person)
    draft = game.drafts[team]
    if door.whole(message, "base", 0, 10**6) != draft.version:
        raise Refusal(
            "Votre équipe vient de changer le plan ; relisez-le, puis changez-le encore si besoin.",
            "Your team has just changed the plan; look at it, then change it again if need be.",
        )
    decisions = _rows(message.get("decisions"), game.pace)
    return [
        {
            "kind": "drafted",
            "game": game.id,
            "team": team,
            "person": person.id,
            "decisions": decisions,
        }
    ]


def agree(state: State, person: Person, message: Mapping[str, Any]) -> list[Event]:
    """Agree with the team's draft as it stands."""
    door.only(message, "base")
    game, team = _open_for(state, person)
    draft = game.drafts[team]
    if door.whole(message, "base", 0, 10**6) != draft.version:
        raise Refusal(
            "Le plan de votre équipe vient de changer ; relisez-le avant de l’approuver.",
            "Your team’s plan has just changed; read it again before agreeing.",
        )
    if person.id in draft.agreed:
        return []
    return [{"kind": "agreed", "game": game.id, "team": team, "person": person.id}]


def playing(state: State, game: Game) -> dict[str, dict[str, Any]]:
    """Return the states of the teams that still exist."""
    return {
        team: held
        for team, held in game.states.items()
        if team in state.teams and state.teams[team].merged_into is None
    }


def over(state: State, game: Game) -> bool:
    """Tell whether all quarters are played (or the debrief was made)."""
    return game.ended or all(held["quarter"] >= QUARTERS for held in playing(state, game).values())


def _playing(state: State) -> Game:
    game = state.game()
    if game is None:
        raise Refusal("Commencez d’abord une partie.", "Start a game first.")
    return game


def _open_for(state: State, person: Person) -> tuple[Game, str]:
    game = state.game()
    if game is None or game.opened is None:
        raise Refusal(
            "Aucun tour n’est ouvert ; attendez le signal.",
            "No round is open; wait for the signal.",
        )
    if person.team is None or person.team not in game.drafts:
        raise Refusal(
            "Votre équipe ne joue pas ce tour ; rejoignez une équipe qui joue.",
            "Your team is not playing this round; join a team that is.",
        )
    people.standing(state, person.team)
    return game, person.team


def _rows(decisions: Any, pace: int) -> list[dict[str, Any]]:
    """Return checked rows `{"quarter", "decision", "effort"}`; a decision once a quarter."""
    if not isinstance(decisions, list) or len(decisions) > rounds.MAX_DECISIONS * pace:
        raise door.not_understood()
    rows: list[dict[str, Any]] = []
    for row in decisions:
        if not isinstance(row, dict) or set(row) - {"quarter", "decision", "effort"}:
            raise door.not_understood()
        name, effort = row.get("decision"), row.get("effort", "normal")
        sound = isinstance(name, str) and isinstance(effort, str)
        if not sound or name not in rules().decisions or effort not in EFFECT_OF_EFFORT:
            raise door.not_understood()
        quarter = door.whole({"quarter": row.get("quarter", 1)}, "quarter", 1, pace)
        found = {"quarter": quarter, "decision": name, "effort": effort}
        if any(r["quarter"] == quarter and r["decision"] == name for r in rows):
            continue
        rows.append(found)
    return rows

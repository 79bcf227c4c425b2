"""The partnership game as each sees it: a team its own round, everyone the rounds that are over."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from passerelles.library.text import Language, money, number
from passerelles.workshop import rounds as room_rounds
from passerelles.workshop.state import Draft, Game, Person, State
from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership import rounds
from passerelles_widgets.simulators.partnership.catalogue import rules
from passerelles_widgets.simulators.partnership.outcome import outcome
from passerelles_widgets.simulators.partnership.rules import (
    COST_OF_EFFORT,
    LEVELS,
    PRINCIPLES,
    QUARTERS,
)


def together(state: State, game: Game, language: Language) -> dict[str, Any]:
    """Return what everyone sees: the round, all teams side by side, the debrief once it is made."""
    teams = [
        _team(state, game, team, held, language)
        for team, held in room_rounds.playing(state, game).items()
    ]
    return {
        "id": game.id,
        "round": game.round,
        "open": game.opened is not None,
        "pace": game.pace,
        "quarter": max((team["quarter"] for team in teams), default=0),
        "quarters": QUARTERS,
        "over": room_rounds.over(state, game),
        "ended": game.ended,
        "principles": [
            {"id": name, "label": _label(name, language)} for name in ("overall", *PRINCIPLES)
        ],
        "teams": teams,
    }


def _team(
    state: State, game: Game, team: str, held: Mapping[str, Any], language: Language
) -> dict[str, Any]:
    log = held["log"]
    start = rounds_start(game)
    series = [round(outcome(levels)["overall"], 1) for levels in (start, *_levels(log))]
    scores = outcome(held["levels"])
    last = log[-game.pace :] if log else []
    draft = game.drafts.get(team, Draft())
    return {
        "id": team,
        "name": state.teams[team].name,
        "quarter": held["quarter"],
        "series": series,
        "scores": {name: round(value, 1) for name, value in scores.items()},
        "shown": {name: number(value, language, 0) for name, value in scores.items()},
        "events": [
            _event(name, quarter, language) for quarter in last for name in quarter["events"]
        ],
        "taken": [_named(row, language) for quarter in last for row in quarter["taken"]],
        "refused": [
            _named(row["action"], language) | {"why": why(row["reason"], language)}
            for quarter in last
            for row in quarter["refused"]
        ],
        "ready": len(draft.agreed),
        "members": len(state.members(team)),
        "decided": len(draft.decisions),
        "debrief": [_effect(row, language) for row in game.debriefs.get(team, [])],
    }


def rounds_start(game: Game) -> tuple[float, ...]:
    """Return the levels every team started from."""
    return tuple(rounds.begin(game.values)["levels"])


def own(state: State, game: Game, person: Person, language: Language) -> dict[str, Any] | None:
    """Return what a member sees of the team's own game; None when the team does not play."""
    team = person.team
    held = game.states.get(team or "")
    if team is None or held is None:
        return None
    draft = game.drafts.get(team, Draft())
    made: dict[str, Any] = {
        "team": team,
        "money": money(held["money"], language),
        "staff": number(
            max(0.0, game.values["staff"] - held["upkeep_staff"] - held["absent"]), language, 1
        ),
        "levels": [
            {"label": _level(name, language), "value": round(value), "id": name}
            for name, value in zip(LEVELS, held["levels"], strict=True)
        ],
        "draft": {
            "version": draft.version,
            "decisions": draft.decisions,
            "by": state.people[draft.by].name if draft.by in state.people else "",
            "agreed": len(draft.agreed),
            "mine": person.id in draft.agreed,
        },
    }
    if game.opened is not None:
        free = rounds.options(game.values, held)
        made["choices"] = [
            {
                **choice,
                "why": why(reason, language) if (reason := free[choice["id"]]) else "",
            }
            for choice in choices(language)
        ]
        made["efforts"] = efforts(language)
    return made


@cache
def choices(language: Language) -> tuple[dict[str, Any], ...]:
    """Return the decisions with what each costs, in the guide's order of steps."""
    found = sorted(rules().decisions.values(), key=lambda item: item.step)
    return tuple(
        {
            "id": item.id,
            "label": decision(item.id, language),
            "step": item.step,
            "staff": item.staff,
            "money": item.money,
            "cost": f"{number(item.staff, language, 1)} · {money(item.money, language)}",
        }
        for item in found
    )


@cache
def efforts(language: Language) -> tuple[dict[str, Any], ...]:
    """Return the efforts, each with what it multiplies the cost by."""
    table = simulators.load("partnership").parameter("plan")
    column = next(column for column in table.columns if column.id == "effort")
    return tuple(
        {"id": item.id, "label": item.label[language], "cost": COST_OF_EFFORT[item.id]}
        for item in column.options
    )


def decision(name: str, language: Language) -> str:
    """Return a decision's name."""
    texts = simulators.load("partnership").texts(language)
    return texts.labels.get(f"plan/decision/{name}", name)


_WHY: Mapping[str, Mapping[str, str]] = {
    "requires": {"fr": "il manque une étape avant elle", "en": "an earlier step is missing"},
    "unless": {"fr": "vous avez déjà un partenaire", "en": "you already have a partner"},
    "level": {"fr": "un niveau est encore trop bas", "en": "a level is still too low"},
    "limit": {
        "fr": "déjà prise autant de fois qu’il est utile",
        "en": "taken as often as it helps",
    },
    "pause": {"fr": "trop tôt après la précédente", "en": "too soon after the last one"},
    "staff": {"fr": "pas assez de temps de travail", "en": "not enough staff time"},
    "money": {"fr": "pas assez d’argent", "en": "not enough money"},
}


def why(reason: str, language: Language) -> str:
    """Say in a few words why a decision cannot be taken."""
    return _WHY.get(reason, {}).get(language, "")


def _effect(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    points = row["points"]
    shown = number(points, language, 1)
    return {
        "label": decision(row["decision"], language),
        "quarter": row["quarter"],
        "points": points,
        "shown": f"+{shown}" if points > 0 else shown,
        "principle": _label(row["principle"], language),
        "advice": rules().decisions[row["decision"]].advice[language]
        if row["decision"] in rules().decisions
        else "",
        "opened": [decision(name, language) for name in row["opened"]],
    }


def _named(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "label": decision(row["decision"], language),
        "quarter": row["quarter"],
        "effort": row["effort"],
    }


def _event(name: str, quarter: Mapping[str, Any], language: Language) -> dict[str, Any]:
    for event in rules().events:
        if event.id == name:
            return {
                "label": event.label[language],
                "story": event.story[language],
                "harmful": event.harmful,
                "quarter": quarter["number"],
            }
    return {"label": name, "story": "", "harmful": False, "quarter": quarter["number"]}


def _levels(log: list[Mapping[str, Any]]) -> list[tuple[float, ...]]:
    return [tuple(quarter["levels"]) for quarter in log]


def _label(name: str, language: Language) -> str:
    return simulators.load("partnership").texts(language).indicators[name]


def _level(name: str, language: Language) -> str:
    return simulators.load("partnership").texts(language)[f"level_{name}"]

"""What each may see of the room, as plain data: the trainer, the projected screen, a participant.

Projected and participants' views hold no personal details: no name but one's own, no word, no
single answer. Times are the room's own seconds, which a page compares with the room's clock, so
that a device's own does not matter; a view in which nothing happened stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from passerelles.library.text import LANGUAGES, Language, Text
from passerelles.workshop import counting, places, views_game, views_plan
from passerelles.workshop.state import Activity, Person, State
from passerelles_widgets import simulators
from passerelles_widgets.simulators.magnitudes.figures import BY_ID

RECENT = 3


def trainer(
    state: State,
    language: Language,
    online: Mapping[str, int],
    notice: Text | None,
    archive: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the board: everything but the single votes and estimates."""
    game = state.game()
    return {
        "role": "trainer",
        **_common(state, language),
        "notice": notice[language] if notice else "",
        "people": [_someone(person, language, online) for person in state.people.values()],
        "teams": [
            {"id": team.id, "name": team.name, "size": len(state.members(team.id))}
            for team in state.standing()
        ],
        "choosing": state.choosing,
        "hands": [p.id for p in sorted(state.here(), key=lambda p: p.hand or 0.0) if p.hand],
        "activities": [
            _activity(found, language)
            | {"answered": len(found.answers), "expected": len(state.here())}
            | ({"texts": counting.texts(found, state)} if found.kind == "question" else {})
            for found in reversed(state.activities.values())
        ],
        "game": views_game.together(state, game, language) if game else None,
        "plan": views_plan.board(state, language),
        "plans": views_plan.plans_known(language),
        "messages": [
            {"id": m.id, "text": m.text, "team": m.team, "sent": m.sent}
            for m in reversed(state.messages[-20:])
        ],
        "comparison": _comparison(state, language),
        "screen": state.screen,
        "archive": dict(archive),
        "catalogue": catalogue(language),
    }


def screen(state: State, language: Language) -> dict[str, Any]:
    """Return what the projector shows: large, and nobody's name."""
    game = state.game()
    latest = _latest(state)
    return {
        "role": "screen",
        **_common(state, language),
        "screen": state.screen,
        "showing": _showing(state, latest),
        "count": len(state.here()),
        "teams": [
            {"id": team.id, "name": team.name, "size": len(state.members(team.id))}
            for team in state.standing()
        ],
        "activity": _activity(latest, language)
        | {"answered": len(latest.answers), "expected": len(state.here())}
        if latest
        else None,
        "game": views_game.together(state, game, language) if game else None,
        "plan": views_plan.shown(state, language),
        "messages": [m.text for m in state.messages[-1:] if m.team is None],
        "comparison": _comparison(state, language),
    }


def person(state: State, who: Person, language: Language) -> dict[str, Any]:
    """Return what a participant sees: their own place, what is open, what is said to them."""
    team = state.teams.get(who.team or "")
    game = state.game()
    playing = game if game and (game.opened is not None or game.rounds) else None
    said = [m for m in state.messages if m.team is None or m.team == who.team]
    return {
        "role": "person",
        **_common(state, language),
        "me": {
            "id": who.id,
            "name": who.name,
            "word": who.word,
            "language": who.language,
            "hand": who.hand is not None,
            "gone": who.gone,
        },
        "team": {
            "id": team.id,
            "name": team.name,
            "members": [member.name for member in state.members(team.id)],
        }
        if team
        else None,
        "teams": [{"id": t.id, "name": t.name} for t in state.standing()] if state.choosing else [],
        "choosing": state.choosing,
        "activities": [
            _activity(found, language) | {"mine": _mine(found, who)}
            for found in reversed(state.activities.values())
            if found.closed is None or found is _latest(state)
        ],
        "game": {
            **views_game.together(state, playing, language),
            "own": views_game.own(state, playing, who, language),
        }
        if playing
        else None,
        "plan": views_plan.shown(state, language),
        "messages": [{"id": m.id, "text": m.text, "sent": m.sent} for m in said[-RECENT:]],
        "comparison": _comparison(state, language),
    }


def _common(state: State, language: Language) -> dict[str, Any]:
    timer = state.timer
    return {
        "language": language,
        "title": state.title,
        "ended": state.ended is not None,
        "timer": {
            "label": views_plan.countdown(state, language),
            "total": timer.total,
            "ends": timer.ends,
            "left": timer.left,
        }
        if timer.total
        else None,
    }


def _someone(who: Person, language: Language, online: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": who.id,
        "name": who.name,
        "team": who.team,
        "language": who.language,
        "gone": who.gone,
        "online": online.get(who.id, 0) > 0,
        "place": places.said(who.place, language),
        "where": who.place,
        "hand": who.hand,
        "word": who.word,
    }


def _activity(found: Activity, language: Language) -> dict[str, Any]:
    made = counting.said(found, language)
    if "place" in found.spec:
        made["link"] = places.address(found.spec["place"])
    if counting.shows(found):
        made["result"] = counting.result(found, language)
    return made


def _mine(found: Activity, who: Person) -> dict[str, Any] | None:
    answer = found.answers.get(who.id)
    if answer is None:
        return None
    return {"value": answer.value, "shown": answer.shown}


def _latest(state: State) -> Activity | None:
    """Return the activity that matters now: the last one opened, open ones first."""
    found = list(state.activities.values())
    open_now = [activity for activity in found if activity.closed is None]
    return (open_now or found or [None])[-1]  # type: ignore[list-item]


def _showing(state: State, latest: Activity | None) -> str:
    """Return what the projector shows when it follows by itself: what happened last."""
    if state.screen != "auto":
        return state.screen
    game = state.game()
    begun = {
        "welcome": state.begun,
        "plan": state.step.begun if state.step else 0.0,
        "activity": max(latest.opened, latest.closed or 0.0) if latest else 0.0,
        "game": _moved(game) if game else 0.0,
        "comparison": state.comparisons[-1]["at"] if state.comparisons else 0.0,
    }
    return max(begun, key=lambda name: begun[name])


def _moved(game: Any) -> float:
    closed = game.rounds[-1].closed if game.rounds else 0.0
    return max(game.started, game.opened or 0.0, closed)


def _comparison(state: State, language: Language) -> dict[str, Any] | None:
    if not state.comparisons:
        return None
    found = state.comparisons[-1]
    return {
        "simulator": found["simulator"],
        "title": found["title"][language],
        "teams": found["teams"],
        "sentence": found["sentence"][language],
        "indicators": [
            {
                "id": row["id"],
                "label": row["label"][language],
                "better": row["better"],
                "values": row["values"],
                "shown": row["shown"][language],
            }
            for row in found["indicators"]
        ],
        "differences": found["differences"][language],
    }


@cache
def catalogue(language: Language) -> dict[str, Any]:
    """Return what the board can open: simulators and figures by name."""
    table = simulators.load("magnitudes").parameter("guesses")
    column = next(column for column in table.columns if column.id == "figure")
    return {
        "simulators": [
            {"id": name, "label": simulators.load(name).data.title[language]}
            for name in simulators.ids()
        ],
        "figures": [
            {"id": option.id, "label": option.label[language]}
            for option in column.options
            if option.id in BY_ID
        ],
        "languages": list(LANGUAGES),
    }

"""Events into the state: one small function for each kind of event.

The fold knows no clock and no chance: the same events give the same state. What it does not
know (a line lost on a failing disk, an event of another version) it passes over, so a room
always opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from passerelles.workshop import fold_activities, fold_game
from passerelles.workshop.events import Event
from passerelles.workshop.state import Message, Person, State, Step, Team, Timer


def fold(events: Iterable[Event], state: State | None = None) -> State:
    """Return `state` (a new room by default) after `events`, one after the other."""
    found = state or State()
    for event in events:
        apply(found, event)
    return found


def apply(state: State, event: Event) -> None:
    """Change `state` as `event` says; an event that cannot be understood changes nothing."""
    change = _CHANGES.get(event["kind"])
    state.last = max(state.last, float(event["t"]))
    if change is None:
        return
    try:
        change(state, event)
    except (KeyError, TypeError, ValueError, AttributeError):
        return  # it names something that a lost line would have made


def _begun(state: State, event: Event) -> None:
    state.begun = event["t"]
    state.title = event.get("title", "")


def _joined(state: State, event: Event) -> None:
    person = Person(
        id=event["person"],
        name=event["name"],
        language=event["language"],
        word=event["word"],
        team=event.get("team"),
        joined=event["t"],
    )
    state.people[person.id] = person
    _count(state, "p", person.id)


def _renamed(state: State, event: Event) -> None:
    state.people[event["person"]].name = event["name"]


def _left(state: State, event: Event) -> None:
    person = state.people[event["person"]]
    person.gone, person.hand = True, None


def _returned(state: State, event: Event) -> None:
    state.people[event["person"]].gone = False


def _worded(state: State, event: Event) -> None:
    state.people[event["person"]].word = event["word"]


def _spoke(state: State, event: Event) -> None:
    state.people[event["person"]].language = event["language"]


def _placed(state: State, event: Event) -> None:
    state.people[event["person"]].place = event["place"]


def _hand(state: State, event: Event) -> None:
    state.people[event["person"]].hand = event["t"] if event["up"] else None


def _team_made(state: State, event: Event) -> None:
    team = Team(event["team"], event["name"], event["t"])
    state.teams[team.id] = team
    _count(state, "t", team.id)


def _team_renamed(state: State, event: Event) -> None:
    state.teams[event["team"]].name = event["name"]


def _moved(state: State, event: Event) -> None:
    person, team = state.people[event["person"]], event["team"]
    if team is not None and state.teams[team].merged_into is not None:
        return
    person.team = team
    for game in state.games.values():
        for draft in game.drafts.values():
            if person.id in draft.agreed:
                draft.agreed.remove(person.id)


def _merged(state: State, event: Event) -> None:
    gone, into = event["team"], event["into"]
    if gone == into or state.teams[into].merged_into is not None:
        return
    state.teams[gone].merged_into = into
    for person in state.people.values():
        if person.team == gone:
            person.team = into


def _choosing(state: State, event: Event) -> None:
    state.choosing = bool(event["open"])


def _timer(state: State, event: Event) -> None:
    ends = event["ends"]
    state.timer = Timer(event["label"], event["total"], ends, event["left"])


def _step(state: State, event: Event) -> None:
    state.step = Step(event["plan"], event["item"], event["t"])
    state.walked.append(state.step)


def _message(state: State, event: Event) -> None:
    message = Message(event["message"], event["text"], event["team"], event["t"])
    state.messages.append(message)
    _count(state, "m", message.id)


def _unsaid(state: State, event: Event) -> None:
    state.messages = [item for item in state.messages if item.id != event["message"]]


def _compared(state: State, event: Event) -> None:
    state.comparisons.append(event["comparison"])


def _screen(state: State, event: Event) -> None:
    state.screen = event["screen"]


def _ended(state: State, event: Event) -> None:
    state.ended = event["t"] if event["ended"] else None


def _count(state: State, letter: str, given: str) -> None:
    state.counts[letter] = max(state.counts.get(letter, 0), int(given[1:]))


_CHANGES: Final[dict[str, Callable[[State, dict[str, Any]], None]]] = {
    "begun": _begun,
    "joined": _joined,
    "renamed": _renamed,
    "left": _left,
    "returned": _returned,
    "worded": _worded,
    "spoke": _spoke,
    "placed": _placed,
    "hand": _hand,
    "team-made": _team_made,
    "team-renamed": _team_renamed,
    "moved": _moved,
    "merged": _merged,
    "choosing": _choosing,
    "timer": _timer,
    "step": _step,
    "message": _message,
    "unsaid": _unsaid,
    "compared": _compared,
    "screen": _screen,
    "ended": _ended,
    **fold_activities.CHANGES,
    **fold_game.CHANGES,
}

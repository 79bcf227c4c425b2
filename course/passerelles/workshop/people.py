"""Who is in the room: joining, coming back, teams; each function returns events or refuses."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.workshop import door, words
from passerelles.workshop.context import Context
from passerelles.workshop.events import Event
from passerelles.workshop.state import Person, State, Team

MAX_PEOPLE: Final = 200
MAX_TEAMS: Final = 40

_TEAM: Final[Mapping[str, str]] = {"fr": "Équipe", "en": "Team"}


def joined(state: State, name: Any, language: Any, team: Any) -> Event:
    """Return the event of somebody new; raise `Refusal` when the name is taken."""
    if state.ended is not None:
        raise _over()
    if len(state.people) >= MAX_PEOPLE:
        raise Refusal(
            f"La salle est pleine ({MAX_PEOPLE} personnes) ; adressez-vous à la formatrice ou au "
            "formateur.",
            f"The room is full ({MAX_PEOPLE} people); speak to the trainer.",
        )
    spoken = door.language(language)
    found = distinct(state, door.name(name), None)
    if team is not None and team != "":
        team = standing(state, team).id
    else:
        team = smallest(state)
    return {
        "kind": "joined",
        "person": f"p{state.counts.get('p', 0) + 1}",
        "name": found,
        "language": spoken,
        "word": words.draw(spoken, {person.word for person in state.people.values()}),
        "team": team,
    }


def distinct(state: State, name: str, but: str | None) -> str:
    """Return `name` unless somebody else has it, or one that reads the same."""
    same = door.alike(name)
    for person in state.people.values():
        if person.id != but and door.alike(person.name) == same:
            raise Refusal(
                f"Quelqu’un s’appelle déjà « {name} » ici ; ajoutez l’initiale de votre nom, ou "
                "revenez à votre place avec votre mot personnel.",
                f"Somebody here is already called “{name}”; add an initial, or go back to your "
                "place with your personal word.",
            )
    return name


def smallest(state: State) -> str | None:
    """Return the team with the fewest people, the oldest first; None when there is no team."""
    teams = state.standing()
    if not teams:
        return None
    return min(teams, key=lambda team: (len(state.members(team.id)), team.made, len(team.id))).id


def standing(state: State, team: Any) -> Team:
    """Return a team that exists now; raise `Refusal`."""
    found = state.teams.get(team) if isinstance(team, str) else None
    if found is None or found.merged_into is not None:
        raise Refusal(
            "Cette équipe n’existe pas ; choisissez-en une dans la liste.",
            "There is no such team; choose one from the list.",
        )
    return found


def known(state: State, person: Any) -> Person:
    """Return a participant; raise `Refusal`."""
    found = state.people.get(person) if isinstance(person, str) else None
    if found is None:
        raise Refusal(
            "Cette personne n’est pas dans la salle ; rechargez la page.",
            "This person is not in the room; reload the page.",
        )
    return found


def team_create(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Make a team of a given name."""
    door.only(message, "name")
    return [_made(state, 1, _free(state, door.name(message.get("name")), None))]


def teams_make(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Make teams until there are `count`, and share out those who have none, in a drawn order."""
    door.only(message, "count")
    count = door.whole(message, "count", 1, MAX_TEAMS)
    teams = state.standing()
    events = []
    number = len(state.teams)
    for place in range(count - len(teams)):
        number += 1
        while _taken(state, f"{_TEAM[context.language]} {number}", None):
            number += 1
        events.append(_made(state, place + 1, f"{_TEAM[context.language]} {number}"))
    sizes = {team.id: len(state.members(team.id)) for team in teams}
    sizes |= {event["team"]: 0 for event in events}
    waiting = [person for person in state.here() if person.team is None]
    secrets.SystemRandom().shuffle(waiting)
    for person in waiting:
        team = min(sizes, key=lambda found: sizes[found])
        sizes[team] += 1
        events.append({"kind": "moved", "person": person.id, "team": team})
    return events


def team_rename(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Give a team another name."""
    door.only(message, "team", "name")
    team = standing(state, message.get("team"))
    name = _free(state, door.name(message.get("name")), team.id)
    return [{"kind": "team-renamed", "team": team.id, "name": name}]


def team_merge(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Send the people of one team to another; the first team is no more."""
    door.only(message, "team", "into")
    team, into = standing(state, message.get("team")), standing(state, message.get("into"))
    if team is into:
        raise Refusal(
            "Choisissez deux équipes différentes.", "Choose two teams that are not the same."
        )
    return [{"kind": "merged", "team": team.id, "into": into.id}]


def move(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Put a person into a team, or into none (`team: null`)."""
    door.only(message, "person", "team")
    person = known(state, message.get("person"))
    team = message.get("team")
    found = None if team is None else standing(state, team).id
    return [] if person.team == found else [{"kind": "moved", "person": person.id, "team": found}]


def teams_open(_state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Let participants choose their own team, or no longer."""
    door.only(message, "open")
    return [{"kind": "choosing", "open": door.flag(message, "open")}]


def person_rename(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Correct somebody's name."""
    door.only(message, "person", "name")
    person = known(state, message.get("person"))
    name = distinct(state, door.name(message.get("name")), person.id)
    return [{"kind": "renamed", "person": person.id, "name": name}]


def person_remove(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Note that somebody has left; their work stays, and their word brings them back."""
    door.only(message, "person")
    return [{"kind": "left", "person": known(state, message.get("person")).id}]


def word_renew(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Give somebody who forgot it another personal word."""
    door.only(message, "person")
    person = known(state, message.get("person"))
    taken = {found.word for found in state.people.values()}
    return [
        {"kind": "worded", "person": person.id, "word": words.draw(person.language, taken)},
    ]


def help_done(state: State, message: Mapping[str, Any], _context: Context) -> list[Event]:
    """Lower somebody's hand once they were helped."""
    door.only(message, "person")
    return [{"kind": "hand", "person": known(state, message.get("person")).id, "up": False}]


def choose_team(state: State, person: Person, message: Mapping[str, Any]) -> list[Event]:
    """Change one's own team, while the trainer lets everybody choose."""
    door.only(message, "team")
    if not state.choosing:
        raise Refusal(
            "Les équipes sont faites ; demandez à changer à la formatrice ou au formateur.",
            "The teams are made; ask the trainer if you wish to change.",
        )
    team = standing(state, message.get("team")).id
    return [] if person.team == team else [{"kind": "moved", "person": person.id, "team": team}]


def hand(_state: State, person: Person, message: Mapping[str, Any]) -> list[Event]:
    """Ask the trainer for help, or no longer."""
    door.only(message, "up")
    up = door.flag(message, "up")
    return (
        [] if up == (person.hand is not None) else [{"kind": "hand", "person": person.id, "up": up}]
    )


def speak(_state: State, person: Person, message: Mapping[str, Any]) -> list[Event]:
    """Go on in the other language."""
    door.only(message, "language")
    spoken = door.language(message.get("language"))
    return (
        []
        if spoken == person.language
        else [{"kind": "spoke", "person": person.id, "language": spoken}]
    )


def _made(state: State, place: int, name: str) -> Event:
    if len(state.teams) + place > MAX_TEAMS:
        raise Refusal(
            f"Une salle tient {MAX_TEAMS} équipes au plus ; réunissez-en deux.",
            f"A room holds {MAX_TEAMS} teams at most; merge two of them.",
        )
    return {"kind": "team-made", "team": f"t{state.counts.get('t', 0) + place}", "name": name}


def _free(state: State, name: str, but: str | None) -> str:
    if _taken(state, name, but):
        raise Refusal(
            f"Une équipe s’appelle déjà « {name} » ; choisissez un autre nom.",
            f"A team is already called “{name}”; choose another name.",
        )
    return name


def _taken(state: State, name: str, but: str | None) -> bool:
    return any(
        team.id != but and door.alike(team.name) == door.alike(name) for team in state.standing()
    )


def _over() -> Refusal:
    return Refusal(
        "L’atelier est terminé ; on ne peut plus entrer dans cette salle.",
        "The workshop is over; nobody can enter this room any more.",
    )

"""What a room is at one moment: plain records, changed only by the fold of its events.

Times are the room's seconds (`clock`). Ids are short and never secret (`p3`, `t2`, `a5`, `g1`,
`m7`); what lets somebody come back is their personal word, and it stays in the room's own file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from passerelles.library.text import Language


@dataclass
class Person:
    """A participant; `place` is where they read, `hand` when they asked for help."""

    id: str
    name: str
    language: Language
    word: str
    team: str | None
    joined: float
    gone: bool = False
    place: dict[str, str] = field(default_factory=dict)
    hand: float | None = None


@dataclass
class Team:
    """A team; once merged into another it is kept for the record only."""

    id: str
    name: str
    made: float
    merged_into: str | None = None


@dataclass
class Timer:
    """A countdown: it runs until `ends`, or stands with `left` seconds."""

    label: str = ""
    total: float = 0.0
    ends: float | None = None
    left: float = 0.0

    def remaining(self, now: float) -> float:
        """Return the seconds left, negative once the time is up."""
        return self.left if self.ends is None else self.ends - now


@dataclass
class Message:
    """A word from the trainer to all, or to one team."""

    id: str
    text: str
    team: str | None
    sent: float


@dataclass
class Answer:
    """What one person answered, and when; `shown` once the trainer lets a text through."""

    value: Any
    given: float
    shown: bool | None = None


@dataclass
class Activity:
    """Something the trainer opened: an estimate, a vote, an open question, a place to go to."""

    id: str
    kind: str
    spec: dict[str, Any]
    item: str | None
    opened: float
    closed: float | None = None
    revealed: bool = False
    answers: dict[str, Answer] = field(default_factory=dict)


@dataclass
class Draft:
    """What a team intends for the round; any change asks for agreement again."""

    decisions: list[dict[str, Any]] = field(default_factory=list)
    by: str = ""
    version: int = 0
    agreed: list[str] = field(default_factory=list)


@dataclass
class Round:
    """A round that was closed: what each team had decided."""

    number: int
    opened: float
    closed: float
    decisions: dict[str, list[dict[str, Any]]]


@dataclass
class Game:
    """The partnership game: one plain state a team (`simulators.partnership.rounds`)."""

    id: str
    values: dict[str, Any]
    pace: int
    started: float
    states: dict[str, dict[str, Any]]
    round: int = 0
    opened: float | None = None
    drafts: dict[str, Draft] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    debriefs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ended: bool = False


@dataclass
class Step:
    """Where the session plan stands: the plan's id and its current item."""

    plan: str
    item: str
    begun: float


@dataclass
class State:
    """Everything in the room."""

    begun: float = 0.0
    title: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    choosing: bool = False
    timer: Timer = field(default_factory=Timer)
    step: Step | None = None
    walked: list[Step] = field(default_factory=list)
    activities: dict[str, Activity] = field(default_factory=dict)
    games: dict[str, Game] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    comparisons: list[dict[str, Any]] = field(default_factory=list)
    screen: str = "auto"
    ended: float | None = None
    last: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)

    def here(self) -> list[Person]:
        """Return those who are in the room, in the order they came."""
        return [person for person in self.people.values() if not person.gone]

    def standing(self) -> list[Team]:
        """Return the teams that exist now."""
        return [team for team in self.teams.values() if team.merged_into is None]

    def members(self, team: str) -> list[Person]:
        """Return the people of a team who are in the room."""
        return [person for person in self.here() if person.team == team]

    def game(self) -> Game | None:
        """Return the game being played, or the last one."""
        return next(reversed(self.games.values()), None)

"""The section on peer learning: a programme of exchange with a peer (G 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from passerelles.dossier.bounds import bounded, within
from passerelles.dossier.sections_needs import MAX_DAYS, MAX_EUROS, MAX_PEOPLE, Sector

MAX_MONTHS = 1200

PeerActivity = Literal["meetings", "visits", "training-sessions", "written-lessons"]
Host = Literal["home", "peer", "online"]
SharedLanguage = Literal["fr", "en", "es", "pt", "ar", "de", "it"]


@dataclass(frozen=True, slots=True)
class ExchangeActivity:
    """One activity: month (from 1), days, people (of whom from associations), cost in euros."""

    kind: PeerActivity
    host: Host
    month: int
    days: int
    people: int
    associations: int
    cost: float

    def __post_init__(self) -> None:
        within("month", self.month, MAX_MONTHS, 1)
        within("days", self.days, MAX_DAYS)
        within("people", self.people, MAX_PEOPLE)
        within("associations", self.associations, self.people)
        within("cost", self.cost, MAX_EUROS)


@dataclass(frozen=True, slots=True)
class ExchangePair:
    """Two territories that learn from each other; `reciprocity` from 0 (one-way) to 1."""

    first: str
    second: str
    reciprocity: float

    def __post_init__(self) -> None:
        bounded(self)
        within("reciprocity", self.reciprocity, 1)


@dataclass(frozen=True, slots=True)
class ExchangeProgramme:
    """Your peer, what each side learns, the activities, and the other pairs (G 4).

    `languages` are those both sides work in; `cost` is in euros.
    """

    home: str
    peer: str
    learns: tuple[Sector, ...] = ()
    teaches: tuple[Sector, ...] = ()
    languages: tuple[SharedLanguage, ...] = ()
    reciprocity: float = 0.0
    cost: float = 0.0
    activities: tuple[ExchangeActivity, ...] = ()
    pairs: tuple[ExchangePair, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        within("reciprocity", self.reciprocity, 1)
        within("cost", self.cost, MAX_EUROS)

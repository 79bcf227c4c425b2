"""The sections on places: the learner's own territory, and the corridors that start from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from passerelles.dossier.bounds import bounded, within

MAX_PEOPLE: Final = 10**9
HALF_TURN: Final = 180
QUARTER_TURN: Final = 90
MAX_DISTANCE: Final = 20_100  # half the Earth's circumference, in kilometres

Movement = Literal["arrivals", "departures", "both"]
Knowledge = Literal["statistics", "associations", "services", "hearsay"]


@dataclass(frozen=True, slots=True)
class Territory:
    """Step 1: where the learner is; degrees north and east."""

    name: str
    country: str
    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        bounded(self)
        within("latitude", self.latitude, QUARTER_TURN, -QUARTER_TURN)
        within("longitude", self.longitude, HALF_TURN, -HALF_TURN)


@dataclass(frozen=True, slots=True)
class OwnCorridor:
    """A place that people's movements link with the territory.

    `people` counts the residents linked with it (0: unknown), `distance` is in
    kilometres along the great circle, `chosen` marks the one to turn into a partnership.
    """

    name: str
    country: str
    latitude: float
    longitude: float
    people: int
    movement: Movement
    known: Knowledge
    distance: float
    chosen: bool = False

    def __post_init__(self) -> None:
        bounded(self)
        within("latitude", self.latitude, QUARTER_TURN, -QUARTER_TURN)
        within("longitude", self.longitude, HALF_TURN, -HALF_TURN)
        within("people", self.people, MAX_PEOPLE)
        within("distance", self.distance, MAX_DISTANCE)


@dataclass(frozen=True, slots=True)
class Corridors:
    """Step 1: the corridors, the largest group first (G 2.1, R 2.1)."""

    items: tuple[OwnCorridor, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)

"""Corridors: where partnerships on migration run, and the learner's own among them.

*The library.* Every entry with a pair of territories is drawn as a line, the others as
points, through four filters (sector, kind of initiative, direction, phase of the migration
cycle); an entry that says nothing of what is filtered is left out, one that covers all
phases passes for each.

*Where a place is.* A name that the list of places knows (`gazetteer`) is put where the list
says; any other, at the latitude and longitude typed. A place with neither (latitude and
longitude 0) is left out, and named.

*The learner's corridors* link their territory with each place in the table, at the
great-circle distance d (`places`). With n_i the people linked with place i:

* largest share = max n_i / Σ n_i (0 while nobody is counted): how local the movement is;
* known share = Σ n_i over places known through statistics, associations or services / Σ n_i;
  by number of places while nobody is counted.

*Kindred pairs.* A pair of the library is kindred to a corridor when each of its ends lies
within r kilometres of one end of the corridor, either way round; its gap is the sum of the
two distances, in kilometres. An entry is near when at least one of its places lies within r
of the learner's territory: a neighbour to call.

Sources: that movements link localities rather than countries, guide 2.1 and report 2.1;
the radius r is a hypothesis of the course.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Literal

from passerelles_widgets.simulators.corridors.gazetteer import find
from passerelles_widgets.simulators.corridors.places import (
    Atlas,
    Entry,
    Point,
    atlas,
    distance,
)
from passerelles_widgets.simulators.corridors.prefill import prefill

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]

ANY: Final = "any"
HEARSAY: Final = "hearsay"

Movement = Literal["arrivals", "departures", "both"]
Knowledge = Literal["statistics", "associations", "services", "hearsay"]
Frame = Literal["fit", "europe-africa", "americas", "world"]


@dataclass(frozen=True, slots=True)
class Home:
    """The learner's territory; `point` is None while nothing says where it is.

    `listed` tells whether the list of places knows it.
    """

    name: str
    country: str
    point: Point | None
    listed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A place linked with the territory: `people` is 0 while nobody has counted them.

    `listed` tells whether the list of places knows it.
    """

    name: str
    country: str
    point: Point
    listed: bool
    people: int
    movement: Movement
    known: Knowledge
    kept: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the library's entries must be to be shown; `any` lets all pass."""

    sector: str
    initiative: str
    direction: str
    phase: str

    def let(self, entry: Entry) -> bool:
        """Tell whether an entry passes the four filters."""
        return (
            self.sector in (ANY, *entry.sectors)
            and self.initiative in (ANY, *entry.initiatives)
            and self.direction in (ANY, entry.direction)
            and (self.phase in (ANY, *entry.phases) or "all" in entry.phases)
        )


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's territory and groups, the filters, and the frame of the map."""

    home: Home
    groups: tuple[Group, ...]
    unnamed: int
    unplaced: tuple[str, ...]
    filters: Filters
    frame: Frame
    radius: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        rows = values["groups"]
        groups = [(row["name"], _group(row)) for row in rows if row["name"]]
        name, country = values["home"], values["home_country"]
        point, listed = _point(name, country, values["home_latitude"], values["home_longitude"])
        return cls(
            home=Home(name, country, point, listed),
            groups=tuple(group for _, group in groups if group is not None),
            unnamed=len(rows) - len(groups),
            unplaced=tuple(name for name, group in groups if group is None),
            filters=Filters(
                values["sector"], values["initiative"], values["direction"], values["phase"]
            ),
            frame=values["frame"],
            radius=float(values["radius"]),
        )


@dataclass(frozen=True, slots=True)
class Kindred:
    """A pair of the library that resembles a corridor; `gap` in kilometres."""

    entry: Entry
    pair: tuple[str, str]
    gap: float


@dataclass(frozen=True, slots=True)
class Own:
    """One of the learner's corridors: its length in kilometres, and its kindred pairs."""

    group: Group
    length: float
    share: float
    kindred: tuple[Kindred, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of places shown, and the entries it comes from; length in kilometres."""

    start: str
    end: str
    direction: str
    length: float
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What the map shows, and the numbers the indicators speak of; lengths in kilometres."""

    home: Home
    own: tuple[Own, ...]
    unnamed: int
    unplaced: tuple[str, ...]
    links: tuple[Link, ...]
    points: tuple[tuple[str, tuple[Entry, ...]], ...]
    shown_entries: int
    near: tuple[tuple[Entry, float], ...]
    direction: str
    frame: Frame
    shown_pairs: int
    own_corridors: int
    largest_share: float
    known_share: float
    kindred_pairs: int
    typical_length: float


def run(scenario: Scenario) -> Result:
    """Filter the library, measure the learner's corridors and find what resembles them."""
    known = atlas()
    entries = [entry for entry in known.entries if scenario.filters.let(entry)]
    links = _links(known, entries)
    own = _own(known, scenario)
    return Result(
        home=scenario.home,
        own=own,
        unnamed=scenario.unnamed,
        unplaced=scenario.unplaced,
        links=links,
        points=_points(entries),
        shown_entries=len(entries),
        near=_near(known, scenario),
        direction=scenario.filters.direction,
        frame=scenario.frame,
        shown_pairs=len(links),
        own_corridors=len(own),
        largest_share=max((item.share for item in own), default=0.0),
        known_share=_known(item.group for item in own),
        kindred_pairs=len({found.pair for item in own for found in item.kindred}),
        typical_length=median(link.length for link in links) if links else 0.0,
    )


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `territory` and `corridors`; nothing without a name and a place."""
    home = scenario.home
    if not home.name or home.point is None:
        return {}
    return {
        "territory": {
            "name": home.name,
            "country": home.country,
            "latitude": home.point.latitude,
            "longitude": home.point.longitude,
        },
        "corridors": {
            "items": [
                {
                    "name": item.group.name,
                    "country": item.group.country,
                    "latitude": item.group.point.latitude,
                    "longitude": item.group.point.longitude,
                    "people": item.group.people,
                    "movement": item.group.movement,
                    "known": item.group.known,
                    "distance": item.length,
                    "chosen": item.group.kept,
                }
                for item in result.own
            ]
        },
    }


def _point(name: str, country: str, latitude: float, longitude: float) -> tuple[Point | None, bool]:
    """Return where a place is, and whether the list of places says so."""
    listed = find(name, country)
    if listed is not None:
        return listed, True
    if latitude == longitude == 0:
        return None, False
    return Point(float(latitude), float(longitude)), False


def _group(row: Mapping[str, Any]) -> Group | None:
    name, country = row["name"], row["country"]
    point, listed = _point(name, country, row["latitude"], row["longitude"])
    if point is None:
        return None
    return Group(
        name,
        country,
        point,
        listed,
        int(row["people"]),
        row["movement"],
        row["known"],
        row["kept"],
    )


def _own(known: Atlas, scenario: Scenario) -> tuple[Own, ...]:
    """Return the corridors, the largest group first; none while nobody knows where home is."""
    here = scenario.home.point
    if here is None:
        return ()
    people = sum(group.people for group in scenario.groups)
    return tuple(
        Own(
            group,
            distance(here, group.point),
            group.people / people if people else 0.0,
            _kindred(known, here, group.point, scenario.radius),
        )
        for group in sorted(scenario.groups, key=lambda group: -group.people)
    )


def _links(known: Atlas, entries: list[Entry]) -> tuple[Link, ...]:
    """Return each pair once, with every entry that runs along it."""
    found: dict[frozenset[str], tuple[tuple[str, str], list[Entry]]] = {}
    for entry in entries:
        for pair in entry.pairs:
            found.setdefault(frozenset(pair), (pair, []))[1].append(entry)
    return tuple(
        Link(
            start,
            end,
            along[0].direction,
            distance(known.places[start].point, known.places[end].point),
            tuple(along),
        )
        for (start, end), along in found.values()
    )


def _points(entries: list[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for place in entry.points:
            found.setdefault(place, []).append(entry)
    return tuple((place, tuple(there)) for place, there in found.items())


def _kindred(known: Atlas, here: Point, there: Point, radius: float) -> tuple[Kindred, ...]:
    """Return the pairs of the whole library that run like the corridor, the nearest first."""
    from_here = {key: distance(here, place.point) for key, place in known.places.items()}
    from_there = {key: distance(there, place.point) for key, place in known.places.items()}
    made: dict[frozenset[str], Kindred] = {}
    for entry in known.entries:
        for pair in entry.pairs:
            first, second = pair
            gap = min(
                _together(from_here[first], from_there[second], radius),
                _together(from_here[second], from_there[first], radius),
            )
            if math.isfinite(gap):
                made.setdefault(frozenset(pair), Kindred(entry, pair, gap))
    return tuple(sorted(made.values(), key=lambda item: item.gap))


def _together(one: float, other: float, radius: float) -> float:
    """Return the sum of two distances, infinite when either exceeds the radius."""
    return one + other if max(one, other) <= radius else math.inf


def _near(known: Atlas, scenario: Scenario) -> tuple[tuple[Entry, float], ...]:
    here = scenario.home.point
    if here is None:
        return ()
    found = []
    for entry in known.entries:
        ends = {end for pair in entry.pairs for end in pair} | set(entry.points)
        gaps = [distance(here, known.places[end].point) for end in ends]
        if gaps and min(gaps) <= scenario.radius:
            found.append((entry, min(gaps)))
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _known(groups: Iterable[Group]) -> float:
    weights = [(group.people, group.known != HEARSAY) for group in groups]
    if not any(people for people, _ in weights):
        weights = [(1, known) for _, known in weights]
    total = sum(people for people, _ in weights)
    return sum(people for people, known in weights if known) / total if total else 0.0

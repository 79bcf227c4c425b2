"""The library's places and pairs (`pairs.json`), distances and arcs on the globe.

The distance of two places is that of the great circle, by the haversine formula
(R. W. Sinnott, “Virtues of the haversine”, Sky and Telescope 68, 1984):
d = 2 R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)), with φ and λ latitude and longitude,
and R = 6,371 km the mean radius of the Earth. A region or a country is taken at its middle.
The arc between them is drawn by spherical interpolation (K. Shoemake, SIGGRAPH 1985).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

RADIUS: Final = 6371.0
"""Mean radius of the Earth, in kilometres."""

STRIDE: Final = 400.0
"""Length of the straight pieces an arc is drawn with, in kilometres."""

HALF_TURN: Final = 180.0
_SAME: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe, in degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the library: its name in each language, its country's code, where it lies."""

    id: str
    name: Mapping[str, str]
    country: str
    point: Point


@dataclass(frozen=True, slots=True)
class Entry:
    """A practice, case, experience or corridor, its pairs of places and its single places."""

    id: str
    kind: str
    title: Mapping[str, str]
    source: str
    direction: str
    sectors: tuple[str, ...]
    initiatives: tuple[str, ...]
    phases: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """Every place, by id, and every entry, in the order of the library."""

    places: Mapping[str, Place]
    entries: tuple[Entry, ...]


@cache
def atlas() -> Atlas:
    """Return the library's places and entries, read once."""
    data = read("pairs.json")
    return Atlas(
        {
            key: Place(
                key, place["name"], place["country"], Point(place["latitude"], place["longitude"])
            )
            for key, place in data["places"].items()
        },
        tuple(_entry(entry) for entry in data["entries"]),
    )


@cache
def coast() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the world's coasts as closed rings of longitude and latitude (Natural Earth)."""
    return tuple(tuple((x, y) for x, y in ring) for ring in read("coast.json")["rings"])


def distance(start: Point, end: Point) -> float:
    """Return the great-circle distance of two points, in kilometres."""
    first, second = math.radians(start.latitude), math.radians(end.latitude)
    across = math.radians(end.longitude - start.longitude)
    half = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    )
    return 2 * RADIUS * math.asin(math.sqrt(min(1.0, half)))


def arc(start: Point, end: Point) -> tuple[Point | None, ...]:
    """Return points along the great circle from `start` to `end`; None where the map is cut.

    The map is cut at the 180th meridian. Two points opposite each other on the globe have
    no single way between them and keep a straight line.
    """
    angle = distance(start, end) / RADIUS
    if angle < _SAME or math.pi - angle < _SAME:
        return (start, end)
    pieces = max(2, math.ceil(angle * RADIUS / STRIDE))
    first, second = _vector(start), _vector(end)
    made: list[Point | None] = [start]
    for step in range(1, pieces + 1):
        part = step / pieces
        left = math.sin((1 - part) * angle) / math.sin(angle)
        right = math.sin(part * angle) / math.sin(angle)
        x, y, z = (left * a + right * b for a, b in zip(first, second, strict=True))
        point = Point(
            math.degrees(math.asin(max(-1.0, min(1.0, z)))), math.degrees(math.atan2(y, x))
        )
        before = made[-1]
        if before is not None and abs(point.longitude - before.longitude) > HALF_TURN:
            made.append(None)
        made.append(point)
    return tuple(made)


def _vector(point: Point) -> tuple[float, float, float]:
    latitude, longitude = math.radians(point.latitude), math.radians(point.longitude)
    flat = math.cos(latitude)
    return flat * math.cos(longitude), flat * math.sin(longitude), math.sin(latitude)


def read(name: str) -> Any:
    """Return one of the simulator's data files."""
    folder = resources.files("passerelles_widgets.simulators").joinpath("corridors")
    return json.loads(folder.joinpath(name).read_text("utf-8"))


def _entry(plain: Mapping[str, Any]) -> Entry:
    return Entry(
        plain["id"],
        plain["kind"],
        plain["title"],
        plain["source"],
        plain["direction"],
        tuple(plain["sectors"]),
        tuple(plain["initiatives"]),
        tuple(plain["phases"]),
        tuple((here, there) for here, there in plain["pairs"]),
        tuple(plain["points"]),
    )

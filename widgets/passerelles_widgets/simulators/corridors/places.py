"""The library's places and pairs (`pairs.json`), and distances on the globe.

The distance of two places is that of the great circle, by the haversine formula
(R. W. Sinnott, “Virtues of the haversine”, Sky and Telescope 68, 1984):
d = 2 R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)), with φ and λ latitude and longitude,
and R = 6,371 km the mean radius of the Earth. A region or a country is taken at its middle.
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
    data = _read("pairs.json")
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
    return tuple(tuple((x, y) for x, y in ring) for ring in _read("coast.json")["rings"])


def distance(start: Point, end: Point) -> float:
    """Return the great-circle distance of two points, in kilometres."""
    first, second = math.radians(start.latitude), math.radians(end.latitude)
    across = math.radians(end.longitude - start.longitude)
    half = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    )
    return 2 * RADIUS * math.asin(math.sqrt(min(1.0, half)))


def _read(name: str) -> Any:
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

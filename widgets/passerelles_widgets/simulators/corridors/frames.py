"""The part of the world a map shows, in degrees, and how much taller a degree is drawn there.

The map is an equirectangular one whose standard parallel is the middle of the frame: a degree of
latitude is drawn 1 / cos φ times as long as a degree of longitude, so that shapes are right in
the middle (J. P. Snyder, Map Projections – A Working Manual, 1987, p. 90).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from passerelles_widgets.simulators.corridors.model import Result
from passerelles_widgets.simulators.corridors.places import Point, atlas

MARGIN: Final = 0.15
"""Share of the width and of the height left free on each side of what is framed."""

LEAST: Final = 10.0
"""The smallest frame, in degrees: nearer, the coasts would be too coarse."""

STEEPEST: Final = 65.0
"""The standard parallel stops there: nearer the pole the map would be all height."""


@dataclass(frozen=True, slots=True)
class Box:
    """The sides of the map, in degrees east and north."""

    west: float
    east: float
    south: float
    north: float

    @property
    def stretch(self) -> float:
        """How many times longer a degree of latitude is drawn than one of longitude."""
        middle = max(-STEEPEST, min(STEEPEST, (self.south + self.north) / 2))
        return 1 / math.cos(math.radians(middle))

    def third(self, longitude: float) -> int:
        """Return -1 for a meridian in the western third, 1 for the eastern third, 0 between."""
        width = self.east - self.west
        return int(longitude > self.east - width / 3) - int(longitude < self.west + width / 3)

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies within the sides."""
        return (
            self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north
        )


FIXED: Final = {
    "europe-africa": Box(-22.0, 58.0, -36.0, 62.0),
    "americas": Box(-122.0, -34.0, -56.0, 50.0),
    "world": Box(-170.0, 180.0, -56.0, 80.0),
}


def box(result: Result) -> Box:
    """Return the frame chosen; `fit` shows the learner's corridors, or the world without any."""
    if result.frame in FIXED:
        return FIXED[result.frame]
    if not result.own or result.home.point is None:
        return FIXED["world"]
    return _around([result.home.point, *(item.group.point for item in result.own)])


def outside(result: Result, frame: Box) -> int:
    """Count the pairs shown of which an end lies outside the frame."""
    places = atlas().places
    return sum(
        not (frame.holds(places[link.start].point) and frame.holds(places[link.end].point))
        for link in result.links
    )


def _around(points: Iterable[Point]) -> Box:
    shown = list(points)
    west, east = _side([point.longitude for point in shown])
    south, north = _side([point.latitude for point in shown])
    return Box(west, east, max(south, -90.0), min(north, 90.0))


def _side(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    spare = max((high - low) * MARGIN, (LEAST - (high - low)) / 2)
    return low - spare, high + spare

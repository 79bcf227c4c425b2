"""A place's name turned into coordinates, offline and without a map service.

The list holds the places the course itself names (`pairs.json`) and, from `gazetteer.json`, the
397 cities of the tz database (zone.tab, public domain), one or a few in every country, with
their French and English names from the Unicode CLDR. It is no full gazetteer: most towns are
not in it, and whoever adds one types its latitude and longitude. The course's places are rounded
to the hundredth of a degree, the others to the minute; a region or a country is taken at its
middle.

Names are compared without regard to case, accents, hyphens or apostrophes, in both languages. A
country, when it is given, must be the place's own: Cuenca in Spain is not found in Ecuador. Where
two places share a name, the course's comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from passerelles_widgets.simulators.corridors.places import Point, atlas, read

_ARTICLES: Final = frozenset({"the", "la", "le", "les", "l"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A place of the list: the code of its country (empty: it lies in several) and its point."""

    country: str
    point: Point


def find(name: str, country: str = "") -> Point | None:
    """Return where `name` is, or None when the list knows no such place in that country."""
    for place in _index().get(key(name), ()):
        if not key(country) or key(country) in _countries().get(place.country, ()):
            return place.point
    return None


def key(name: str) -> str:
    """Return a name as it is compared: no case, accent, punctuation or leading article."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(letter)
    )
    words = re.findall(r"\w+", bare)
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


@cache
def _index() -> Mapping[str, tuple[Listed, ...]]:
    made: dict[str, tuple[Listed, ...]] = {}
    for names, place in _all():
        for name in {key(name) for name in names}:
            made[name] = (*made.get(name, ()), place)
    return made


def _all() -> Iterator[tuple[tuple[str, ...], Listed]]:
    for place in atlas().places.values():
        yield tuple(place.name.values()), Listed(place.country, place.point)
    for french, english, country, latitude, longitude in read("gazetteer.json")["places"]:
        yield (french, english), Listed(country, Point(latitude, longitude))


@cache
def _countries() -> Mapping[str, frozenset[str]]:
    found = read("gazetteer.json")["countries"]
    return {code: frozenset({code.lower(), *map(key, names)}) for code, names in found.items()}

"""The territory pairs of the library, written for the simulator `corridors`.

A learner's kernel must draw the map without reading fifty YAML files, so what it needs of
them stands in one small JSON file beside the simulator. `passerelles build` writes it,
`passerelles build --check` and a test compare the two.

Which places make a pair: the first territories of an entry, as long as they lie in one
country, are its home side; each of them is linked with every territory of another country.
An entry within one country, and a gathering of many equals without a home side, has no
pair: its places are points.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import takewhile
from typing import Any, Final

from passerelles.library.loader import Library, library
from passerelles.library.schema import Case, Corridor, Experience, Practice, Territory

INSIDE: Final = "passerelles_widgets/simulators/corridors/pairs.json"
"""Where the file stands among the widgets."""

GATHERINGS: Final = frozenset(
    {
        "cpmr-regions",
        "italian-heritage-tourism",
        "mc2cm-mediterranean",
        "resilient-cities",
    }
)
"""Entries in which many territories meet as equals, none of them at the centre."""

Entry = Practice | Case | Experience | Corridor


def document(source: Library) -> dict[str, Any]:
    """Return places and entries as plain data."""
    found: list[tuple[str, Entry]] = [
        *(("practice", entry) for entry in source.practices.values()),
        *(("case", entry) for entry in source.cases.values()),
        *(("experience", entry) for entry in source.experiences.values()),
        *(("corridor", entry) for entry in source.corridors.values()),
    ]
    entries = [_entry(kind, entry) for kind, entry in found]
    used = {
        place
        for entry in entries
        for place in (*entry["points"], *(end for pair in entry["pairs"] for end in pair))
    }
    return {
        "places": {
            place.id: {
                "name": {"fr": place.name.fr, "en": place.name.en},
                "country": place.country or "",
                "latitude": place.latitude,
                "longitude": place.longitude,
            }
            for place in source.places.values()
            if place.id in used
        },
        "entries": entries,
    }


def content() -> bytes:
    """Return the file as it must be."""
    return written(document(library())).encode()


def written(data: dict[str, Any]) -> str:
    """Return the data as JSON, one place or entry a line."""
    places = ",\n".join(
        f"{json.dumps(key)}: {json.dumps(place, ensure_ascii=False)}"
        for key, place in data["places"].items()
    )
    entries = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in data["entries"])
    return f'{{"places": {{\n{places}\n}},\n"entries": [\n{entries}\n]}}\n'


def _entry(kind: str, entry: Entry) -> dict[str, Any]:
    places = [place for place in entry.territories if place.latitude is not None]
    pairs = _pairs(entry, places)
    paired = {end for pair in pairs for end in pair}
    return {
        "id": entry.id,
        "kind": kind,
        "title": {"fr": entry.title.fr, "en": entry.title.en},
        "source": entry.source,
        "direction": entry.direction or "",
        "sectors": list(getattr(entry, "sectors", ())),
        "initiatives": list(getattr(entry, "initiative_types", ())),
        "phases": list(getattr(entry, "cycle_phases", ())),
        "pairs": [list(pair) for pair in pairs],
        "points": [place.id for place in places if place.id not in paired],
    }


def _pairs(entry: Entry, places: Sequence[Territory]) -> list[tuple[str, str]]:
    if not places or entry.direction == "within-country" or entry.id in GATHERINGS:
        return []
    country = places[0].country
    home = list(takewhile(lambda place: place.country == country, places))
    return [(here.id, there.id) for here in home for there in places if there.country != country]

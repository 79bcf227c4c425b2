"""What the dossier already knows of the territory and its corridors, as the map's first values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

TYPED: Final = "typed"
_KEPT: Final = ("name", "country", "latitude", "longitude", "people", "movement", "known")


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier's territory and corridors in place of the example's.

    A dossier that knows only the territory's name keeps the example's coordinates: the
    learner corrects them on the map.
    """
    sections = dossier.get("sections") or {}
    found = dict(values)
    home = sections.get("territory")
    name = (dossier.get("territories") or {}).get("home") or ""
    if home:
        found |= {
            "home": home["name"],
            "home_country": home["country"],
            "home_place": TYPED,
            "home_latitude": home["latitude"],
            "home_longitude": home["longitude"],
        }
    elif name:
        found["home"] = name
    items = (sections.get("corridors") or {}).get("items") or ()
    if items:
        found["groups"] = [
            {**{key: item[key] for key in _KEPT}, "place": TYPED, "kept": item["chosen"]}
            for item in items
        ]
    return found

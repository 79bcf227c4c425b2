"""What the dossier already knows of the territory and its corridors, as the map's first values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_KEPT: Final = ("name", "country", "latitude", "longitude", "people", "movement", "known")


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier's territory and corridors in place of the example's.

    A dossier that knows only the territory's name says nothing of where it is: the list of
    places finds it, or the learner types its coordinates.
    """
    sections = dossier.get("sections") or {}
    found = dict(values)
    home = sections.get("territory")
    name = (dossier.get("territories") or {}).get("home") or ""
    if home:
        found |= {
            "home": home["name"],
            "home_country": home["country"],
            "home_latitude": home["latitude"],
            "home_longitude": home["longitude"],
        }
    elif name:
        found |= {"home": name, "home_country": "", "home_latitude": 0, "home_longitude": 0}
    items = (sections.get("corridors") or {}).get("items") or ()
    if items:
        found["groups"] = [
            {**{key: item[key] for key in _KEPT}, "kept": item["chosen"]} for item in items
        ]
    return found

"""What the dossier already knows of the stakeholders, as a first list of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles_widgets.simulators.stakeholders.roles import STEPS

MOST_SEATS: Final = 20  # for one organisation, as in parameters.yml
_KEYS: Final = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier's stakeholders in place of the example's, if it has any.

    A group's seats go to its first stakeholders, since the dossier keeps them by
    group; the working days available are not in the dossier and stay at the
    default of a new row.
    """
    sections = dossier.get("sections") or {}
    items = (sections.get("stakeholders") or {}).get("items") or ()
    if not items:
        return values
    mechanisms = sections.get("mechanisms") or {}
    seats = dict(mechanisms.get("seats") or {})
    raci = {entry["step"]: entry for entry in mechanisms.get("raci") or ()}
    rows = []
    for item in items:
        row = {key: item[key] for key in ("name", "group", "power", "interest")}
        left = seats.get(item["group"], 0)
        row["seats"] = min(left, MOST_SEATS)
        seats[item["group"]] = left - row["seats"]
        for step in STEPS:
            row[f"step{step}"] = _letters(item["name"], raci.get(step))
        rows.append(row)
    return {**values, "stakeholders": rows}


def _letters(name: str, entry: Mapping[str, Any] | None) -> str:
    """Return the role `name` has at a step, as the form writes it."""
    if entry is None:
        return "auto"
    held = "".join(letter for key, letter in _KEYS.items() if name in (entry.get(key) or ()))
    if {"A", "R"} <= set(held):
        return "AR"
    return held[0] if held else "none"

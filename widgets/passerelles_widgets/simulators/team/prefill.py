"""What the dossier already knows of the team, as its first rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passerelles_widgets.simulators.team.posts import COMPETENCES


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier’s team in place of the example’s, if it has one."""
    section = (dossier.get("sections") or {}).get("management") or {}
    members = section.get("members") or ()
    if not members:
        return values
    return {**values, "people": [_row(member) for member in members]}


def _row(member: Mapping[str, Any]) -> dict[str, Any]:
    row = {
        "name": member["name"],
        "post": member["post"],
        "time": round(100 * member["time"], 6),
    }
    for competence in COMPETENCES:
        if competence in member["has"]:
            row[competence] = "has"
        elif competence in member["learning"]:
            row[competence] = "learning"
        else:
            row[competence] = "none"
    return row

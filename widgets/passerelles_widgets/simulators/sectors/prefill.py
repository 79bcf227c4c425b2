"""What the dossier already knows of the two territories, their needs and their marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passerelles_widgets.simulators.sectors.interest import SECTORS

_QUESTIONS = ("need", "capacity", "alignment")


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier's territories, needs and earlier marks put in.

    Needs of step 1 give the marks for need at home: the highest priority met in each sector.
    Marks given before take their place, since they came later.
    """
    sections = dossier.get("sections") or {}
    territories = dossier.get("territories") or {}
    found = dict(values)
    for name in ("home", "partner"):
        if territories.get(name):
            found[name] = territories[name][:60]
    needs: dict[str, float] = {}
    for item in (sections.get("needs") or {}).get("items") or ():
        needs[item["sector"]] = max(item["priority"], needs.get(item["sector"], 0))
    if needs:
        found["home-marks"] = [
            {**row, "need": needs.get(row["sector"], row["need"])} for row in values["home-marks"]
        ]
    section = sections.get("sectors") or {}
    ranked = {item["sector"]: item for item in section.get("ranked") or ()}
    if ranked:
        order = [sector for sector in SECTORS if sector in ranked]
        for name in ("home", "partner"):
            found[f"{name}-marks"] = [_row(sector, ranked[sector][name]) for sector in order]
        found["chosen"] = list(section.get("chosen") or ())
    kind = sections.get("initiative-type") or {}
    if kind:
        found["kind"] = kind["chosen"]
        found["obstacles"] = list(kind.get("obstacles") or ())
        found["associations"] = kind.get("associations", False)
        found["others"] = kind.get("others", False)
    return found


def _row(sector: str, marks: Mapping[str, Any]) -> dict[str, Any]:
    return {"sector": sector, **{question: marks[question] for question in _QUESTIONS}}

"""What the dossier already knows of possible partners: its corridors, and a partner chosen before.

The corridors kept in module 1 are the candidates; while fewer than two are, the others follow,
so that there is something to compare. Of a corridor the dossier knows two things that count
here. The number of people gives the mark for main migrant groups: 10 for the largest corridor,
the others in proportion, to the half point; without a count it stays at the middle. A corridor
known through associations was identified through them; for any other, a mission is still to be
sent. A partner chosen before comes first, with its own marks and what was verified about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

ENOUGH: Final = 2
MOST: Final = 10
LONGEST: Final = 60
_MIDDLE: Final = 5.0
_TOP: Final = 10.0
_CHANNEL: Final = "migrant-associations"
_OTHER_CHANNEL: Final = "identification-missions"


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier's candidates in place of the invented ones."""
    sections = dossier.get("sections") or {}
    corridors = (sections.get("corridors") or {}).get("items") or ()
    rows = [*_chosen(sections), *_rows(corridors)]
    candidates: dict[str, dict[str, Any]] = {}
    for row in rows:
        candidates.setdefault(row["name"].casefold(), row)
    if not candidates:
        return values
    return {**values, "candidates": list(candidates.values())[:MOST]}


def _chosen(sections: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Return the partner chosen before as a row; none when there is none."""
    partner = sections.get("partner")
    if partner:
        yield {
            "name": partner["name"][:LONGEST],
            "country": partner["country"][:LONGEST],
            "channel": partner["channel"],
            **partner["scores"],
            **((sections.get("due-diligence") or {}).get("items") or {}),
        }


def _rows(corridors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    named = [item for item in corridors if item["name"]]
    kept = [item for item in named if item["chosen"]]
    shown = kept if len(kept) >= ENOUGH else [*kept, *(i for i in named if not i["chosen"])]
    largest = max((item["people"] for item in named), default=0)
    return [
        {
            "name": item["name"][:LONGEST],
            "country": item["country"][:LONGEST],
            "channel": _CHANNEL if item["known"] == "associations" else _OTHER_CHANNEL,
            "main-migrant-groups": _mark(item["people"], largest),
        }
        for item in shown
    ]


def _mark(people: int, largest: int) -> float:
    """Return the mark of a group beside the largest, to the half point."""
    return round(2 * _TOP * people / largest) / 2 if people else _MIDDLE

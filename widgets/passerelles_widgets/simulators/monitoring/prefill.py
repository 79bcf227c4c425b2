"""What the dossier already knows of indicators and stakeholders, as a first plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_LAST_STEP: Final = 7
_ROLES: Final = {"consulted": "questions", "responsible": "data", "accountable": "answer"}
_YEAR: Final = 12
_MOST: Final = 40  # rows of the table, as in parameters.yml
_LONGEST: Final = 120  # months a target may take, as in parameters.yml
_UNIT: Final = 20  # letters of a unit, as in parameters.yml


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the plan kept before, or the initiative’s indicators, in their place.

    What the dossier withheld to protect small groups is not there to come back: those rows
    return without a reading.
    """
    sections = dossier.get("sections") or {}
    found = dict(values)
    plan = sections.get("monitoring-plan") or {}
    drafted = (sections.get("initiative") or {}).get("indicators") or ()
    if plan:
        found["indicators"] = [_kept(item) for item in plan["indicators"][:_MOST]]
        found["participants"] = [dict(item) for item in plan["participants"]]
        found["methods"] = list(plan["methods"])
        found |= {key: plan[key] for key in ("mid_term", "final", "publish_from")}
        year, month = plan["start"].split("-")
        return found | {"start_year": int(year), "start_month": int(month)}
    if drafted:
        found["indicators"] = [_drafted(item) for item in drafted[:_MOST]]
    people = _people(sections)
    if people:
        found["participants"] = people[:_MOST]
    return found


def _kept(item: Mapping[str, Any]) -> dict[str, Any]:
    row = {key: item[key] for key in ("name", "group", "target", "unit", "due", "source", "owner")}
    return row | {
        "people": item["people"] or 0,
        "baseline": item["baseline"] or 0.0,
        "actual": item["actual"] or 0.0,
        "known": item["baseline"] is not None,
        "measured": item["measured"] if item["actual"] is not None else 0,
        "step": str(item["step"]),
    }


def _drafted(item: Mapping[str, Any]) -> dict[str, Any]:
    """Turn an indicator of the initiative’s logical framework into a row not read yet."""
    return {
        "name": item["name"],
        "target": item["target"],
        "baseline": item["baseline"],
        "actual": item["baseline"],
        "known": item["baseline_known"],
        "unit": item["unit"][:_UNIT],
        "due": min(item["month"], _LONGEST) or _YEAR,
        "measured": 0,
        "source": item["means"],
    }


def _people(sections: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the stakeholders, with the role step 7 of the mechanisms gives them."""
    items = (sections.get("stakeholders") or {}).get("items") or ()
    raci = (sections.get("mechanisms") or {}).get("raci") or ()
    last: Mapping[str, Any] = next((row for row in raci if row["step"] == _LAST_STEP), {})
    roles: dict[str, str] = {}
    for key, role in _ROLES.items():
        roles |= dict.fromkeys(last.get(key) or (), role)
    return [
        {"name": item["name"], "group": item["group"], "role": roles.get(item["name"], "informed")}
        for item in items
    ]

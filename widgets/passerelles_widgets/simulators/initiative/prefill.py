"""What the dossier already knows of the initiative, or of those who should plan it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier's plan in place of the example's, if it has one.

    Without a plan, the groups that the stakeholder list already holds are taken as planners.
    """
    sections = dossier.get("sections") or {}
    plan = sections.get("initiative") or {}
    if not plan:
        items = (sections.get("stakeholders") or {}).get("items") or ()
        groups = sorted({item["group"] for item in items})
        return {**values, "planners": groups} if groups else values
    return {
        **values,
        "title": plan["title"],
        "problem": plan["problem"],
        "objective": plan["objective"],
        "planners": list(plan["planners"]),
        "horizon": plan["horizon"] or values["horizon"],
        "reserve": round(100 * plan["contingency"], 6),
        "results": [dict(item) for item in plan["results"]],
        "indicators": [_indicator(item) for item in plan["indicators"]],
        "activities": [
            {
                "code": item["code"],
                "name": item["name"],
                "months": item["months"],
                "after": ", ".join(item["after"]),
                "result": item["result"],
            }
            for item in plan["activities"]
        ],
        "costs": [
            {
                "label": item["label"],
                "activity": item["activity"],
                "line": item["line"],
                "payer": item["payer"],
                "quantity": item["quantity"],
                "unit-cost": item["unit_cost"],
            }
            for item in plan["costs"]
        ],
        "risks": [dict(item) for item in plan["risks"]],
    }


def _indicator(item: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("name", "result", "measures", "baseline", "target", "unit", "month", "means")
    return {
        **{key: item[key] for key in kept},
        "known": item["baseline_known"],
        "breakdown": item["breakdown"],
    }

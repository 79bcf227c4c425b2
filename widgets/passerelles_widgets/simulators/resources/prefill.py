"""What the dossier already knows of the need and of the sources."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

LAST_MONTH: Final = 60
MOST: Final = 1_000_000
_EURO: Final = 1.0


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the initiative's budget as the need, and the sources kept before.

    The need is the initiative's budget, reserve included; each expense falls into the months
    of its activity (the whole length for common expenses) and at the partner's when the
    partner pays it. It gives way to a budget kept here before only when both have the same
    total. Without sources of one's own, those of the example are brought to what the
    initiative expects of its payers.
    """
    sections = dossier.get("sections") or {}
    plan = sections.get("initiative") or {}
    kept = sections.get("budget") or {}
    funding = sections.get("funding-plan") or {}
    found = dict(values)
    total = plan.get("total") or 0
    if kept and (not total or abs(kept["total"] - total) <= _EURO):
        found["needs"] = [
            {"name": item["label"], **{k: item[k] for k in ("amount", "first", "last", "place")}}
            | {"staff": item["staff"]}
            for item in kept["lines"]
        ]
    elif total:
        found["needs"] = _needs(plan)
    if kept:
        found["people"] = [dict(item) for item in kept["people"]]
        found["means"] = [dict(item) for item in kept["means"]]
    if funding:
        found["sources"] = [_source(item) for item in funding["sources"]]
    elif total:
        found["sources"] = _scaled(values["sources"], plan["payers"])
    return found


def _needs(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    dates = {item["code"]: (item["start"], item["finish"]) for item in plan["activities"]}
    rows = []
    for cost in plan["costs"]:
        start, finish = dates.get(cost["activity"], (0.0, plan["months"] or plan["horizon"]))
        first = min(math.floor(start) + 1, LAST_MONTH)
        amount = cost["quantity"] * cost["unit_cost"] * (1 + plan["contingency"])
        rows.append(
            {
                "name": cost["label"],
                "amount": min(round(amount, 2), 30 * MOST),
                "first": first,
                "last": min(max(math.ceil(finish), first), LAST_MONTH),
                "place": "partner" if cost["payer"] == "partner" else "home",
                "staff": cost["line"] == "staff",
            }
        )
    return rows


def _source(item: Mapping[str, Any]) -> dict[str, Any]:
    same = ("name", "kind", "amount", "month", "restriction", "last", "own")
    return {
        **{key: item[key] for key in same},
        "probability": round(100 * item["probability"], 6),
        "rate": round(100 * item["rate"], 6),
        "advance": round(100 * item["advance"], 6),
        "in-kind": item["in_kind"],
    }


def _scaled(rows: list[dict[str, Any]], payers: Mapping[str, float]) -> list[dict[str, Any]]:
    """Bring own sources to what the two territories pay, the others to what is left."""
    wanted = {
        True: payers.get("home", 0.0) + payers.get("partner", 0.0),
        False: payers.get("others", 0.0),
    }
    held = {own: sum(row["amount"] for row in rows if row["own"] is own) for own in wanted}
    return [
        {**row, "amount": round(row["amount"] * wanted[row["own"]] / held[row["own"]], 2)}
        if held[row["own"]]
        else row
        for row in rows
    ]

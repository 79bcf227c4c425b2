"""What the dossier already knows of needs, capacities and the exchange, as first values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles_widgets.simulators.exchange.matching import TOPICS

_MOST: Final = 3  # scores run from −3 to +3, the dossier’s marks from 0 to 10
_KEPT: Final = ("kind", "host", "month", "days", "people", "associations")


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with your territory and your partner in the first two rows.

    Scores come from the sectors both have marked (capacity less need), otherwise from the
    needs, which say nothing of what you could teach.
    """
    sections = dossier.get("sections") or {}
    names = dossier.get("territories") or {}
    rows = [dict(row) for row in values["territories"]]
    if names.get("home"):
        rows[0]["name"] = names["home"]
    if names.get("partner"):
        rows[1]["name"] = names["partner"]
    ranked = (sections.get("sectors") or {}).get("ranked") or ()
    needs = (sections.get("needs") or {}).get("items") or ()
    if ranked:
        for row, side in zip(rows, ("home", "partner"), strict=False):
            row.update(dict.fromkeys(TOPICS, 0))
            row.update({item["sector"]: _score(item[side]) for item in ranked})
    elif needs:
        rows[0].update(dict.fromkeys(TOPICS, 0))
        for item in needs:
            score = -max(1, round(_MOST * item["priority"] / 10))
            rows[0][item["sector"]] = min(rows[0][item["sector"]], score)
    found = {**values, "territories": rows}
    activities = (sections.get("exchange-programme") or {}).get("activities") or ()
    if activities:
        found["activities"] = [{key: item[key] for key in _KEPT} for item in activities]
    return found


def _score(marks: Mapping[str, float]) -> int:
    """Turn marks from 0 to 10 into a score: capacity less need, −3 to +3."""
    return round(_MOST * (marks["capacity"] - marks["need"]) / 10)

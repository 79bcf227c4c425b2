"""What the dossier already knows of the policies, as a first matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MOST: Final = 8
"""How many policies the matrix holds, as in `parameters.yml`."""


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier’s policies, scores and texts in place of the example’s."""
    section = (dossier.get("sections") or {}).get("coherence") or {}
    policies = list(section.get("policies") or ())[:MOST]
    if not policies:
        return values
    rows: list[dict[str, Any]] = [
        {"name": policy["name"], "department": policy["department"]} for policy in policies
    ]
    for item in section.get("interactions") or ():
        if item["source"] <= len(rows) and item["target"] <= len(rows):
            rows[item["source"] - 1][f"on{item['target']}"] = item["score"]
    texts = [
        {"name": text["name"], "tier": text["tier"], "score": text["score"]}
        for text in section.get("instruments") or ()
    ]
    return {**values, "policies": rows, "instruments": texts}

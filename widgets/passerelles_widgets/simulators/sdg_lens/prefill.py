"""What the dossier already says of the goals, as the lens's first values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passerelles_widgets.simulators.sdg_lens.targets import DIRECT, column


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier's powers, actions and targets in place of the example's."""
    section = (dossier.get("sections") or {}).get("sdg-adherence") or {}
    entries = section.get("targets") or ()
    if not entries:
        return values
    direct = [entry for entry in entries if entry["direct"]]
    return {
        **values,
        "competences": [
            {
                "name": item["name"],
                "held": item["held"],
                **{column(target): target in item["targets"] for target in DIRECT},
            }
            for item in section.get("competences") or ()
        ],
        "cited": [entry["target"] for entry in direct if entry["cited"]],
        "commitments": [
            {"target": entry["target"], **pair} for entry in direct for pair in entry["commitments"]
        ],
        "indirect": [_indirect(entry) for entry in entries if not entry["direct"]],
    }


def _indirect(entry: Mapping[str, Any]) -> dict[str, Any]:
    pairs = entry["commitments"]
    written = pairs[0] if pairs else {"action": "", "measure": ""}
    return {
        "target": entry["target"],
        "reason": entry["reason"],
        "held": entry["held"],
        "action": written["action"],
        "measure": written["measure"],
    }

"""What the dossier already knows of the territory, as the profile’s first rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from passerelles_widgets.simulators.profile.families import BREAKDOWNS

_KEYS = ("family", "label", "value", "unit", "year", "source", "quality")


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier’s figures in place of the example’s, if it has any."""
    section = (dossier.get("sections") or {}).get("territory-profile") or {}
    figures = section.get("figures") or ()
    if not figures:
        return values
    rows = [
        {key: item[key] for key in _KEYS} | {part: part in item["breakdown"] for part in BREAKDOWNS}
        for item in figures
    ]
    return {**values, "figures": rows}

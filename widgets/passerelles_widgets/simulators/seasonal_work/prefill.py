"""The seasonal programme the dossier already describes, as the scenario to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SAME: Final = ("whole", "peak", "hours", "beds", "health", "complaints", "seasons", "budget")


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the decisions of the dossier's mobility scheme, if it has one."""
    scheme = (dossier.get("sections") or {}).get("mobility-scheme")
    if not scheme:
        return values
    found = {key: scheme[key] for key in _SAME}
    found["priority"] = round(100 * scheme["priority"], 6)
    found["demand"] = [
        {key: row[key] for key in ("name", "weeks", "workers")} for row in scheme["demand"]
    ]
    return {**values, **found}

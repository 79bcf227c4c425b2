"""The return scheme the dossier already describes, as the scenario to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SAME: Final = (
    *("families", "lent", "term", "grace", "grace_mode"),
    *("support_months", "settling", "safeguards", "horizon"),
)


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the decisions of the dossier's return scheme, if it has one."""
    scheme = (dossier.get("sections") or {}).get("return-scheme")
    if not scheme:
        return values
    found = {key: scheme[key] for key in _SAME}
    found |= {key: round(100 * scheme[key], 6) for key in ("rate", "guarantee")}
    return {**values, **found}

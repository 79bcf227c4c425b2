"""The recruitment the dossier already describes, as the scenario to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SAME: Final = (
    *("profession", "recruits", "years", "fund"),
    *("per_recruit", "paid_years", "horizon"),
)


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the decisions of the dossier's skills scheme, if it has one."""
    scheme = (dossier.get("sections") or {}).get("skills-scheme")
    if not scheme:
        return values
    found = {key: scheme[key] for key in _SAME}
    found |= {key: round(100 * scheme[key], 6) for key in ("training_share", "keeping_share")}
    met = scheme["conditions"]
    found |= {key: met[key] for key in ("agreed", "equal") if key in met}
    return {**values, **found}

"""The fund the dossier already describes, as the scenario to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SHARES = {
    "productive_fund": "productive_fund",
    "common": "common",
    "transfer_cost": "cost",
    "productive": "productive",
}


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the decisions of the dossier's remittance scheme, if it has one."""
    scheme = (dossier.get("sections") or {}).get("remittance-scheme")
    if not scheme:
        return values
    found = {key: scheme[key] for key in ("rule", "pooled", "project_cost")}
    found |= {f"ceiling-{row['partner']}": row["ceiling"] for row in scheme["contributions"]}
    found |= {to: round(100 * scheme[key], 6) for key, to in _SHARES.items()}
    return {**values, **found}

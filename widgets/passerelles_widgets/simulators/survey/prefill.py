"""What the dossier already knows of needs, groups and data, as the survey's first values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles_widgets.simulators.survey.fieldwork import METHODS

_SOUND: Final = "sound"


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the dossier's needs and plan in place of the example's.

    Without a plan, the families of data that the territory's profile documents
    soundly are those a desk study will find.
    """
    sections = dossier.get("sections") or {}
    found = dict(values)
    needs = (sections.get("needs") or {}).get("items") or ()
    if needs:
        found["needs"] = [
            {key: item[key] for key in ("name", "kind", "sector", "priority")} for item in needs
        ]
    plan = sections.get("data-plan") or {}
    groups = plan.get("groups") or ()
    if groups:
        found["groups"] = [
            {
                "name": group["name"],
                "population": group["population"],
                "need": round(100 * group["share"], 6),
                "response": round(100 * group["response"], 6),
                "presence": group["presence"],
            }
            for group in groups
        ]
    if plan:
        methods = [entry["method"] for entry in plan.get("methods") or ()]
        found["methods"] = methods
        found["margin"] = round(100 * plan["margin"], 6)
        found["confidence"] = str(round(100 * plan["confidence"]))
        found["allocation"] = plan["allocation"]
        families = plan.get("families") or {}
        for method in methods:
            found[f"covers-{method}"] = [name for name, by in families.items() if method in by]
        return found
    documented = (sections.get("territory-profile") or {}).get("families") or {}
    sound = [name for name, state in documented.items() if state == _SOUND]
    if sound:
        found[f"covers-{METHODS[0]}"] = sound
    return found

"""A first draft of the agreement from what the dossier already says.

An agreement already in the dossier comes back as it was left. Otherwise each section
gives its sentence (`drafts`) to the element it serves; what the dossier does not know is
left blank, never filled with the example's words, so that nobody signs an invented text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.library.text import Language
from passerelles_widgets.simulators.agreement import drafts
from passerelles_widgets.simulators.agreement.elements import ACTIONS, FIELDS

LONGEST: Final = 300
MOST_ACTIONS: Final = 12
_ACTION_TEXT: Final = 200


def prefill(values: dict[str, Any], dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with a draft drawn from the dossier, when it holds anything to draw on."""
    sections = dossier.get("sections") or {}
    written = sections.get("agreement")
    if written:
        return _restored(values, written)
    if not any(name in sections for name in drafts.SOURCES):
        return values
    language: Language = "en" if values["language"] == "en" else "fr"
    home, partner = _parties(dossier, sections)
    known = drafts.Known(sections, language, home, partner)
    form = values["form"]
    if dossier.get("route") == "integrate-into-existing":
        form = "revision"
    return {
        **values,
        "form": form,
        "home": home,
        "partner": partner,
        "domains": [],
        **{field: "" for field in FIELDS if field != ACTIONS},
        **{field: _cut(text) for field, text in drafts.sentences(known).items()},
        ACTIONS: [_row(row) for row in drafts.actions(known)][:MOST_ACTIONS],
    }


def _parties(dossier: Mapping[str, Any], sections: Mapping[str, Any]) -> tuple[str, str]:
    territories = dossier.get("territories") or {}
    home = territories.get("home") or (sections.get("territory") or {}).get("name") or ""
    partner = territories.get("partner") or (sections.get("partner") or {}).get("name") or ""
    return home[:80], partner[:80]


def _restored(values: dict[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    place = 1 if written["form"] == "revision" else 0
    texts = {item["id"]: item["text"] for item in written.get("elements") or ()}
    return {
        **values,
        "form": written["form"],
        "language": written["language"],
        "home": written["home"],
        "partner": written["partner"],
        "domains": list(written.get("domains") or ()),
        **{
            field: texts.get(ids[place] or "", "")
            for field, ids in FIELDS.items()
            if field != ACTIONS
        },
        ACTIONS: [
            {key: row[key] for key in ("action", "indicator", "quantity", "date", "who")}
            for row in written.get("actions") or ()
        ],
    }


def _cut(text: str) -> str:
    """Shorten a draft to what a field holds, at a word, with an ellipsis."""
    plain = " ".join(text.split(" "))
    if len(plain) <= LONGEST:
        return plain
    return plain[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value[:_ACTION_TEXT] if isinstance(value, str) else value for key, value in row.items()
    }

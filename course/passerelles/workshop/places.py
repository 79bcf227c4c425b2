"""Where somebody reads, checked, and said in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.build.course import course
from passerelles.dossier.data import check_id
from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text
from passerelles.workshop import door

_KEYS: Final = ("module", "section", "exercise", "page")
PAGES: Final[Mapping[str, Text]] = {
    "home": Text("Accueil", "Home"),
    "dossier": Text("Dossier", "Dossier"),
    "exercises": Text("Exercices", "Exercises"),
    "reference": Text("Bibliothèque", "Library"),
    "glossary": Text("Glossaire", "Glossary"),
    "team": Text("Page de l’équipe", "The team’s page"),
}


def place(value: Any) -> dict[str, str]:
    """Return a checked place; raise `Refusal`."""
    if not isinstance(value, Mapping) or not set(value) <= set(_KEYS) or len(value) > len(_KEYS):
        raise door.not_understood()
    found = {key: check_id(value[key]) for key in _KEYS if value.get(key) is not None}
    if "module" in found:
        course().module(found["module"])
    if "exercise" in found:
        course().exercise(found["exercise"])
    return found


def said(found: Mapping[str, str], language: Language) -> str:
    """Say a place in words; empty when it is not known."""
    try:
        if "exercise" in found:
            return course().exercise(found["exercise"]).title[language]
        if "module" in found:
            return course().module(found["module"]).title[language]
    except Refusal:
        return ""
    page = PAGES.get(found.get("page", ""))
    return page[language] if page else ""


def address(found: Mapping[str, str]) -> str:
    """Return the address of a place below the room's language folder (`modules/m2-…#partners`)."""
    if "exercise" in found:
        return f"exercises/{found['exercise']}"
    if "module" in found:
        section = found.get("section", "")
        return f"modules/{found['module']}" + (f"#{section}" if section else "")
    return found.get("page", "") if found.get("page") != "home" else ""

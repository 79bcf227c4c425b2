"""The words a CSV of the profile may use: column headings, families, qualities, yes and no."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from passerelles.library.text import Language, Text
from passerelles_widgets.simulators.profile.families import FAMILIES

COLUMNS: Final[dict[str, Text]] = {
    "family": Text("famille", "family"),
    "label": Text("intitulé", "label"),
    "value": Text("valeur", "value"),
    "unit": Text("unité", "unit"),
    "year": Text("année", "year"),
    "source": Text("source", "source"),
    "quality": Text("qualité", "quality"),
    "sex": Text("sexe", "sex"),
    "age": Text("âge", "age"),
    "place": Text("lieu", "place"),
    "group": Text("groupe", "group"),
}
REQUIRED: Final = ("family", "label", "value", "year")

_FAMILY_NAMES: Final[dict[str, Text]] = {
    "countries": Text("pays d’origine ou de destination", "countries of origin or destination"),
    "regions-and-cities": Text(
        "régions et villes d’origine ou de destination",
        "regions and cities of origin or destination",
    ),
    "employment": Text("emploi", "employment"),
    "businesses": Text("entreprises créées par des migrants", "businesses founded by migrants"),
    "associations": Text(
        "associations et organisations de la société civile",
        "associations and civil society organisations",
    ),
    "education": Text("instruction", "education"),
    "health": Text("santé", "health"),
    "social-programmes": Text("programmes sociaux", "social programmes"),
    "remittances": Text("envois de fonds", "remittances"),
    "savings": Text("épargne issue des envois de fonds", "savings from remittances"),
}
_QUALITY_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "official": (
        "official",
        "officiel",
        "officielle",
        "statistique ou registre",
        "statistics or register",
    ),
    "estimate": ("estimate", "estimation", ""),
    "testimony": ("testimony", "témoignage", "témoignages"),
}
_YES: Final = frozenset({"x", "oui", "o", "yes", "y", "1", "vrai", "true"})
_NO: Final = frozenset({"", "non", "n", "no", "0", "faux", "false", "-", "–"})


def folded(text: str) -> str:
    """Return a word as it is compared: no case, no accent, one space for any separator."""
    flat = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    bare = "".join(letter for letter in flat if not unicodedata.combining(letter))
    return re.sub(r"[\s_’'-]+", " ", bare).strip()


_BY_HEADING: Final = {
    folded(word): column for column, text in COLUMNS.items() for word in (column, text.fr, text.en)
}
_BY_FAMILY: Final = {
    folded(word): family
    for family, text in _FAMILY_NAMES.items()
    for word in (family, text.fr, text.en)
}
_BY_QUALITY: Final = {
    folded(word): quality for quality, words in _QUALITY_NAMES.items() for word in words
}


def column(heading: str) -> str | None:
    """Return the column a heading names, in either language; None for another."""
    return _BY_HEADING.get(folded(heading))


def family(word: str) -> str | None:
    """Return the family a word names: its id or its label in either language."""
    return _BY_FAMILY.get(folded(word))


def quality(word: str) -> str | None:
    """Return the quality a word names; an empty cell is an estimate."""
    return _BY_QUALITY.get(folded(word))


def answer(word: str) -> bool | None:
    """Return whether a cell says yes or no; None when it says neither."""
    said = folded(word)
    return True if said in _YES else False if said in _NO else None


def headings(language: Language) -> list[str]:
    """Return the headings of the template, in the order of the table."""
    return [text[language] for text in COLUMNS.values()]


def template(language: Language) -> str:
    """Return an empty CSV to fill in, one line for each of the ten families.

    Semicolons in French and commas in English, as spreadsheets of each expect; a
    byte-order mark, so that they read the accents.
    """
    mark = ";" if language == "fr" else ","
    blank = mark * (len(COLUMNS) - 1)
    lines = [mark.join(headings(language))]
    lines += [f"{_FAMILY_NAMES[name][language]}{blank}" for name in FAMILIES]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"

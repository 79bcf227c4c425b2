"""The dossier's frame, as the learner types it: two territories and a route."""

from __future__ import annotations

import unicodedata
from typing import Any, Final, get_args

from passerelles.dossier.schema import Route
from passerelles.library.errors import Refusal

LONGEST: Final = 120


def frame_value(part: str, text: Any) -> Any:
    """Return `home`, `partner` or `route` as typed, checked; raise `Refusal`."""
    if part != "route":
        return _name(text)
    if text not in get_args(Route):
        raise Refusal(
            "Cette route n’existe pas ; choisissez l’une des deux de la liste.",
            "There is no such route; choose one of the two in the list.",
        )
    return text


def _name(value: Any) -> str:
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else None
    if text is None or len(text) > LONGEST or any(unicodedata.category(c) == "Cc" for c in text):
        raise Refusal(
            f"Le nom d’un territoire tient en {LONGEST} caractères sur une ligne ; abrégez-le.",
            f"A territory’s name has at most {LONGEST} characters on one line; shorten it.",
        )
    return text

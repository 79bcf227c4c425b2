"""The dossier's frame, as the learner types it: two territories and a route."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any, Final, get_args

from passerelles.dossier.schema import Dossier, Route
from passerelles.library.errors import Refusal

LONGEST: Final = 120


def with_frame(dossier: Dossier, home: Any, partner: Any, route: Any) -> Dossier:
    """Return the dossier with checked names and route; raise `Refusal`."""
    if route not in get_args(Route):
        raise Refusal(
            "Cette route n’existe pas ; choisissez l’une des deux de la liste.",
            "There is no such route; choose one of the two in the list.",
        )
    territories = replace(dossier.territories, home=_name(home), partner=_name(partner))
    return replace(dossier, territories=territories, route=route)


def _name(value: Any) -> str:
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else None
    if text is None or len(text) > LONGEST or any(unicodedata.category(c) == "Cc" for c in text):
        raise Refusal(
            f"Le nom d’un territoire tient en {LONGEST} caractères sur une ligne ; abrégez-le.",
            f"A territory’s name has at most {LONGEST} characters on one line; shorten it.",
        )
    return text

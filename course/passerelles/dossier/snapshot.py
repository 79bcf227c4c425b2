"""The dossier as it stood when it was joined to an exercise: an answer like any other.

A snapshot is plain JSON data, `{"dossier": the content of dossier.json}`. It holds the
dossier's own revision and time and no other, so that an unchanged dossier always gives the
same snapshot. What is read back is hostile: a learner can edit the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from passerelles.dossier.data import encode
from passerelles.dossier.schema import MIGRATIONS, SCHEMA, Dossier, from_plain, to_plain
from passerelles.dossier.versions import up_to_date
from passerelles.library.errors import Refusal

LIMIT: Final = 1_000_000
"""Bytes of a snapshot; a full dossier of the course holds some fifty thousand."""

_KEY: Final = "dossier"


def is_snapshot(value: Any) -> bool:
    """Tell whether an answer has the form of a snapshot; its content may still be refused."""
    return isinstance(value, Mapping) and isinstance(value.get(_KEY), Mapping)


def taken(dossier: Dossier) -> dict[str, Any]:
    """Return the snapshot of a dossier; raise `Refusal` when it holds nothing or too much."""
    if dossier.revision == 0 or not to_plain(dossier)["sections"]:
        raise Refusal(
            "Votre dossier est encore vide\u00a0; remplissez-en une page avec les outils des "
            "modules, puis revenez.",
            "Your dossier is still empty; fill in a page of it with the tools of the modules, "
            "then come back.",
        )
    snapshot = {_KEY: {**to_plain(dossier), "schema": SCHEMA}}
    if len(encode(snapshot)) > LIMIT:
        raise Refusal(
            "Votre dossier est trop long pour être joint\u00a0; raccourcissez ses notes et ses "
            "listes.",
            "Your dossier is too long to be attached; shorten its notes and its lists.",
        )
    return snapshot


def read(value: Any) -> Dossier:
    """Return the dossier of a snapshot; raise `Refusal`, never anything else."""
    try:
        data = up_to_date(dict(value[_KEY]), SCHEMA, "dossier.json", MIGRATIONS)
        rest = {key: item for key, item in data.items() if key != "schema"}
        return replace(from_plain(rest), schema=SCHEMA)
    except Refusal:
        raise
    except Exception as fault:
        raise Refusal(
            "Le dossier joint est illisible\u00a0; ouvrez l’exercice et joignez-le de nouveau.",
            "The dossier attached cannot be read; open the exercise and attach it again.",
        ) from fault


def same(value: Any, dossier: Dossier) -> bool:
    """Tell whether a snapshot holds the dossier as it is now."""
    try:
        return bool(value == taken(dossier))
    except Refusal:
        return False

"""Schema versions: every file says which one it is in; older ones are brought up to date.

A file of a newer version is refused and left alone: only the program that wrote
it knows what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from passerelles.dossier.data import Damaged
from passerelles.library.errors import Refusal

Migration = Callable[[dict[str, Any]], dict[str, Any]]


class NewerVersion(Refusal):
    """The file was written by a newer version of the course."""


def up_to_date(
    data: dict[str, Any], current: int, name: str, migrations: Mapping[int, Migration]
) -> dict[str, Any]:
    """Bring `data` to schema version `current`, one migration (version n to n + 1) at a time.

    Raise `NewerVersion` for a version above `current`, `Damaged` for none at all.
    """
    version = data.get("schema", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise Damaged("its schema version is not a whole number from 1 up")
    if version > current:
        raise NewerVersion(
            f"« {name} » a été écrit par une version plus récente du cours ; mettez le cours à "
            "jour pour l’ouvrir : le fichier n’a pas été touché.",
            f"“{name}” was written by a newer version of the course; update the course to open "
            "it: the file has not been touched.",
        )
    while version < current:
        data = migrations[version](data)
        version += 1
    return {**data, "schema": current}

"""The desks a learner may use, as the server that starts theirs names them (`PASSERELLES_DESKS`).

JSON: `[{"course": id, "title": {"fr": …, "en": …}, "url": "http://…/services/desk-<course>/"}]`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlsplit

from passerelles.dossier.data import check_id
from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles.library.text import Text

DESKS: Final = "PASSERELLES_DESKS"
TOKEN: Final = "JUPYTERHUB_API_TOKEN"  # noqa: S105 - the name JupyterHub gives it


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """One course's desk: the course's id and title, and the desk's address, ending in `/`."""

    course: str
    title: Text
    url: str

    def __post_init__(self) -> None:
        check_id(self.course)
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError(f"{ascii(self.url)[:80]} is no address of a desk")
        if not parts.path.endswith("/"):
            raise ValueError("the address of a desk ends in /")


def addresses(environment: Mapping[str, str]) -> tuple[DeskAddress, ...]:
    """Return the desks that the environment names, in order; raise `Refusal` for a faulty list."""
    written = environment.get(DESKS, "").strip()
    if not written:
        return ()
    try:
        given = json.loads(written)
        found = structure(
            given if isinstance(given, list) else [given], tuple[DeskAddress, ...], DESKS
        )
        courses = {one.course: one for one in found}
    except (ValueError, RecursionError, Refusal) as error:
        raise Refusal(
            f"{DESKS} ne nomme pas les guichets des cours comme il faut\u00a0; prévenez la "
            "personne qui gère le serveur.",
            f"{DESKS} does not name the courses’ desks as it should; tell whoever runs the server.",
        ) from error
    return tuple(courses.values())


def written(desks: tuple[DeskAddress, ...]) -> str:
    """Return the environment variable's text."""
    return json.dumps([asdict(one) for one in desks], ensure_ascii=False)

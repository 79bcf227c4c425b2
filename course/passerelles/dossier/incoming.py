"""A dossier that arrives as a file: understood whole, or refused in one sentence."""

from __future__ import annotations

from typing import Final

from passerelles.dossier.data import Damaged, decode
from passerelles.dossier.schema import MIGRATIONS, SCHEMA, Dossier, from_plain
from passerelles.dossier.store import LIMIT
from passerelles.dossier.versions import up_to_date
from passerelles.library.errors import Refusal

_SIGNS: Final = ("schema", "sections")
"""What every dossier holds, and other JSON files do not hold together."""


def parse_dossier(raw: bytes) -> Dossier:
    """Read the bytes of a `dossier.json`; raise `Refusal`, never anything else.

    What is too big, empty, cut off, no dossier, of a newer version or faulty is told apart, so
    that the sentence says what to do.
    """
    if len(raw) > LIMIT:
        raise Refusal(
            f"Ce fichier dépasse {LIMIT // 10**6}\u00a0Mo, plus qu’aucun dossier\u00a0; choisissez "
            "un fichier «\u00a0dossier.json\u00a0» téléchargé depuis cette page.",
            f"This file is larger than {LIMIT // 10**6} MB, more than any dossier; choose a "
            "“dossier.json” file downloaded from this page.",
        )
    if not raw.strip():
        raise Refusal(
            "Ce fichier est vide\u00a0; choisissez un fichier «\u00a0dossier.json\u00a0» "
            "téléchargé depuis cette page.",
            "This file is empty; choose a “dossier.json” file downloaded from this page.",
        )
    try:
        data = decode(raw)
    except Damaged as fault:
        raise _damaged(raw) from fault
    if any(sign not in data for sign in _SIGNS):
        raise _foreign()
    try:
        current = up_to_date(data, SCHEMA, "dossier.json", MIGRATIONS)
    except Damaged as fault:
        raise _foreign() from fault
    rest = {key: value for key, value in current.items() if key != "schema"}
    return from_plain(rest)


def _damaged(raw: bytes) -> Refusal:
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and not raw.rstrip().endswith(b"}"):
        return Refusal(
            "Ce fichier s’arrête avant la fin\u00a0; téléchargez-le de nouveau là où il est "
            "entier, puis choisissez-le ici.",
            "This file stops before its end; download it again from where it is whole, then "
            "choose it here.",
        )
    return Refusal(
        "Ce fichier est abîmé, ou ce n’est pas un dossier\u00a0; choisissez un fichier "
        "«\u00a0dossier.json\u00a0» téléchargé depuis cette page.",
        "This file is damaged, or it is no dossier; choose a “dossier.json” file downloaded from "
        "this page.",
    )


def _foreign() -> Refusal:
    return Refusal(
        "Ce fichier n’est pas un dossier du cours\u00a0; choisissez un fichier "
        "«\u00a0dossier.json\u00a0» téléchargé depuis cette page.",
        "This file is not a dossier of the course; choose a “dossier.json” file downloaded from "
        "this page.",
    )

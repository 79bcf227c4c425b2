"""Names of the files handed out, made from the names of the two territories; and writing them."""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Final

from passerelles.dossier.files import refusal
from passerelles.dossier.schema import Dossier

_LONGEST: Final = 40
_AGREEMENT: Final = {"fr": "accord", "en": "agreement", "both": "accord"}


def file_name(dossier: Dossier, kind: str, languages: str, extension: str) -> str:
    """Return a name safe on every system: “dossier-clairval-ndiareme-fr.docx”.

    Only small Latin letters, digits and hyphens remain of the territories' names; a name with
    none of them is left out.
    """
    territories = dossier.territories
    first = _AGREEMENT[languages] if kind == "agreement" else "dossier"
    parts = [first, _plain(territories.home), _plain(territories.partner)]
    stem = "-".join(part for part in parts if part)
    return f"{stem}-{'fr-en' if languages == 'both' else languages}.{extension}"


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file as one step, so that a full disk leaves no half of it; raise `Refusal`."""
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        try:
            temporary.write_bytes(raw)
            os.replace(temporary, path)  # noqa: PTH105 - pathlib's would be the same call
        finally:
            with suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise refusal(error, str(path)) from error


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    kept = re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode())
    return kept.strip("-")[:_LONGEST].strip("-")

"""The export: one ZIP file with a person’s files, their rows of shared files, a page of words."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from passerelles.dossier.files import flush_folder, refusal
from passerelles.dossier.store import now
from passerelles.library.text import LANGUAGES, Language, Text, moment
from passerelles.privacy.inventory import Entry
from passerelles.privacy.shares import Share
from passerelles.privacy.walk import open_file

_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*]')
_NAMES: Final[dict[Language, str]] = {"fr": "LISEZ-MOI.txt", "en": "README.txt"}
_TITLE: Final = Text(
    "Données personnelles : {who}\nExportées le {when}.",
    "Personal data: {who}\nExported on {when}.",
)
_KEPT: Final = Text("Gardé : {kept}.", "Kept: {kept}.")
_LEFT: Final = Text(
    "Laissé de côté (liens, fichiers d’autrui ou illisibles) :",
    "Left out (links, somebody else’s files, or unreadable ones):",
)
_KEYS: Final = Text(
    "Les cahiers corrigés ne sont pas joints : ils contiennent les corrigés de l’équipe "
    "pédagogique. Vos points et les commentaires sont dans gradebook.json.",
    "Graded notebooks are not enclosed: they hold the teaching team’s keys. Your points and the "
    "comments are in gradebook.json.",
)


def write(who: str, shares: Sequence[Share], output: Path) -> int:
    """Write everything about a person to `output`, whole or not at all; return its bytes.

    Readable by its owner alone. Raises `Refusal`.
    """
    temporary = output.with_name(f".{output.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        try:
            handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w+b") as stream:
                with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                    _fill(archive, who, shares)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, output)  # noqa: PTH105 - pathlib's would be the same call
            flush_folder(output.parent)
        finally:
            with suppress(OSError):
                temporary.unlink()
        return output.stat().st_size
    except OSError as error:
        raise refusal(error, str(output)) from error


def _fill(archive: zipfile.ZipFile, who: str, shares: Sequence[Share]) -> None:
    taken: set[str] = set()
    kinds: dict[str, tuple[Share, list[Entry]]] = {}
    left: list[str] = []
    keys = False
    for share in shares:
        entries = kinds.setdefault(share.name, (share, []))[1]
        owner = _owner(share)
        for item in share.items():
            if item.entry not in entries:
                entries.append(item.entry)
            if not item.told:
                keys = True
                continue
            name = _free(f"{share.name}/{_plain(item.found.path)}", taken)
            if not _add(archive, name, item.root, item.found.path, owner):
                left.append(name)
        for name, rows in share.records().items():
            written = json.dumps(rows, ensure_ascii=False, indent=1, default=str)
            archive.writestr(_free(f"{share.name}/{name}.json", taken), written)
    for language in LANGUAGES:
        said = [_TITLE.format(who=who, when=moment(now(), language))[language], ""]
        for share, entries in kinds.values():
            said.append(f"{share.name}/ : " if language == "fr" else f"{share.name}/: ")
            said[-1] += share.title[language]
            for entry in entries:
                said.append(f"- {entry.what[language]}.")
                said.append(f"  {_KEPT.format(kept=entry.kept)[language]}")
            said.append("")
        said += [_KEYS[language], ""] if keys else []
        said += [_LEFT[language], *(f"- {one}" for one in left)] if left else []
        archive.writestr(_NAMES[language], "\n".join(said) + "\n")


def _add(archive: zipfile.ZipFile, name: str, root: Path, path: str, owner: int | None) -> bool:
    """Add one file; tell whether it could be: no link, no hard link to somebody else's file."""
    stream = open_file(root, path)
    if stream is None:
        return False
    with stream:
        status = os.fstat(stream.fileno())
        if owner is not None and status.st_uid != owner:
            return False
        when = datetime.fromtimestamp(max(status.st_mtime, 0), UTC).timetuple()[:6]
        info = zipfile.ZipInfo(name, max(when, _OLDEST) if when[0] < 2108 else _OLDEST)  # noqa: PLR2004 - as far as ZIP counts
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with archive.open(info, "w", force_zip64=True) as target:
            shutil.copyfileobj(stream, target)
    return True


def _owner(share: Share) -> int | None:
    """Return whose files a workspace holds: on a hub, root must not export others' by a link."""
    root = getattr(share, "root", None)
    with suppress(OSError):
        return root.stat().st_uid if root is not None else None
    return None


def _plain(path: str) -> str:
    """Return a path that every system unpacks where it belongs, whatever its name was."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    parts = [_UNSAFE.sub("_", part).rstrip(". ") or "_" for part in text.split("/")]
    return "/".join(parts)


def _free(name: str, taken: set[str]) -> str:
    """Return `name`, or the next one free: two names may be one once made safe."""
    made, number = name, 1
    while made.casefold() in taken:
        number += 1
        made = f"{name}-{number}"
    taken.add(made.casefold())
    return made

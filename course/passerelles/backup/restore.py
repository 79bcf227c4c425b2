"""Restoring a backup into a folder that is not there yet."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from passerelles.backup import rows
from passerelles.backup.adjust import adjust, stored_address
from passerelles.backup.archive import Manifest, check, unpack
from passerelles.backup.snapshot import copy_database
from passerelles.dossier.files import flush_folder, refusal
from passerelles.library.errors import Refusal

SQLITE: Final = "sqlite"
"""Said instead of an address: keep this database in a file of the folder."""
_SPARE: Final = 50_000_000
"""Bytes that must stay free on the disk besides what is restored."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}\Z")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: where, what it is, how many files, when it had been made (ISO, UTC)."""

    path: Path
    kind: str
    files: int
    made: str


def restore(archive: Path, folder: Path, databases: Mapping[str, str] | None = None) -> Restored:
    """Restore `archive` into `folder`, which is empty or not there; check every byte first.

    `databases` says where a database goes when not where it was: its name (`hub`, a
    course, `gradebook`) to an address, or `sqlite`. Raises `Refusal`; then nothing of
    `folder` or of a database has changed.
    """
    target = Path(folder).absolute()
    _check_target(target)
    name = Path(archive).name
    try:
        with Path(archive).open("rb") as stream:
            manifest = check(stream, name)
            chosen = _addresses(manifest, databases or {})
            _check_space(manifest, target.parent)
            staging = target.parent / f".{target.name[:100]}.{secrets.token_hex(6)}.tmp"
            staging.mkdir(mode=0o700)
            try:
                unpack(stream, manifest, staging, name)
                _place(manifest, staging, target, chosen)
            finally:
                with suppress(OSError):
                    shutil.rmtree(staging)
    except OSError as error:
        raise refusal(error, str(archive if not Path(archive).exists() else target)) from error
    return Restored(target, manifest.kind, len(manifest.files), manifest.made)


def _place(manifest: Manifest, staging: Path, target: Path, chosen: Mapping[str, str]) -> None:
    """Adjust what names a place, fill the databases, and put the folder where it belongs."""
    filled: list[str] = []
    addresses = {
        name: chosen.get(name) or stored_address(manifest, staging, name)
        for name in manifest.databases
    }
    servers = {
        name: url
        for name, url in addresses.items()
        if url != SQLITE and not url.startswith("sqlite")
    }
    for url in servers.values():
        rows.check_empty(url)
    try:
        for name, told in manifest.databases.items():
            _fill(staging, name, told["file"], servers.get(name))
            if name in servers:
                filled.append(servers[name])
        adjust(manifest, staging, target, servers)
        with suppress(FileNotFoundError):
            target.rmdir()
        os.rename(staging, target)  # noqa: PTH104 - pathlib's would be the same call
    except BaseException:
        for url in filled:
            rows.clear(url)
        raise
    flush_folder(target.parent)


def _fill(staging: Path, name: str, file: str, url: str | None) -> None:
    """Bring one database from its file in the archive to where it goes."""
    source = staging / file
    is_rows = file.endswith(".rows")
    kind = "hub" if name == "hub" else "gradebook"
    if url is None and not is_rows:
        return
    if url is None:
        book = source.with_name("hub.sqlite" if kind == "hub" else "gradebook.db")
        rows.load(source, f"sqlite:///{book}", kind)
        book.chmod(0o600)
    elif is_rows:
        rows.load(source, url, kind)
    else:
        written = source.with_suffix(".rows")
        copy = source.with_suffix(".copy")
        copy_database(source, copy)
        rows.dump(f"sqlite:///{copy}", written)
        rows.load(written, url, kind)
        for used in (written, copy):
            used.unlink()
    if is_rows or url is not None:
        source.unlink()


def _addresses(manifest: Manifest, given: Mapping[str, str]) -> dict[str, str]:
    from passerelles.grading.database import checked_url  # noqa: PLC0415 - slow to load

    unknown = [name for name in given if name not in manifest.databases]
    if unknown:
        known = ", ".join(sorted(manifest.databases)) or "–"
        raise Refusal(
            f"Cette sauvegarde n’a pas de base « {ascii(unknown[0])[1:-1][:40]} » ; les siennes : "
            f"{known}.",
            f"This backup has no database “{ascii(unknown[0])[1:-1][:40]}”; it has: {known}.",
        )
    return {name: url if url == SQLITE else checked_url(url) for name, url in given.items()}


def _check_target(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise _taken(target)
    if not target.parent.is_dir():
        raise Refusal(
            f"« {target.parent} » n’existe pas ; créez ce dossier ou restaurez ailleurs.",
            f"“{target.parent}” does not exist; create this folder or restore elsewhere.",
        )
    if target.is_dir() and any(target.iterdir()):
        raise _taken(target)


def _taken(target: Path) -> Refusal:
    return Refusal(
        f"« {target} » n’est pas vide, et une restauration n’écrase rien ; choisissez un dossier "
        "qui n’existe pas encore.",
        f"“{target}” is not empty, and a restore overwrites nothing; choose a folder that does "
        "not exist yet.",
    )


def _check_space(manifest: Manifest, place: Path) -> None:
    wanted = sum(entry.size for entry in manifest.files.values()) + _SPARE
    free = shutil.disk_usage(place).free
    if wanted > free:
        megabytes = (wanted - free) // 1_000_000 + 1
        raise Refusal(
            f"Le disque n’a pas assez de place : il manque {megabytes} Mo dans « {place} » ; "
            "libérez-en, puis recommencez.",
            f"The disk has not enough space: {megabytes} MB are missing in “{place}”; free some, "
            "then try again.",
        )

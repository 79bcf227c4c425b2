"""Files that are never torn: written whole, under a lock, and set aside when damaged.

A write goes to a temporary file in the same folder, is flushed to the disk and
renamed over the old file, so a reader sees the old or the new content and
nothing between, whatever happens to the process or the machine. Readers take no
lock. What the operating system refuses becomes a `Refusal` that says what to do.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from passerelles.dossier.data import Damaged, decode, encode
from passerelles.library.errors import Refusal

LOCK_SECONDS: Final = 20.0
_POLL_SECONDS: Final = 0.01
_READ_ONLY: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOFOLLOW: Final[int] = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK: Final[int] = getattr(os, "O_NONBLOCK", 0)
_BINARY: Final[int] = getattr(os, "O_BINARY", 0)


def refusal(error: OSError, name: str) -> Refusal:
    """Say in a sentence what the operating system refused about the file `name`."""
    if error.errno in _FULL:
        return Refusal(
            f"Le disque est plein : « {name} » n’a pas été enregistré et la version "
            "précédente est intacte ; libérez de la place, puis recommencez.",
            f"The disk is full: “{name}” was not saved and the earlier version is intact; "
            "free some space, then try again.",
        )
    if error.errno in _READ_ONLY:
        return Refusal(
            f"« {name} » n’est pas accessible, ou seulement en lecture ; demandez le droit "
            "d’écrire dans cet espace de travail ou choisissez-en un autre.",
            f"“{name}” cannot be reached, or only for reading; ask for permission to write in "
            "this workspace, or choose another.",
        )
    reason = os.strerror(error.errno) if error.errno else str(error)
    return Refusal(
        f"« {name} » n’a pas pu être lu ou enregistré (le système répond : {reason}) ; rien "
        "n’est perdu, recommencez ou prévenez la personne qui gère la machine.",
        f"“{name}” could not be read or saved (the system says: {reason}); nothing is lost, "
        "try again or tell whoever runs this machine.",
    )


class StoredFile:
    """One JSON file of a workspace, at most `limit` bytes long.

    `lock` is the path of its lock file; by default the file's own name and `.lock`.
    """

    def __init__(self, path: Path, limit: int, lock: Path | None = None) -> None:
        self.path = path
        self.limit = limit
        self.lock_path = lock or path.with_name(path.name + ".lock")

    def read_bytes(self) -> bytes | None:
        """Return the content, or None when there is no such file.

        Raise `Damaged` when it is over the limit, `Refusal` when it is no
        ordinary file (a link may point outside the workspace, a pipe would block).
        """
        try:
            handle = os.open(self.path, os.O_RDONLY | _NOFOLLOW | _NONBLOCK | _BINARY)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in {errno.ELOOP, errno.ENXIO}:
                raise _not_a_file(self.path.name) from error
            raise refusal(error, self.path.name) from error
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise _not_a_file(self.path.name)
            if found.st_size > self.limit:
                raise Damaged(f"it is longer than {self.limit} bytes")
            with os.fdopen(os.dup(handle), "rb") as stream:
                return stream.read(self.limit + 1)
        except OSError as error:
            raise refusal(error, self.path.name) from error
        finally:
            os.close(handle)

    def read(self) -> dict[str, Any] | None:
        """Return the JSON object in the file, or None; raise `Damaged` or `Refusal`."""
        raw = self.read_bytes()
        return None if raw is None else decode(raw)

    def write(self, value: dict[str, Any]) -> None:
        """Replace the file by `value`, plain data; call it under `locked`; raise `Refusal`."""
        self.write_bytes(encode(value))

    def write_bytes(self, raw: bytes) -> None:
        """Replace the file by `raw` as one step; call it under `locked`; raise `Refusal`."""
        if len(raw) > self.limit:
            raise Refusal(
                f"« {self.path.name} » dépasserait {self.limit // 1000} ko : rien n’a été "
                "enregistré ; raccourcissez les textes.",
                f"“{self.path.name}” would be longer than {self.limit // 1000} kB: nothing was "
                "saved; shorten the texts.",
            )
        try:
            self._replace(raw)
        except OSError as error:
            raise refusal(error, self.path.name) from error

    def _replace(self, raw: bytes) -> None:
        folder = self.path.parent
        folder.mkdir(parents=True, exist_ok=True)
        # Under the lock nobody else is writing: older ones were left by a killed process.
        for left in folder.glob(f".{self.path.name}.*.tmp"):
            with suppress(OSError):
                left.unlink()
        temporary = folder / f".{self.path.name}.{secrets.token_hex(6)}.tmp"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            try:
                rest = memoryview(raw)
                while rest:
                    rest = rest[os.write(handle, rest) :]
                os.fsync(handle)
            finally:
                os.close(handle)
            os.replace(temporary, self.path)  # noqa: PTH105 - pathlib's would be the same call
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        flush_folder(folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the file's lock; raise `Refusal` when another program keeps it too long."""
        lock = FileLock(self.lock_path, timeout=LOCK_SECONDS, poll_interval=_POLL_SECONDS)
        try:
            self.lock_path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise Refusal(
                f"« {self.path.name} » est en cours d’enregistrement ailleurs ; fermez les "
                "autres fenêtres du cours, puis recommencez.",
                f"“{self.path.name}” is being saved elsewhere; close the other windows of the "
                "course, then try again.",
            ) from error
        except OSError as error:
            raise refusal(error, self.path.name) from error
        try:
            yield
        finally:
            lock.release()

    def set_aside(self) -> Path:
        """Rename the damaged file to `<name>.damaged-<n>` and return that path."""
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
            number += 1
        try:
            self.path.rename(aside)
        except OSError as error:
            raise refusal(error, self.path.name) from error
        return aside


def flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut, where the system can (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_a_file(name: str) -> Refusal:
    return Refusal(
        f"« {name} » n’est pas un fichier ordinaire (un lien ou un répertoire, peut-être) ; "
        "déplacez-le, puis rouvrez la page.",
        f"“{name}” is not an ordinary file (a link or a folder, perhaps); move it, then open "
        "the page again.",
    )

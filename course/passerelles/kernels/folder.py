"""A private folder for the sockets of one server's kernels, or for one run of grading.

Only its owner may enter (0700), its path is short enough for a socket's address
(108 characters), and its owner holds a lock in it: whoever gets the lock knows
the owner is dead and may clear the folder away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_PREFIX: Final = "passerelles-kernels-"
_LOCK: Final = "server.lock"
_LONGEST: Final = 90
"""Bytes of the folder's path: of a socket address's 107, the rest is for the kernel's part."""
PATIENCE: Final = 2.0
"""Seconds a dying server may still hold its lock after its other ends have closed."""


class PrivateFolder:
    """A folder of this process alone, until `remove` or the process's end."""

    def __init__(
        self, bases: tuple[Path, ...] | None = None, prefix: str = _PREFIX, longest: int = _LONGEST
    ) -> None:
        """Create it in the first place that will do; raise `OSError` when none does.

        `longest` is that of its path, in bytes.
        """
        fault: OSError | None = None
        for base in bases or _bases():
            with suppress(OSError):
                sweep(base, prefix)
            try:
                self.path, self._lock = _create(base, prefix, longest)
            except OSError as refused:
                fault = fault or refused
            else:
                return
        raise fault or OSError("no place for sockets: every temporary folder’s path is too long")

    @property
    def lock(self) -> int:
        """The descriptor of the lock; a child that is given it holds the folder too."""
        return self._lock

    def remove(self) -> None:
        """Remove the folder and what is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.let_go()

    def let_go(self) -> None:
        """Give up the lock, leaving the folder: a forked process does, which does not own it."""
        lock, self._lock = self._lock, -1
        if lock >= 0:
            os.close(lock)


def sweep(base: Path, prefix: str = _PREFIX) -> None:
    """Remove from `base` the folders of processes that died without removing theirs."""
    for left in base.glob(f"{prefix}*"):
        with suppress(OSError):
            if left.lstat().st_uid == os.geteuid():
                clear_if_abandoned(left)


def clear_if_abandoned(folder: Path, patience: float = 0.0) -> bool:
    """Remove the folder if its server is dead, waiting `patience` seconds for it to be so."""
    until = time.monotonic() + patience
    while True:
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            if time.monotonic() >= until:
                return False
        else:
            return True
        finally:
            os.close(lock)
        time.sleep(0.02)


def _bases() -> Iterator[Path]:
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime)
    yield Path(tempfile.gettempdir())
    yield Path("/tmp")  # noqa: S108 - the folder made in it is private


def _check_length(folder: Path, longest: int) -> None:
    if len(os.fsencode(folder)) > longest:
        raise OSError(f"{folder}: too long a path for a socket")


def _create(base: Path, prefix: str, longest: int) -> tuple[Path, int]:
    # Under another name until it is locked, or a sweep would take it for abandoned.
    made = Path(tempfile.mkdtemp(prefix=".passerelles-", dir=base))
    final = base / f"{prefix}{made.name.removeprefix('.passerelles-')}"
    try:
        _check_length(final, longest)
        lock = os.open(made / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        raise
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        made.rename(final)
    except OSError:
        os.close(lock)
        shutil.rmtree(made, ignore_errors=True)
        raise
    return final, lock

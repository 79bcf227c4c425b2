"""Looking through a folder that somebody else may own and change meanwhile, link by link refused.

Every step opens by descriptor and follows no link, so that a file exported or listed is
one of the folder itself, whoever puts a link there while it is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

MOST_ENTRIES: Final = 200_000
DEEPEST: Final = 60
"""Folders within folders that are looked into; nothing of the course's lies deeper than six."""
BY_DESCRIPTOR: Final = os.open in os.supports_dir_fd and os.rename in os.supports_dir_fd
_NOFOLLOW: Final[int] = getattr(os, "O_NOFOLLOW", 0)
FOLDER: Final[int] = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW
FILE: Final[int] = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | _NOFOLLOW
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file or a link in a folder: its path there with `/`, its length in bytes."""

    path: str
    size: int
    link: bool = False


def files(root: Path, start: str = "") -> Iterator[Found]:
    """Yield every file and link under `root/start`, in order; what cannot be read is left out.

    `start` may itself be a file. Nothing is followed, nothing is opened but folders.
    """
    count = 0
    waiting = [start]
    while waiting:
        place = waiting.pop()
        kind = _status(root, place)
        if kind is None:
            continue
        if not stat.S_ISDIR(kind.st_mode):
            count += 1
            yield Found(place, kind.st_size, link=not stat.S_ISREG(kind.st_mode))
            continue
        if place.count("/") < DEEPEST and count < MOST_ENTRIES:
            prefix = f"{place}/" if place else ""
            waiting += [f"{prefix}{name}" for name in sorted(_names(root, place), reverse=True)]


def open_file(root: Path, path: str) -> BinaryIO | None:
    """Open an ordinary file under `root` for reading, or return None: gone, a link, a pipe."""
    try:
        folder, base = _parent(root, path)
    except OSError:
        return None
    try:
        handle = (
            os.open(root / path, FILE) if folder is None else os.open(base, FILE, dir_fd=folder)
        )
    except OSError:
        return None
    finally:
        if folder is not None:
            os.close(folder)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    return os.fdopen(handle, "rb")


def read_file(root: Path, path: str, limit: int = 10_000_000) -> bytes | None:
    """Return the content of an ordinary file under `root`, None without one or when too long."""
    stream = open_file(root, path)
    if stream is None:
        return None
    with stream:
        raw = stream.read(limit + 1)
    return raw if len(raw) <= limit else None


def _status(root: Path, path: str) -> os.stat_result | None:
    try:
        folder, base = _parent(root, path)
        try:
            if folder is None:
                return os.lstat(root / path)
            return os.stat(base or ".", dir_fd=folder, follow_symlinks=False)
        finally:
            if folder is not None:
                os.close(folder)
    except (OSError, ValueError):
        return None


def _names(root: Path, path: str) -> list[str]:
    with suppress(OSError):
        if not BY_DESCRIPTOR:
            return os.listdir(root / path)  # noqa: PTH208 - names are all that is wanted
        folder, base = _parent(root, path)
        assert folder is not None
        try:
            inner = os.open(base, FOLDER, dir_fd=folder) if base else os.dup(folder)
        finally:
            os.close(folder)
        try:
            return os.listdir(inner)  # noqa: PTH208 - a descriptor
        finally:
            os.close(inner)
    return []


def _parent(root: Path, path: str) -> tuple[int | None, str]:
    """Open the folder that holds `root/path`; return it with the last part of the path."""
    if not BY_DESCRIPTOR:
        return None, path.rpartition("/")[2]
    *above, base = path.split("/")
    folder = os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        for part in above:
            inner = os.open(part, FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
    except OSError:
        os.close(folder)
        raise
    return folder, base

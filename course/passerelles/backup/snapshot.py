"""A still picture of a folder that is being written in: links where it can, copies where it must.

Files of the course are replaced, never changed in place, so a hard link keeps what a
file was at that instant and costs nothing. Databases and files that grow are copied.
No symbolic link is followed, and nothing but ordinary files is taken.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from passerelles.backup.kinds import SKIPPED_FOLDERS, SKIPPED_SUFFIXES, SNAPSHOT, Part
from passerelles.grading.files import locked

LOCK_SECONDS: Final = 60.0
_SQLITE: Final = b"SQLite format 3\0"
_GROWING: Final = (".jsonl", ".log")


@dataclass
class Picture:
    """Where the still files lie, under their names in the archive, and what was left out."""

    folder: Path
    left: list[str] = field(default_factory=list)


@contextmanager
def still(part: Part, own_place: Path) -> Iterator[Picture]:
    """Make a picture of `part` in a folder beside it (`own_place`), removed afterwards.

    The part's locks are held only while it is made. Raises `OSError` and `Refusal`.
    """
    place = own_place / f"{SNAPSHOT}{os.getpid()}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    try:
        picture = Picture(place)
        with ExitStack() as held:
            for lock in part.locks:
                held.enter_context(locked(lock, LOCK_SECONDS))
            _take(part, picture)
            for one in part.databases:
                if one.sqlite is not None and one.sqlite.exists():
                    target = place / one.file.removeprefix(part.prefix)
                    target.unlink(missing_ok=True)
                    copy_database(one.sqlite, target)
        yield picture
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _take(part: Part, picture: Picture) -> None:
    apart = {str(one) for one in part.apart}
    for above, folders, files, handle in os.fwalk(part.root, follow_symlinks=False):
        place = Path(above).relative_to(part.root)
        for name in list(folders):
            status = os.stat(name, dir_fd=handle, follow_symlinks=False)
            if stat.S_ISLNK(status.st_mode):
                picture.left.append(f"{part.prefix}{place / name}")
            if (
                not stat.S_ISDIR(status.st_mode)
                or name in SKIPPED_FOLDERS
                or name.startswith(SNAPSHOT)
                or str(Path(above) / name) in apart
            ):
                folders.remove(name)
                continue
            (picture.folder / place / name).mkdir(mode=0o700)
            (picture.folder / place / name).chmod(stat.S_IMODE(status.st_mode) | 0o700)
        for name in files:
            if name.endswith(SKIPPED_SUFFIXES):
                continue
            if not _still_file(handle, name, picture.folder / place / name, trusted=part.trusted):
                picture.left.append(f"{part.prefix}{place / name}")


def _still_file(handle: int, name: str, target: Path, *, trusted: bool) -> bool:
    """Link or copy one file; `False` when it is no ordinary file, or gone or closed to us."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        source = os.open(name, flags, dir_fd=handle)
    except (FileNotFoundError, PermissionError, OSError) as error:
        # A link, a socket, a file removed since: none of these is a fault of the disk.
        if isinstance(error, (FileNotFoundError, PermissionError)) or error.errno in _NO_FILE:
            return False
        raise
    with os.fdopen(source, "rb") as stream:
        status = os.fstat(source)
        if not stat.S_ISREG(status.st_mode):
            return False
        head = stream.read(len(_SQLITE))
        if trusted and head == _SQLITE:
            copy_database(Path(f"/proc/self/fd/{handle}") / name, target)
            return True
        if not name.endswith(_GROWING) and _link(handle, name, target, status):
            return True
        stream.seek(0)
        with target.open("xb") as copy:
            shutil.copyfileobj(stream, copy, 1_000_000)
        target.chmod(stat.S_IMODE(status.st_mode) | 0o600)
    return True


def _link(handle: int, name: str, target: Path, status: os.stat_result) -> bool:
    """Link a file; not where the system refuses it, nor where another file took its place."""
    try:
        os.link(name, target, src_dir_fd=handle, follow_symlinks=False)
    except OSError:
        return False
    made = target.lstat()
    if (made.st_dev, made.st_ino) == (status.st_dev, status.st_ino):
        return True
    target.unlink()
    return False


def copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite file that may be in use, as it stands between two transactions."""
    with (
        closing(sqlite3.connect(source, timeout=LOCK_SECONDS)) as book,
        closing(sqlite3.connect(target)) as copy,
    ):
        book.backup(copy)
    target.chmod(0o600)


_NO_FILE: Final = frozenset({40, 6, 95, 116})  # ELOOP, ENXIO, EOPNOTSUPP, ESTALE

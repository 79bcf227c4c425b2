"""Reading a folder that somebody else owns and may change while it is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from passerelles.grading.door import FILES_LIMIT, NOTEBOOK_LIMIT
from passerelles.library.errors import Refusal

_MOST_ENTRIES: Final = 5_000
_MOST_BYTES: Final = NOTEBOOK_LIMIT * 2 + FILES_LIMIT
_NOFOLLOW: Final[int] = getattr(os, "O_NOFOLLOW", 0)  # Windows has none, and no exchange
_FOLDER: Final[int] = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW
_FILE: Final[int] = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NOFOLLOW


def last_change(folder: Path) -> int:
    """Return when anything in a folder last changed (ns), as the system wrote it down.

    Its owner can set other times of a file, but not this one.
    """
    latest, waiting, count = 0, [str(folder)], 0
    try:
        latest = os.lstat(folder).st_ctime_ns
        while waiting and count < _MOST_ENTRIES:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    count += 1
                    latest = max(latest, entry.stat(follow_symlinks=False).st_ctime_ns)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    except OSError:  # removed meanwhile, no folder, or not to be read: reading it will say so
        pass
    return latest


def read_folder(folder: Path, ignore: Iterable[str], *, owned: bool) -> dict[str, bytes]:
    """Return the files of a folder by name with `/`; raise `Refusal`.

    No link is followed, in no part of a path, even one put there while this reads.
    `owned` refuses files that belong to somebody else than the folder does: hard links.
    """
    patterns = list(ignore)
    found: dict[str, bytes] = {}
    left, count = _MOST_BYTES, 0
    try:
        for name, content, same in _walk(folder, patterns):
            count += 1
            if owned and not same:
                raise _strange(name)
            left -= len(content)
            if left < 0 or count > _MOST_ENTRIES:
                raise _too_large(name)
            found[name] = content
    except OSError as fault:
        raise _strange(folder.name) from fault
    return found


def shown(name: str) -> str:
    """Return a name somebody else chose, for a line on a terminal."""
    return (name if name.isprintable() else ascii(name)[1:-1])[:120]


def _walk(folder: Path, patterns: list[str]) -> Iterator[tuple[str, bytes, bool]]:
    """Yield name, content and whether the owner is the folder's; each step opens by descriptor."""
    top = os.open(folder, _FOLDER)
    owner = os.fstat(top).st_uid
    waiting = [(top, "")]
    try:
        while waiting:
            place, above = waiting.pop()
            try:
                for base in sorted(os.listdir(place)):  # noqa: PTH208 - a descriptor
                    if any(fnmatch(base, one) for one in patterns):
                        continue
                    name = f"{above}{base}"
                    kind = os.stat(base, dir_fd=place, follow_symlinks=False).st_mode
                    if stat.S_ISDIR(kind) and len(waiting) < 200:  # noqa: PLR2004 - open at once
                        waiting.append((os.open(base, _FOLDER, dir_fd=place), f"{name}/"))
                    elif stat.S_ISREG(kind):
                        yield name, *_content(base, place, owner)
                    else:
                        raise _strange(name)
            finally:
                os.close(place)
    finally:
        for place, _ in waiting:
            os.close(place)


def _content(base: str, place: int, owner: int) -> tuple[bytes, bool]:
    handle = os.open(base, _FILE, dir_fd=place)
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _strange(base)
        content = stream.read(max(NOTEBOOK_LIMIT, FILES_LIMIT) + 1)
    if len(content) > max(NOTEBOOK_LIMIT, FILES_LIMIT):
        raise _too_large(base)
    return content, status.st_uid == owner


def _strange(name: str) -> Refusal:
    return Refusal(
        f"« {shown(name)} » est un lien, ou n’est pas à la personne qui remet ; demandez-lui de "
        "remettre une copie du fichier.",
        f"“{shown(name)}” is a link, or does not belong to whoever hands in; ask them to hand in a "
        "copy of the file.",
    )


def _too_large(name: str) -> Refusal:
    return Refusal(
        f"« {shown(name)} » dépasse la taille permise ; demandez une remise sans ce qui n’est pas "
        "demandé.",
        f"“{shown(name)}” is beyond the size allowed; ask for a submission without what was not "
        "asked for.",
    )

"""Removing what lies in a folder, wholly and safely, however it was put there.

No link is followed, even one put there meanwhile; a tree of any depth goes with two open
descriptors, for inner folders are first moved up; a removal that was killed is finished by
the next. Folders without permissions are given them first, where they are ours.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.files import flush_folder, refusal
from passerelles.library.errors import Refusal
from passerelles.privacy.walk import BY_DESCRIPTOR, FOLDER

_ROUNDS: Final = 100_000
"""One for each level of a tree; beyond them somebody keeps writing."""


def remove(root: Path, name: str) -> bool:
    """Remove the entry `name` of the folder `root`, whatever it is; tell whether it was there.

    `name` is one name, never a path. Raises `Refusal` when the system forbids it or when
    another program keeps writing there.
    """
    if not name or name in {".", ".."} or "/" in name or "\0" in name:
        raise ValueError("one name, not a path")
    try:
        if not BY_DESCRIPTOR:
            return _remove_by_path(root / name)
        place = os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            return _remove(place, name)
        finally:
            os.close(place)
            flush_folder(root)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise refusal(error, name) from error


def _remove(place: int, name: str) -> bool:
    if not stat.S_ISDIR(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode):
        os.unlink(name, dir_fd=place)
        return True
    top = _open(place, name)
    try:
        for _ in range(_ROUNDS):
            inner = os.listdir(top)  # noqa: PTH208 - a descriptor
            if not inner:
                break
            for base in inner:
                with suppress(FileNotFoundError):
                    _empty(top, base)
    finally:
        os.close(top)
    try:
        os.rmdir(name, dir_fd=place)
    except OSError as error:
        raise _busy(name) from error
    return True


def _empty(top: int, base: str) -> None:
    """Remove one entry of the folder `top`; folders inside it move up into `top`."""
    if not stat.S_ISDIR(os.stat(base, dir_fd=top, follow_symlinks=False).st_mode):
        os.unlink(base, dir_fd=top)
        return
    child = _open(top, base)
    try:
        for name in os.listdir(child):  # noqa: PTH208 - a descriptor
            with suppress(FileNotFoundError):
                if stat.S_ISDIR(os.stat(name, dir_fd=child, follow_symlinks=False).st_mode):
                    # To move a folder elsewhere is to write in it: its parent changes.
                    os.close(_open(child, name))
                    fresh = f".erased-{secrets.token_hex(8)}"
                    os.rename(name, fresh, src_dir_fd=child, dst_dir_fd=top)
                else:
                    os.unlink(name, dir_fd=child)
    finally:
        os.close(child)
    with suppress(OSError):  # somebody wrote there meanwhile: the next round takes that too
        os.rmdir(base, dir_fd=top)


def _open(place: int, name: str) -> int:
    """Open a folder to empty it; one that is ours but forbidden is opened up first."""
    try:
        handle = os.open(name, FOLDER, dir_fd=place)
    except PermissionError:
        if os.geteuid() == 0:
            raise
        os.chmod(name, 0o700, dir_fd=place)  # our own folder: root never comes here
        handle = os.open(name, FOLDER, dir_fd=place)
    with suppress(OSError):
        os.fchmod(handle, 0o700)
    return handle


def _remove_by_path(path: Path) -> bool:
    """Remove where the system knows no descriptors of folders (Windows)."""
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return True

    def again(step: Callable[[str], Any], stuck: str, _fault: Any) -> None:
        Path(stuck).chmod(0o700)
        step(stuck)

    shutil.rmtree(path, onerror=again)
    return True


def _busy(name: str) -> Refusal:
    return Refusal(
        f"« {name} » reçoit encore des fichiers ; fermez les pages et les programmes qui y "
        "écrivent, puis recommencez : l’effacement reprendra où il en est.",
        f"“{name}” is still receiving files; close the pages and programs that write there, then "
        "try again: erasing goes on where it stands.",
    )

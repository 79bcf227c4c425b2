"""Writing in a classroom: locks, whole folders put in place at once, small JSON files."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from passerelles.dossier.data import Damaged
from passerelles.dossier.files import StoredFile, flush_folder, refusal
from passerelles.library.errors import Refusal

try:
    import fcntl
except ImportError:  # Windows, where nothing is swept
    fcntl = None  # type: ignore[assignment]

JSON_LIMIT: Final = 5_000_000
_POLL_SECONDS: Final = 0.01


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file `path`; raise `Refusal` when someone keeps it for `seconds`.

    The system frees the lock when the process that holds it ends, however it ends.
    """
    lock = FileLock(path, timeout=seconds, poll_interval=_POLL_SECONDS)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise Refusal(
            "La classe est occupée par une autre correction ; recommencez dans un instant.",
            "The classroom is busy with another grading run; try again in a moment.",
        ) from error
    except OSError as error:
        raise refusal(error, path.name) from error
    try:
        yield
    finally:
        lock.release()


def publish(
    folder: Path, files: Mapping[str, bytes], staging: Path, *, durable: bool = True
) -> None:
    """Put a folder holding `files` (name to content) in place, replacing an earlier one.

    Written and flushed first in `staging`, on the same file system: a reader
    sees the old folder or the new one. What can be made again from elsewhere in the
    classroom need not be `durable`: a power cut may then cost it. Call it under a
    lock. Raises `Refusal`.
    """
    try:
        staging.mkdir(parents=True, exist_ok=True)
        with _in_use(staging):
            ready = staging / secrets.token_hex(8)
            ready.mkdir()
            try:
                for name, content in files.items():
                    (ready / name).parent.mkdir(parents=True, exist_ok=True)
                    _write(ready / name, content, flushed=durable)
                if durable:
                    flush_folder(ready)
                folder.parent.mkdir(parents=True, exist_ok=True)
                replace_folder(folder, ready, staging, durable=durable)
            finally:
                remove(ready)
    except OSError as error:
        raise refusal(error, folder.name) from error


def replace_folder(folder: Path, ready: Path, staging: Path, *, durable: bool = True) -> None:
    """Rename `ready` to `folder`; what stood there goes by way of `staging`, or comes back."""
    old = staging / secrets.token_hex(8)
    with suppress(FileNotFoundError):
        folder.rename(old)
    try:
        ready.rename(folder)
    except BaseException:
        with suppress(OSError):
            old.rename(folder)
        raise
    if durable:
        flush_folder(folder.parent)
    remove(old)


def sweep(staging: Path) -> None:
    """Remove what killed runs left in `staging`; call it under the `grade` lock.

    Nothing is removed while another process publishes there: the next run will.
    """
    if fcntl is None or not staging.is_dir():
        return
    with suppress(OSError), _held(staging, fcntl.LOCK_EX | fcntl.LOCK_NB):
        for left in staging.iterdir():
            remove(left)


@contextmanager
def _in_use(staging: Path) -> Iterator[None]:
    """Tell `sweep` that something in `staging` is at work."""
    with ExitStack() as stack:
        if fcntl is not None:
            with suppress(OSError):  # a file system without such locks is never swept either
                stack.enter_context(_held(staging, fcntl.LOCK_SH))
        yield


@contextmanager
def _held(folder: Path, kind: int) -> Iterator[None]:
    """Lock a folder itself, which the system frees when this process ends; raise `OSError`."""
    assert fcntl is not None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, kind)
        yield
    finally:
        os.close(handle)


def remove(folder: Path) -> None:
    """Remove a folder if it is there; nbgrader leaves read-only files in its own."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def read_json(path: Path, limit: int = JSON_LIMIT) -> dict[str, Any] | None:
    """Return the JSON object in a classroom's own file, or None; raise `Refusal`."""
    try:
        return StoredFile(path, limit).read()
    except Damaged as fault:
        raise Refusal(
            f"« {path} » est abîmé ({fault}) ; restaurez-le d’une sauvegarde ou relancez "
            "« passerelles classroom init ».",
            f"“{path}” is damaged ({fault}); restore it from a backup or run "
            "“passerelles classroom init” again.",
        ) from fault


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Replace a classroom's own JSON file atomically; raise `Refusal`."""
    StoredFile(path, JSON_LIMIT).write(value)


def write_file(path: Path, content: bytes, *, private: bool = False) -> bool:
    """Replace a file atomically when its content differs; tell whether it did.

    A `private` one holds a password: only its owner may read it.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        _write(temporary, content, 0o600 if private else 0o666)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise refusal(error, path.name) from error
    return True


def folders(path: Path) -> list[Path]:
    """Return the real folders in `path`, in order; links and files are left out."""
    try:
        found = [one for one in path.iterdir() if stat.S_ISDIR(one.lstat().st_mode)]
    except FileNotFoundError:
        return []
    return sorted(found, key=lambda one: one.name)


def _write(path: Path, content: bytes, mode: int = 0o666, *, flushed: bool = True) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
        stream.write(content)
        stream.flush()
        if flushed:
            os.fsync(stream.fileno())

"""Backing up a folder while it is in use."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from passerelles.backup import rows
from passerelles.backup.archive import Manifest, Writer, writing
from passerelles.backup.kinds import SNAPSHOT, Original, Part, look
from passerelles.backup.snapshot import still
from passerelles.dossier.files import refusal
from passerelles.grading.database import shown
from passerelles.grading.files import locked
from passerelles.library.errors import Refusal

_LOCK = ".backup.lock"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup came to: its file, bytes, number of files, and what was left out."""

    path: Path
    size: int
    files: int
    kind: str
    left: tuple[str, ...]


def save(folder: Path, output: Path) -> Saved:
    """Back up a hub, a classroom, a room or a workspace into the new file `output`.

    Everything may go on running. Raises `Refusal`; then there is no file.
    """
    original = look(folder)
    output = Path(output).absolute()
    _check_output(original, output)
    manifest = Manifest.begin(original.kind, original.root)
    with ExitStack() as held:
        if original.parts[0].trusted:
            held.enter_context(locked(original.root / _LOCK, 1.0))
        _sweep({_place(part, output) for part in original.parts})
        with writing(output, manifest) as writer:
            for part in original.parts:
                _add(part, _place(part, output), writer)
    status = output.stat()
    left = tuple(manifest.left)
    return Saved(output, status.st_size, len(manifest.files), original.kind, left)


def _place(part: Part, output: Path) -> Path:
    """Return where the picture of a part is made: never where a learner could reach into it."""
    if part.trusted:
        return part.root
    return part.root.parent if part.prefix else output.parent


def _add(part: Part, place: Path, writer: Writer) -> None:
    try:
        with still(part, place) as picture:
            for one in part.databases:
                target = picture.folder / one.file.removeprefix(part.prefix)
                if one.sqlite is None:
                    rows.dump(one.url, target)
                if target.exists():
                    told = {"file": one.file, "url": shown(one.url)}
                    writer.manifest.databases[one.name] = told
            if part.prefix and not part.trusted:
                mode = part.root.stat().st_mode & 0o777
                writer.manifest.folders[part.prefix.rstrip("/")] = mode
            writer.tree(picture.folder, part.prefix)
            writer.manifest.left += picture.left
    except OSError as error:
        raise refusal(error, str(part.root)) from error


def _check_output(original: Original, output: Path) -> None:
    if not output.parent.is_dir():
        raise Refusal(
            f"« {output.parent} » n’existe pas ; créez ce dossier ou enregistrez ailleurs.",
            f"“{output.parent}” does not exist; create this folder or save elsewhere.",
        )
    real = output.parent.resolve()
    if any(real.is_relative_to(part.root.resolve()) for part in original.parts):
        raise Refusal(
            "La sauvegarde serait dans ce qu’elle sauvegarde ; enregistrez-la dans un autre "
            "dossier, au mieux sur une autre machine.",
            "The backup would lie in what it backs up; save it in another folder, best on "
            "another machine.",
        )


def _sweep(places: set[Path]) -> None:
    """Remove the pictures of backups that were killed."""
    for place in places:
        for left in place.glob(f"{SNAPSHOT}[0-9]*"):
            pid = left.name.removeprefix(SNAPSHOT)
            if pid.isdecimal() and not _alive(int(pid)):
                shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

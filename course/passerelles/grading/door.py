"""Submissions that are notebooks, checked at the door: read once, within limits, or refused."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final

from passerelles.library.errors import Refusal

NOTEBOOK_LIMIT: Final = 20_000_000
"""Bytes of one notebook."""
FILES_LIMIT: Final = 30_000_000
"""Bytes of all other files of one submission."""
_TIME: Final = "timestamp.txt"
_TIME_LIMIT: Final = 1_000
_NAME_LIMIT: Final = 1_000  # bytes of a path: the folders it is copied to have names too
_MOST_FILES: Final = 1_000
_NEWEST: Final = 4
_OLDEST: Final = 3


@dataclass(frozen=True, slots=True)
class Submission:
    """The bytes of notebooks and other files, by name; `digest` tells submissions apart."""

    notebooks: dict[str, bytes]
    files: dict[str, bytes]
    digest: str

    def packed(self, without: Iterable[str]) -> dict[str, str]:
        """Return the files as base64 but for `without`, the assignment's; raise `Refusal`.

        None of them may make a file of the assignment's a folder, or the other way round.
        """
        left = set(without)
        above = {str(parent) for name in left for parent in PurePosixPath(name).parents}
        for name in self.files:
            if name in above or any(str(one) in left for one in PurePosixPath(name).parents):
                raise _misplaced(name)
        return {
            name: base64.b64encode(content).decode()
            for name, content in self.files.items()
            if name not in left
        }


def read_submission(folder: Path, known: Mapping[str, Any], ignore: Iterable[str]) -> Submission:
    """Read one learner's folder; raise `Refusal` for a link, a device, too much of anything."""
    notebooks: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    patterns = list(ignore)
    total = 0
    for name, path, size in _entries(folder):
        if any(fnmatch(part, one) for part in name.split("/") for one in patterns):
            continue
        if "/" not in name and name.endswith(".ipynb"):
            if name.removesuffix(".ipynb") in known:
                if size > NOTEBOOK_LIMIT:
                    raise _too_large(name, NOTEBOOK_LIMIT)
                notebooks[name.removesuffix(".ipynb")] = _bytes(path)
            continue
        total += size
        if total > FILES_LIMIT or len(files) >= _MOST_FILES:
            raise _too_large(name, FILES_LIMIT)
        files[name] = _bytes(path)
    if not notebooks:
        wanted = ", ".join(f"{name}.ipynb" for name in known)
        raise Refusal(
            f"La remise ne contient aucun cahier de ce devoir ; il faut : {wanted}.",
            f"The submission holds no notebook of this assignment; it needs: {wanted}.",
        )
    sums = sha256()
    for name, content in sorted({**notebooks, **files}.items()):
        sums.update(f"{name}\0{len(content)}\0".encode("utf-8", "replace") + content)
    return Submission(notebooks, files, sums.hexdigest())


def read_notebook(name: str, raw: bytes) -> Any:
    """Return a notebook of the current format that can be graded; raise `Refusal`."""
    import nbformat  # noqa: PLC0415 - slow to load
    from nbformat.validator import normalize  # noqa: PLC0415

    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as fault:
        raise _unreadable(name) from fault
    if not isinstance(data, dict) or type(data.get("nbformat")) is not int:
        raise _unreadable(name)
    if data["nbformat"] > _NEWEST:
        raise Refusal(
            f"« {name}.ipynb » est d’un format plus récent que celui de cette installation ; "
            "enregistrez-le au format 4.",
            f"“{name}.ipynb” is of a newer format than this installation knows; save it in format "
            "4.",
        )
    if data["nbformat"] < _OLDEST:
        raise _unreadable(name)
    try:
        text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode()
        node = nbformat.reads(text, as_version=_NEWEST)
        _, node = normalize(node)
        nbformat.validate(node)
    except Exception as fault:  # whatever a hostile notebook makes a validator raise
        raise _unreadable(name) from fault
    return node


def _entries(folder: Path) -> Iterable[tuple[str, Path, int]]:
    """Yield every file below `folder`: its name with `/`, its path, its size."""
    waiting = [(folder, "")]
    count = 0
    while waiting:
        place, above = waiting.pop()
        try:
            found = sorted(os.scandir(place), key=lambda one: one.name)
        except OSError as fault:
            raise _strange(above or folder.name) from fault
        for entry in found:
            name = f"{above}{entry.name}"
            status = entry.stat(follow_symlinks=False)
            count += 1
            if count > _MOST_FILES * 5:
                raise _too_large(name, FILES_LIMIT)
            if stat.S_ISDIR(status.st_mode):
                waiting.append((Path(entry.path), f"{name}/"))
            elif stat.S_ISREG(status.st_mode) and _ordinary(name, status.st_size):
                yield name, Path(entry.path), status.st_size
            else:
                raise _strange(name)


def _ordinary(name: str, size: int) -> bool:
    # nbgrader reads and copies all of the time's file, whatever it holds.
    return len(os.fsencode(name)) <= _NAME_LIMIT and (name != _TIME or size <= _TIME_LIMIT)


def _bytes(path: Path) -> bytes:
    # Never through a link, even one put there since the look.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(max(NOTEBOOK_LIMIT, FILES_LIMIT) + 1)


def _unreadable(name: str) -> Refusal:
    return Refusal(
        f"« {name}.ipynb » n’est pas un cahier lisible ; rouvrez-le dans Jupyter, enregistrez-le "
        "et remettez-le.",
        f"“{name}.ipynb” is not a readable notebook; open it in Jupyter, save it and hand it in "
        "again.",
    )


def _strange(name: str) -> Refusal:
    shown = ascii(name)[1:-1][:80]
    return Refusal(
        f"« {shown} » n’est ni un fichier ordinaire ni un dossier, ou son nom ou sa taille sont "
        "démesurés ; remettez une simple copie du fichier.",
        f"“{shown}” is neither an ordinary file nor a folder, or has an enormous name or size; "
        "hand in a plain copy of the file.",
    )


def _misplaced(name: str) -> Refusal:
    shown = ascii(name)[1:-1][:80]
    return Refusal(
        f"« {shown} » ne va pas avec les fichiers du devoir, qui ont là un fichier au lieu d’un "
        "dossier, ou l’inverse ; retirez-le et remettez.",
        f"“{shown}” does not fit the files of the assignment, which have a file there instead of "
        "a folder, or the other way round; take it out and hand in again.",
    )


def _too_large(name: str, limit: int) -> Refusal:
    shown, megabytes = ascii(name)[1:-1][:80], limit // 1_000_000
    return Refusal(
        f"« {shown} » dépasse la taille permise ({megabytes} Mo par remise) ; retirez ce qui n’est "
        "pas demandé et remettez.",
        f"“{shown}” is beyond the size allowed ({megabytes} MB a submission); take out what was "
        "not asked for and hand in again.",
    )

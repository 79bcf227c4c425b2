"""Whether the code a parent has imported is still what lies on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

IMPORTED: Final = (
    "passerelles.library",
    "passerelles.dossier",
    "passerelles.kernels",
    "passerelles_widgets",
)
"""What a parent imports of ours; import-linter holds the widgets to it."""
_KINDS: Final = (".py", ".yml", ".json")


def stamp(packages: Sequence[str] = IMPORTED) -> int:
    """Return a number that changes when a source of the packages does (a millisecond or two).

    Raises `OSError` when the folders cannot be read at all, as without descriptors.
    """
    found = []
    for package in packages:
        for folder in _folders(package):
            found += sorted(_files(folder))
    return hash(tuple(found))


def _folders(package: str) -> list[str]:
    # The top package alone is imported by looking for its parts, and it is empty.
    spec = find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec else []


def _files(folder: str | Path) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            elif entry.name.endswith(_KINDS):
                status = entry.stat()
                yield entry.path, status.st_mtime_ns, status.st_size
        except FileNotFoundError:  # gone since it was listed
            continue

"""A learner's workspace: what the inventory says is in it, and nothing beside.

The folder may be somebody's home or hold their own files: only what the course keeps is
exported and erased, and the mark that makes it a workspace goes last, so that an erasure
which was killed can be finished. On a hub the folder is the course's own and goes whole.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.files import StoredFile, refusal
from passerelles.dossier.workspace import MARK
from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles.privacy.inventory import inventory
from passerelles.privacy.removal import remove
from passerelles.privacy.shares import Item
from passerelles.privacy.walk import files

_ROOMS_FILE: Final = "room.jsonl"
_CLASSROOM_FILES: Final = ("passerelles.yml", "nbgrader_config.py", "gradebook.db")


class WorkspaceShare:
    """The course's files in one workspace; `whole` also takes whatever else lies there."""

    def __init__(self, root: Path, name: str = "workspace", *, whole: bool = False) -> None:
        self.root = root
        self.name = name
        self._whole = whole

    @property
    def title(self) -> Text:
        """Return the place in words."""
        return Text(f"Espace de travail {self.root}", f"Workspace {self.root}")

    def items(self) -> list[Item]:
        """Return the learner's files, in order."""
        known = inventory()
        found = []
        for name in self._names():
            for file in files(self.root, name):
                entry = known.find("workspace", file.path)
                if entry is None and self._whole:
                    entry = next(one for one in known.of("workspace") if one.id == "answers")
                if entry is not None and entry.whose != "nobody":
                    found.append(Item(entry, self.root, file))
        return found

    def records(self) -> dict[str, Any]:
        """Return nothing: a workspace has files only."""
        return {}

    def erase(self) -> None:
        """Erase the learner's files, the mark last; raise `Refusal`."""
        names = self._names()
        with ExitStack() as held:
            # Whoever is saving finishes first; a page open elsewhere finds an empty workspace.
            for name in ("dossier.json", "progress.json"):
                if name in names:
                    held.enter_context(StoredFile(self.root / name, 1).locked())
            for name in names:
                if name != MARK and not name.endswith(".lock"):
                    remove(self.root, name)
        for name in self._names():
            if name != MARK:
                remove(self.root, name)
        remove(self.root, MARK)
        if self._whole:
            with suppress(OSError):
                self.root.rmdir()

    def _names(self) -> list[str]:
        """Return the entries of the folder that the course keeps, in order."""
        try:
            names = sorted(os.listdir(self.root))  # noqa: PTH208 - names are all that is wanted
        except OSError as error:
            raise refusal(error, str(self.root)) from error
        return names if self._whole else [name for name in names if _ours(name)]


def open_workspace(path: Path) -> WorkspaceShare:
    """Return a person's share of a workspace; raise `Refusal` when the folder is none."""
    root = Path(path).absolute()
    if root.is_symlink() or not root.is_dir():
        raise _no_workspace(root)
    looks = (root / MARK).is_dir() or (root / "dossier.json").is_file()
    other = [name for name in (*_CLASSROOM_FILES, _ROOMS_FILE) if (root / name).exists()]
    if not looks or other:
        raise _no_workspace(root)
    return WorkspaceShare(root)


def _ours(name: str) -> bool:
    """Tell whether an entry at the top of a workspace is the course's, by the inventory."""
    return any(
        entry.matches(name) or any(path == f"{name}/**" for path in entry.paths)
        for entry in inventory().of("workspace")
    )


def _no_workspace(root: Path) -> Refusal:
    return Refusal(
        f"« {root} » n’est pas un espace de travail ; indiquez le répertoire qui contient votre "
        "dossier, ou nommez la personne avec --classroom, --hub ou --room.",
        f"“{root}” is not a workspace; give the folder that holds your dossier, or name the "
        "person with --classroom, --hub or --room.",
    )

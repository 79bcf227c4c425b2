"""What of a team's shared folder has changed: looked at a few times a second, by time and size.

Kernels write there in processes of their own, and so may a file manager: the disk is asked
rather than everybody who writes. A look costs one `stat` a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.workshop.workspaces import Workspaces

LOOK_EVERY: Final = 0.2
"""Seconds between two looks."""
Stamp = tuple[int, int, int]
Change = dict[str, Any]
"""`simulators`: the ids whose values or saved scenarios changed; `dossier`: its new revision."""
_SCENARIOS: Final = ("current.json", "saved.json")


class Watch:
    """Remembers how each team's folder stood at the last look."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._known: dict[str, dict[str, Stamp]] = {}

    def begin(self, team: str) -> None:
        """Remember how a team's folder stands, unless it is watched already.

        Done when a page's line opens: what changes right after it must not be taken for how
        things stood.
        """
        folder = self._workspaces.team_folder(team)
        if team not in self._known and folder is not None:
            self._known[team] = dict(stamps(folder))

    def changes(self, teams: Iterable[str | None]) -> Iterator[tuple[str, Change]]:
        """Give the teams whose folder has changed, and what; the first look tells nothing."""
        for team in {one for one in teams if one}:
            folder = self._workspaces.team_folder(team)
            assert folder is not None
            found = dict(stamps(folder))
            known = self._known.get(team)
            self._known[team] = found
            if known is None or known == found:
                continue
            moved = {name for name in found if known.get(name) != found[name]}
            change: Change = {}
            simulators = sorted({name.split("/")[1] for name in moved if "/" in name})
            if simulators:
                change["simulators"] = simulators
            if "dossier.json" in moved:
                with suppress(Refusal):
                    change["dossier"] = Workspace(folder).dossier.load().revision
            if change:
                yield team, change


def stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    """Give the name and the stamp of each file that matters; a missing one is left out."""
    with suppress(OSError):
        yield "dossier.json", _stamp(os.stat(folder / "dossier.json"))  # noqa: PTH116 - one call
    with suppress(OSError), os.scandir(folder / "scenarios") as entries:
        for entry in entries:
            for name in _SCENARIOS:
                with suppress(OSError):
                    found = _stamp(os.stat(f"{entry.path}/{name}"))  # noqa: PTH116
                    yield f"scenarios/{entry.name}/{name}", found


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_size, found.st_ino

"""A learner's folder: the one way into everything a learner keeps.

dossier.json, revisions/     the dossier
scenarios/<simulator>/       current.json, saved.json
exercises/<id>/              the notebook and answers.json
progress.json                where the learner stands
.passerelles/                marks the folder as a workspace

A team shares one folder for the dossier and the scenarios; the rest stays each member's own.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final

from passerelles.dossier.answers import AnswerStore
from passerelles.dossier.files import refusal
from passerelles.dossier.progress import ProgressStore
from passerelles.dossier.scenarios import ScenarioStore
from passerelles.dossier.store import DossierStore
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

MARK: Final = ".passerelles"


class Workspace:
    """The stores of one learner's folder. Making one touches nothing: see `open`.

    `shared` is the folder of the dossier and the scenarios: a team's, else `root` itself.
    """

    def __init__(self, root: Path, shared: Path | None = None) -> None:
        self.root = Path(root).absolute()
        self.shared = self.root if shared is None else Path(shared).absolute()
        self._scenarios: dict[str, ScenarioStore] = {}
        self._answers: dict[str, AnswerStore] = {}

    @property
    def team(self) -> bool:
        """Tell whether others work on the same dossier and scenarios."""
        return self.shared != self.root

    @classmethod
    def open(cls, path: Path, shared: Path | None = None) -> Workspace:
        """Open the folder `path`, and a team's folder `shared`, making and marking them if need be.

        Raise `Refusal` when its parent does not exist, when it is no folder and
        when it cannot be written to.
        """
        cls._ready(Path(path).absolute())
        if shared is not None:
            cls._ready(Path(shared).absolute())
        return cls(path, shared)

    @staticmethod
    def _ready(root: Path) -> None:
        try:
            root.mkdir(exist_ok=True)
        except FileNotFoundError as error:
            raise Refusal(
                f"« {root.parent} » n’existe pas ; créez ce répertoire ou choisissez un autre "
                "espace de travail.",
                f"“{root.parent}” does not exist; create this folder or choose another workspace.",
            ) from error
        except (FileExistsError, NotADirectoryError) as error:
            raise Refusal(
                f"« {root} » n’est pas un répertoire ; choisissez un autre espace de travail.",
                f"“{root}” is not a folder; choose another workspace.",
            ) from error
        except (OSError, ValueError) as error:
            raise _refusal(error, root) from error
        try:
            _try_writing(root)
            with suppress(FileExistsError):
                (root / MARK).mkdir()
        except OSError as error:
            raise refusal(error, str(root)) from error

    @cached_property
    def dossier(self) -> DossierStore:
        """The partnership dossier."""
        return DossierStore(self.shared)

    @cached_property
    def progress(self) -> ProgressStore:
        """Where the learner stands."""
        return ProgressStore(self.root)

    def scenarios(self, simulator_id: str) -> ScenarioStore:
        """Return the scenarios of one simulator; raise `Refusal` for an unsafe id."""
        if simulator_id not in self._scenarios:
            self._scenarios[simulator_id] = ScenarioStore(self.shared, simulator_id)
        return self._scenarios[simulator_id]

    def answers(self, exercise_id: str, version: int = 1) -> AnswerStore:
        """Return the answers to one exercise; raise `Refusal` for an unsafe id."""
        if exercise_id not in self._answers:
            self._answers[exercise_id] = AnswerStore(self.root, exercise_id, version)
        return self._answers[exercise_id]

    @property
    def notices(self) -> tuple[Text, ...]:
        """What the stores used so far found damaged and set aside."""
        found = [self.dossier.notice, self.progress.notice]
        found += [store.notice for store in self._scenarios.values()]
        found += [store.notice for store in self._answers.values()]
        return tuple(notice for notice in found if notice is not None)


def _try_writing(root: Path) -> None:
    # Asking for permission bits would lie to root and about read-only mounts: write instead.
    probe = root / f".{secrets.token_hex(6)}.tmp"
    handle = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, b"passerelles")
    finally:
        os.close(handle)
        with suppress(OSError):
            probe.unlink()


def _refusal(error: OSError | ValueError, root: Path) -> Refusal:
    if isinstance(error, OSError):
        return refusal(error, str(root))
    return Refusal(
        "Ce chemin n’est pas valable ; choisissez un autre espace de travail.",
        "This path is not valid; choose another workspace.",
    )

"""A desk on this machine: a classroom's folder, or, without one, the workspace itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from passerelles import grading
from passerelles.desk.protocol import DeskInfo, Standing
from passerelles.desk.standing import describe, standing
from passerelles.dossier.workspace import Workspace
from passerelles.grading.handing_in import Receipt
from passerelles.grading.results import ResultView
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text

LOCAL: Final = ""
"""The id of the one desk of a laptop."""


@dataclass(frozen=True, slots=True)
class LocalDesk:
    """Hands in to the classroom `directory` as whoever works at this machine.

    Without a directory the work is kept in the workspace, and nobody grades it here.
    """

    workspace: Workspace
    directory: Path | None
    course: str = LOCAL
    title: Text | None = None

    @property
    def grades(self) -> bool:
        """Tell whether there is a classroom."""
        return self.directory is not None

    def info(self) -> DeskInfo:
        """Return where the learner stands; nothing is said without a classroom."""
        if self.directory is None:
            return DeskInfo()
        found = describe(self._open(), grading.local_student())
        return DeskInfo(tuple(self._from_here(one) for one in found.exercises))

    def standing(self, exercise_id: str) -> Standing | None:
        """Return where the learner stands; what the classroom lacks is refused when handed in."""
        classroom = None if self.directory is None else self._open()
        if classroom is None or exercise_id not in classroom.exercises():
            return Standing(exercise_id, receipt=self.kept(exercise_id))
        return self._from_here(standing(classroom, grading.local_student(), exercise_id))

    def kept(self, exercise_id: str) -> Receipt | None:
        """Return the receipt of the last time."""
        return grading.last_receipt(self.workspace, exercise_id)

    def submit(self, exercise_id: str) -> Receipt:
        """Hand in to the classroom, or keep the work here."""
        classroom = None if self.directory is None else self._open()
        return grading.submit(self.workspace, exercise_id, grading.local_student(), classroom)

    def grade(self, exercise_id: str) -> bool:
        """Grade the local learner's work; raise `Refusal` with the verdict if that fails."""
        if self.directory is None:
            return False
        for verdict in grading.grade(self._open(), exercise_id, grading.local_student()):
            if verdict.reason is not None:
                raise Refusal(verdict.reason.fr, verdict.reason.en)
        return True

    def result(self, exercise_id: str, language: Language) -> ResultView | None:
        """Return the result that the classroom holds."""
        if self.directory is None:
            return None
        return grading.result(self._open(), exercise_id, grading.local_student(), language)

    def _from_here(self, found: Standing) -> Standing:
        """Leave out what the same person handed in from another workspace of this machine."""
        receipt = self.kept(found.exercise)
        if receipt is not None:
            return replace(found, receipt=receipt)
        return replace(found, receipt=None, waiting=False, points=None, max_points=None)

    def _open(self) -> Classroom:
        assert self.directory is not None
        return grading.open_(self.directory)

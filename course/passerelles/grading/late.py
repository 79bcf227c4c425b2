"""What lateness costs, as a plugin of nbgrader's: the penalty stands in its own gradebook.

`nbgrader_config.py` of a classroom names it, so that stock `nbgrader autograde` and our
engine write the same. nbgrader never takes off more than a submission has earned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin

from passerelles.grading.dates import extension
from passerelles.grading.settings import SETTINGS_FILE, Settings, read_settings


class LatePenalty(LateSubmissionPlugin):  # type: ignore[misc, unused-ignore]
    """Takes the classroom's percentage of an assignment's points off for each day begun."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points to take off; `None` where the classroom takes none.

        nbgrader calls it with the seconds after the deadline, extension included where
        the gradebook has it already.
        """
        del score  # it is the rule's points that count: those earned are known later
        root = _root(self)
        settings = _settings(root)
        if settings is None or settings.late != "penalty":
            return None
        step: Any = self.parent
        handed = step.gradebook.find_submission(step.assignment_id, student_id)
        sheet = step.gradebook.find_submission_notebook(
            step.notebook_id, step.assignment_id, student_id
        )
        granted = extension(settings, step.assignment_id, student_id)
        seconds = total_seconds_late
        if handed.extension != granted:
            before = handed.extension
            handed.extension = granted
            seconds += before.total_seconds() if before else 0.0
            seconds -= granted.total_seconds() if granted else 0.0
        return settings.penalty_for(seconds, float(sheet.max_score)) or None


def _root(plugin: Any) -> Path:
    """Return the course's directory: nbgrader's own, or where nbgrader was started."""
    above = plugin.parent
    while above is not None:
        course = getattr(above, "coursedir", None)
        if course is not None:
            return Path(course.root)
        above = getattr(above, "parent", None)
    return Path.cwd()


def _settings(root: Path) -> Settings | None:
    path = root / SETTINGS_FILE
    return read_settings(path) if path.is_file() else None

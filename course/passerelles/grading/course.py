"""Any nbgrader course directory can be graded, not only the classrooms we make."""

from __future__ import annotations

from pathlib import Path

from passerelles.grading.classroom import open_
from passerelles.grading.settings import NBGRADER_FILE, SETTINGS_FILE, Classroom, Settings
from passerelles.library.errors import Refusal


def open_course(directory: Path) -> Classroom:
    """Open a classroom, or a course directory of nbgrader's own; raise `Refusal` for neither."""
    root = Path(directory).absolute()
    if (root / NBGRADER_FILE).is_file() and not (root / SETTINGS_FILE).exists():
        return Classroom(root.resolve(), Settings(version=1))
    return open_(directory)


def assignment_name(classroom: Classroom, name: str) -> str:
    """Return `name` if it can be an assignment of this classroom; raise `Refusal`.

    Whether nbgrader's gradebook has it is found out by the run.
    """
    if name in classroom.exercises():
        return name
    # nbgrader's own rule for the names of assignments, and nothing that leads elsewhere.
    if name and "+" not in name and name.strip() == name and Path(name).name == name:
        source, release = (classroom.root / step / name for step in ("source", "release"))
        if source.is_dir() or release.is_dir():
            return name
    if not (classroom.root / SETTINGS_FILE).exists():
        raise Refusal(
            f"Ce cours n’a pas le devoir {ascii(name)[:60]} ; voyez les dossiers de source/.",
            f"This course has no assignment {ascii(name)[:60]}; see the folders in source/.",
        )
    return classroom.check_exercise(name)

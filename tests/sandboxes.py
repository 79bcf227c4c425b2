"""What the tests of sandboxes stand on: a machine that has one, a course, submissions of code."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from passerelles.grading import process
from passerelles.grading.course import open_course
from passerelles.grading.sandbox import recipe
from passerelles.grading.sandbox.runner import Cell

ASSIGNMENT = "ps"
STUB = "raise NotImplementedError()"


def form():
    """Return the form of sandbox this machine has; without one skip, or fail where CI is set."""
    found = recipe.working()
    if found is None:
        sentence = "install bubblewrap (Debian: apt-get install bubblewrap) to run these tests"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


def cells(*sources, timeout=20.0, graded=False):
    return [Cell(source, graded, timeout) for source in sources]


def shown(outputs):
    """Return all that a cell's outputs say, as text."""
    return "".join(
        output.get("text", "")
        + str(output.get("data", {}).get("text/plain", ""))
        + output.get("ename", "")
        + output.get("evalue", "")
        for output in outputs
    )


def _cell(kind, source, name, **metadata):
    cell = (new_code_cell if kind == "code" else new_markdown_cell)(source, id=name)
    given = {"grade": False, "solution": False, "locked": False, "schema_version": 3}
    cell.metadata["nbgrader"] = {**given, "grade_id": name, **metadata}
    return cell


def test_cell(name, source, points):
    return _cell("code", source, name, grade=True, locked=True, points=points)


test_cell.__test__ = False


def answer_cell(name, source):
    return _cell("code", source, name, solution=True)


def essay_cell(name, source, points):
    return _cell("markdown", source, name, grade=True, solution=True, points=points)


def source_notebook():
    """Return the instructor's notebook: two functions, partial credit, an essay, a data file."""
    solution = "### BEGIN SOLUTION\n    return {}\n    ### END SOLUTION"
    node = new_notebook(
        cells=[
            new_markdown_cell("Write *double* and *total*.", id="intro"),
            answer_cell("double", "def double(n):\n    " + solution.format("2 * n")),
            test_cell("test-double", "assert double(2) == 4\nassert double(-1) == -2", 2),
            answer_cell("total", "def total(ns):\n    " + solution.format("sum(ns)")),
            test_cell("test-total", "SECRET = 'hidden-test'\n1.5 if total([1, 2]) == 3 else 0", 3),
            test_cell("test-data", "assert open('data.csv').read() == 'a,b\\n'", 1),
            essay_cell("essay", "Say why.", 4),
        ]
    )
    node.metadata["kernelspec"] = {"name": "python3", "display_name": "P", "language": "python"}
    return node


def make_course(root: Path):
    """Make an nbgrader course with one assignment, as an instructor does."""
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'course'\nc.Execute.timeout = 4\n"
    )
    nbformat.write(source_notebook(), source / f"{ASSIGNMENT}.ipynb")
    (source / "data.csv").write_text("a,b\n")
    job = {"do": "register", "classroom": str(root), "exercises": [ASSIGNMENT]}
    outcomes, _ = process.run(job, 300)
    assert outcomes == [{"done": ASSIGNMENT}]
    return open_course(root)


def release(room):
    return nbformat.read(room.release(ASSIGNMENT), as_version=4)


def answered(room, double="return 2 * n", total="return sum(ns)", extra=None, essay="Because."):
    """Return the released notebook with answers, and an added cell before the others."""
    node = release(room)
    given = {
        "double": f"def double(n):\n    {double}",
        "total": f"def total(ns):\n    {total}",
        "essay": essay,
    }
    for cell in node.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = given.get(name, cell.source)
    if extra is not None:
        node.cells.insert(1, new_code_cell(extra, id="added"))
    return node


def hand_in(room, student, node, **files):
    folder = room.submitted(student, ASSIGNMENT)
    folder.mkdir(parents=True)
    path = folder / f"{ASSIGNMENT}.ipynb"
    if isinstance(node, bytes):
        path.write_bytes(node)
    else:
        nbformat.write(node, path)
    (folder / "timestamp.txt").write_text("2026-01-31 17:00:00.000000 UTC")
    for name, content in files.items():
        (folder / name).write_text(content)
    return folder


def scores(room, student):
    """Return the automatic scores in the gradebook by question."""
    with closing(sqlite3.connect(room.database)) as database:
        return dict(
            database.execute(
                "SELECT c.name, g.auto_score FROM submitted_assignment s"
                " JOIN submitted_notebook n ON n.assignment_id = s.id"
                " JOIN grade g ON g.notebook_id = n.id JOIN base_cell c ON c.id = g.cell_id"
                " WHERE s.student_id = ?",
                (student,),
            ).fetchall()
        )


def graded(room, student):
    path = room.autograded(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    return nbformat.read(path, as_version=4)

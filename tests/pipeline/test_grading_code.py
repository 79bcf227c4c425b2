"""Any nbgrader assignment: the rows of stock `nbgrader autograde`, real kernels and all."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbformat.v4 import new_code_cell
from tests.sandboxes import ASSIGNMENT, answered, form, hand_in, make_course

from passerelles.grading import process
from passerelles.grading.course import open_course
from passerelles.grading.verdicts import How, grade

GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
ROWS = """
SELECT s.student_id, s.timestamp, n.name, c.name, c.type, g.auto_score, g.manual_score,
       g.needs_manual_grade, NULL
FROM submitted_assignment s JOIN submitted_notebook sn ON sn.assignment_id = s.id
JOIN notebook n ON n.id = sn.notebook_id
JOIN grade g ON g.notebook_id = sn.id JOIN base_cell c ON c.id = g.cell_id
UNION ALL
SELECT s.student_id, s.timestamp, n.name, c.name, c.type, NULL, NULL, NULL, k.auto_comment
FROM submitted_assignment s JOIN submitted_notebook sn ON sn.assignment_id = s.id
JOIN notebook n ON n.id = sn.notebook_id
JOIN comment k ON k.notebook_id = sn.id JOIN base_cell c ON c.id = k.cell_id
ORDER BY 1, 3, 4, 5
"""


def rows(root):
    with closing(sqlite3.connect(root / "gradebook.db")) as database:
        return database.execute(ROWS).fetchall()


def stock(root, *arguments):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def cells_of(root, student, name, assignment):
    path = root / "autograded" / student / assignment / f"{name}.ipynb"
    node = nbformat.read(path, as_version=4)
    return [
        (cell.cell_type, cell.source, [output["output_type"] for output in cell.get("outputs", [])])
        for cell in node.cells
    ]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_quickstart_assignment_gets_the_same_rows_as_from_stock(tmp_path):
    form()
    root = tmp_path / "course"
    shutil.copytree(GUIDE / "source", root / "source")
    shutil.rmtree(root / "source" / "ps1_autotest")
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'course'\n"
        "c.IncludeHeaderFooter.header = 'source/header.ipynb'\n"
    )
    job = {"do": "register", "classroom": str(root), "exercises": ["ps1"]}
    assert process.run(job, 300)[0] == [{"done": "ps1"}]
    shutil.copytree(GUIDE / "submitted", root / "submitted")
    for name, source in (("nothing-done", "release"), ("all-right", "source")):
        shutil.copytree(root / source / "ps1", root / "submitted" / name / "ps1")
    (root / "submitted" / "one-notebook" / "ps1").mkdir(parents=True)
    shutil.copy(root / "source" / "ps1" / "problem1.ipynb", root / "submitted/one-notebook/ps1")
    copy = Path(shutil.copytree(root, tmp_path / "stock"))
    verdicts = grade(open_course(root), "ps1", how=How(jobs=2))
    assert {one.name for one in verdicts} == {"graded"}
    assert len(verdicts) == 5
    stock(copy, "autograde", "ps1")
    assert rows(root) == rows(copy)
    for student in ("hacker", "bitdiddle"):
        for name in ("problem1", "problem2"):
            ours, theirs = (cells_of(one, student, name, "ps1") for one in (root, copy))
            assert ours == theirs
    stock(root, "generate_feedback", "ps1")
    assert (root / "feedback" / "hacker" / "ps1" / "problem1.html").is_file()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_cells_do_gets_the_same_rows_as_from_stock(tmp_path):
    form()
    room = make_course(tmp_path / "course")
    added = {
        "magics": "%time 1 + 1\n%matplotlib inline",
        "awaits": "import asyncio\nawait asyncio.sleep(0)\n3",
        "leaves": "import sys\nsys.exit(1)",
        "asks": "input('?')",
        "shell": "!echo x",
        "displays": "from IPython.display import display, clear_output\ndisplay(1)\nclear_output()",
        "loops": "while True: pass",
        "recursion": "def f(): f()\nf()",
        "syntax": "def (",
        "quiet": "1;",
        "threads": "import threading\nt = threading.Thread(target=print, args=('x',))\n"
        "t.start(); t.join()",
        "writes": "import warnings; warnings.warn('x')",
    }
    for name, source in added.items():
        node = answered(room, extra=source)
        node.cells.append(new_code_cell("'the last word'", id="last"))
        hand_in(room, name, node)
    hand_in(room, "partial", answered(room, total="return 0"))
    hand_in(room, "own-file", answered(room), **{"data.csv": "changed", "mine.txt": "mine"})
    copy = Path(shutil.copytree(room.root, tmp_path / "stock"))
    verdicts = {one.student: one.name for one in grade(room, ASSIGNMENT, how=How(jobs=2))}
    assert verdicts.pop("loops") == "time"
    assert set(verdicts.values()) == {"graded"}
    stock(copy, "autograde", ASSIGNMENT)
    assert rows(room.root) == rows(copy)
    for name in added:
        ours, theirs = (cells_of(one, name, ASSIGNMENT, ASSIGNMENT) for one in (room.root, copy))
        assert [one[:2] for one in ours] == [one[:2] for one in theirs]
        # Streams come in pieces from a kernel; deep recursion makes some write, some not.
        if name not in ("writes", "threads", "magics", "recursion"):
            assert ours == theirs, name
    assert "hidden-test" in json.dumps(cells_of(room.root, "partial", ASSIGNMENT, ASSIGNMENT))

"""The gradebook holds the same rows as after stock `nbgrader autograde`, real kernel and all."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from passerelles import grading
from passerelles.build.course import places
from passerelles.build.exercise_cells import by_hand
from passerelles.build.exercise_checks import solution
from passerelles.build.exercises import load_all
from passerelles.dossier.workspace import Workspace

DEMO = Path(__file__).parents[1] / "data" / "exercises"
ROWS = """
SELECT a.name, sa.student_id, sa.timestamp, a.duedate, n.name, sn.late_submission_penalty,
       c.name, c.type, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade,
       NULL, NULL
FROM submitted_assignment sa JOIN assignment a ON a.id = sa.assignment_id
JOIN submitted_notebook sn ON sn.assignment_id = sa.id JOIN notebook n ON n.id = sn.notebook_id
JOIN grade g ON g.notebook_id = sn.id JOIN base_cell c ON c.id = g.cell_id
UNION ALL
SELECT a.name, sa.student_id, sa.timestamp, a.duedate, n.name, sn.late_submission_penalty,
       c.name, c.type, NULL, NULL, NULL, NULL, k.auto_comment, k.manual_comment
FROM submitted_assignment sa JOIN assignment a ON a.id = sa.assignment_id
JOIN submitted_notebook sn ON sn.assignment_id = sa.id JOIN notebook n ON n.id = sn.notebook_id
JOIN comment k ON k.notebook_id = sn.id JOIN base_cell c ON c.id = k.cell_id
ORDER BY 1, 2, 7, 8
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


def hand_in(room, tmp_path, exercise_id, student, answers, language):
    workspace = Workspace.open(tmp_path / f"workspace-{student}")
    for question, value in answers.items():
        workspace.answers(exercise_id).keep(question, value, language)
    grading.submit(workspace, exercise_id, student, room)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["demo", "course"])
def test_our_rows_are_those_of_stock_nbgrader(tmp_path, where):
    solutions = DEMO if where == "demo" else places().solutions
    exercises = load_all(solutions) if solutions else ()
    if not exercises:
        pytest.skip("no exercise is written yet")
    room = grading.init(tmp_path / "room", solutions)
    settings = room.root / "passerelles.yml"
    settings.write_text(
        settings.read_text().replace("deadline: null", 'deadline: "2021-01-01T00:00:00+00:00"')
    )
    room = grading.open_(room.root)
    for exercise in exercises:
        right = solution(exercise)
        essays = {
            q.id: "Une <b>assemblée</b>.\n\n# Ouverte" for q in exercise.questions if by_hand(q)
        }
        some = dict(list(right.items())[::2])
        hand_in(room, tmp_path, exercise.id, "Ana Lúcia", {**right, **essays}, "fr")
        hand_in(room, tmp_path, exercise.id, "bob", some, "en")
        wrong = {question: ["<script>", 3, None] for question in right}
        hand_in(room, tmp_path, exercise.id, "chloé+x@y.org", wrong, "fr")
    copy = Path(shutil.copytree(room.root, tmp_path / "stock"))
    for exercise in exercises:
        verdicts = grading.grade(room, exercise.id)
        assert {verdict.outcome for verdict in verdicts} == {"graded"}
        # Stock has no `deadline` in passerelles.yml: give it the same due date.
        with closing(sqlite3.connect(copy / "gradebook.db")) as database:
            database.execute("UPDATE assignment SET duedate = '2021-01-01 00:00:00.000000'")
            database.commit()
        stock(copy, "autograde", exercise.id)
    ours = rows(room.root)
    assert ours == rows(copy)
    assert {row[1] for row in ours} == {"Ana Lúcia", "bob", "chloé+x@y.org"}
    for exercise in exercises:
        full = [row for row in ours if row[0] == exercise.id and row[1] == "Ana Lúcia"]
        points = sum(row[8] or 0 for row in full)
        assert points == pytest.approx(sum(q.points for q in exercise.questions if not by_hand(q)))

    # A classroom of ours goes on in stock nbgrader: feedback from what we graded.
    stock(room.root, "generate_feedback", exercises[0].id)
    feedback = room.root / "feedback" / "bob" / exercises[0].id / f"{exercises[0].id}.html"
    assert feedback.is_file()

"""A classroom whose gradebook is a real PostgreSQL: from init to report, restarted and gone."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from tests.instructor import CLASS, DEMO, ESSAY, EXERCISE, give, hand_in
from tests.postgres import PASSWORD, WRITTEN_PASSWORD, postgres

from passerelles import grading
from passerelles.grading import feedback
from passerelles.grading.database import address, checked_url, opened
from passerelles.grading.report import report
from passerelles.grading.report_csv import nbgrader_csv
from passerelles.library.errors import Refusal

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    with postgres() as running:
        yield running


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "passerelles", *arguments],
        env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
    )


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
    return done.stdout + done.stderr


def scores(room):
    rows = csv.DictReader(StringIO(nbgrader_csv(report(room, EXERCISE))))
    return {row["student_id"]: row["score"] for row in rows}


def test_a_class_on_postgresql_from_init_to_report(server, tmp_path):  # noqa: PLR0915
    room = grading.init(tmp_path / "room", DEMO, url=server.url)
    config = room.root / "nbgrader_config.py"
    assert address(room) == server.url.replace("postgresql:", "postgresql+pg8000:")
    assert config.stat().st_mode & 0o077 == 0  # it holds the password
    assert not (room.root / "gradebook.db").exists()
    half = dict(list(CLASS.items())[:2])
    for student, (answers, language) in half.items():
        hand_in(room, tmp_path, student, answers, language)
    assert all(verdict.graded for verdict in grading.grade(room, EXERCISE))

    server.stop()
    gone = command("report", EXERCISE, "--classroom", str(room.root))
    assert (gone.returncode, gone.stdout) == (2, "")
    assert gone.stderr.count("\n") == 1
    assert "does not answer" in gone.stderr
    assert "PostgreSQL" in gone.stderr
    assert PASSWORD not in gone.stderr
    assert WRITTEN_PASSWORD not in gone.stderr
    for verb in (
        ("grade", EXERCISE, "--classroom"),
        ("feedback", EXERCISE, "--classroom"),
        ("classroom", "status"),
    ):
        refused = command(*verb, str(room.root))
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
    server.start()

    for student, (answers, language) in list(CLASS.items())[2:]:
        hand_in(room, tmp_path, student, answers, language)
    assert {verdict.outcome for verdict in grading.grade(room, EXERCISE)} == {"graded", "unchanged"}
    give(room, "ana", levels={"clarity": 1}, comment="Bien vu.")
    server.stop()
    with pytest.raises(Refusal, match="does not answer"):
        give(room, "bob", levels={"clarity": 1})
    server.start()
    assert scores(room) == {"ana": "13.0", "bob": "", "chloé": "", "dan": "0.0"}
    give(room, "bob", levels={"clarity": 0})
    give(room, "chloé", levels={"clarity": 0})
    view = grading.result(room, EXERCISE, "ana", "fr")
    assert (view.points, view.pending) == (13.0, 0)
    assert all(one.reason is None for one in feedback.release_all(room, EXERCISE))
    made = command(
        "report",
        EXERCISE,
        "--classroom",
        str(room.root),
        "--to",
        "html",
        "-o",
        str(tmp_path / "r.html"),
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert "Limpid" in (tmp_path / "r.html").read_text()

    # Stock nbgrader opens the same directory and the same gradebook, and sees the same.
    stock(room.root, "export", "--to", "stock.csv")
    theirs = {
        row["student_id"]: row["score"] for row in csv.DictReader((room.root / "stock.csv").open())
    }
    assert theirs == scores(room)
    with opened(room) as book:  # what formgrader's pages are made of
        listed = {one["student"]: one["score"] for one in book.submission_dicts(EXERCISE)}
        assert listed == {student: float(score) for student, score in theirs.items()}
        assert len(book.notebook_submission_dicts(EXERCISE, EXERCISE)) == 4
        assert len(book.student_dicts()) == 4
    before = {name: list(rows) for name, rows in _rows(room).items()}
    stock(room.root, "autograde", EXERCISE, "--force")
    # Stock asks that marks given by hand be looked at again; the marks themselves are the same.
    assert {name: [row[:3] for row in rows] for name, rows in _rows(room).items()} == {
        name: [row[:3] for row in rows] for name, rows in before.items()
    }
    again = grading.init(room.root, DEMO)  # keeps its gradebook
    assert address(again) == address(room)
    with pytest.raises(Refusal, match="already keeps its gradebook"):
        grading.init(room.root, DEMO, url=server.url.replace("/classroom", "/other"))
    with pytest.raises(Refusal, match="already holds a gradebook"):
        grading.init(tmp_path / "second", DEMO, url=server.url)
    with pytest.raises(Refusal, match="password authentication failed"):
        grading.init(tmp_path / "third", DEMO, url=server.url.replace(WRITTEN_PASSWORD, "wrong"))
    assert not (tmp_path / "second").exists()
    long = "x" * 200
    with pytest.raises(Refusal, match="128"):
        hand_in(room, tmp_path, long, {"d-single": "mayor"}, "fr")
    shutil.rmtree(tmp_path / "room")


def _rows(room):
    with opened(room) as book:
        return {
            submission.student.id: sorted(
                (grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            )
            for submission in book.assignment_submissions(EXERCISE)
        }


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("postgresql://a:b@h:5433/d", "postgresql+pg8000://a:b@h:5433/d"),
        ("postgresql+pg8000://a@h/d", "postgresql+pg8000://a@h/d"),
        ("sqlite:////srv/room/gradebook.db", "sqlite:////srv/room/gradebook.db"),
        *(
            (one, None)
            for one in (
                "",
                "gradebook.db",
                "mysql://a@h/d",
                "postgresql://a@h",
                "postgresql://a@h:port/d",
                "postgresql+psycopg2://a@h/d",
                "sqlite:///relative.db",
                "sqlite://",
                "file:///etc/passwd",
            )
        ),
    ],
)
def test_addresses_at_the_door(given, written):
    if written is not None:
        assert checked_url(given) == written
        return
    with pytest.raises(Refusal, match="names no gradebook"):
        checked_url(given)
    assert ESSAY

"""PostgreSQL restarted while a class is being graded: it costs time and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pg8000.native
import pytest
from tests.conftest import wait_for
from tests.instructor import CLASS, DEMO, ESSAY, EXERCISE, hand_in
from tests.postgres import PASSWORD, postgres

from passerelles import grading
from passerelles.grading.database import opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    with postgres() as running:
        yield running


@pytest.fixture(scope="module")
def room(server, tmp_path_factory):
    """Return a class that has handed in and waits for its grades."""
    root = tmp_path_factory.mktemp("restarted")
    room = grading.init(root / "room", DEMO, url=server.url)
    for student, (answers, language) in CLASS.items():
        hand_in(room, root, student, answers, language)
    return room


def asked(server):
    return closing(
        pg8000.native.Connection(
            "teacher",
            host="127.0.0.1",
            port=server.port,
            password=PASSWORD,
            database="classroom",
        )
    )


def rows(room):
    """Return all that grading is for, by learner and question."""
    with opened(room) as book:
        return {
            (submission.student.id, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.needs_manual_grade,
                str(submission.timestamp),
            )
            for submission in book.assignment_submissions(EXERCISE)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def outcomes(verdicts):
    return {one.student: (one.name, one.score) for one in verdicts}


def test_restarted_in_the_middle_of_a_write_everybody_is_graded(server, room):
    with ThreadPoolExecutor(1) as pool:
        with asked(server) as holder:
            holder.run("BEGIN")
            holder.run("LOCK TABLE grade IN ACCESS EXCLUSIVE MODE")
            running = pool.submit(grading.grade, room, EXERCISE)
            with asked(server) as looking:
                waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                wait_for(lambda: looking.run(waiting)[0][0] > 0, 120, "the run writes")
            server.stop()
        server.start()
        verdicts = running.result(timeout=300)
    assert {one.outcome for one in verdicts} == {"graded"}
    assert next(one.score == one.max_score > 0 for one in verdicts if one.student == "ana")
    found = rows(room)
    # The same rows as a run that nothing disturbs.
    again = grading.grade(room, EXERCISE, force=True)
    assert outcomes(again) == outcomes(verdicts)
    assert rows(room) == found
    assert found["ana", ESSAY][2] is True
    assert not any(room.staging.iterdir())


def test_every_connection_ended_between_two_writes_costs_nobody_a_grade(server, room):
    ended = []

    def told(verdict, _):
        if not ended:
            with asked(server) as looking:
                others = "pid <> pg_backend_pid() AND datname = 'classroom'"
                ended.extend(
                    looking.run(
                        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
                    )
                )
        assert verdict.graded

    before = rows(room)
    verdicts = grading.grade(room, EXERCISE, force=True, told=told)
    assert {one.outcome for one in verdicts} == {"graded"}
    assert rows(room) == before

"""A clock set back, and a whole class handing in within a minute."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from passerelles import grading
from passerelles.dossier.workspace import Workspace

DEMO = Path(__file__).parents[1] / "data" / "exercises"
EXERCISE = "e0-demo"
WRONG, RIGHT = {"d-single": "guest"}, {"d-single": "mayor"}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return grading.init(tmp_path_factory.mktemp("made") / "room", DEMO).root


@pytest.fixture
def room(made, tmp_path):
    return grading.open_(shutil.copytree(made, tmp_path / "room"))


def _workspace(root, answers):
    workspace = Workspace.open(root)
    path = workspace.root / "exercises" / EXERCISE / "answers.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {"schema": 1, "exercise": EXERCISE, "version": 1, "answers": answers}
    path.write_text(json.dumps(whole))
    return workspace


@pytest.mark.parametrize("with_classroom", [True, False])
def test_a_clock_set_back_changes_no_order(room, tmp_path, monkeypatch, with_classroom):
    place = room if with_classroom else None
    clock = [datetime(2026, 5, 1, tzinfo=UTC)]
    monkeypatch.setattr("passerelles.grading.handing_in.now", lambda: clock[0])
    attempts = []
    for answers, days in ((WRONG, 0), (RIGHT, -400), (RIGHT, -800)):
        clock[0] += timedelta(days=days)
        workspace = _workspace(tmp_path / "workspace", answers)
        attempts.append(grading.submit(workspace, EXERCISE, "ana", place).attempt)
    assert attempts == [1, 2, 2]
    if with_classroom:
        (verdict,) = grading.grade(room, EXERCISE)
        assert (verdict.attempt, verdict.score) == (2, 2.0)


@pytest.mark.slow
def test_five_hundred_hand_in_within_a_minute(room, tmp_path):
    def one(number):
        workspace = _workspace(tmp_path / f"w{number}", RIGHT if number % 2 else WRONG)
        return grading.submit(workspace, EXERCISE, f"learner-{number:03}", room).attempt

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(500))) == {1}
    verdicts = grading.grade(room, EXERCISE)
    assert len(verdicts) == 500
    assert {one.outcome for one in verdicts} == {"graded"}
    assert {one.score for one in verdicts[1::2]} == {2.0}
    assert {one.score for one in verdicts[::2]} == {0.0}

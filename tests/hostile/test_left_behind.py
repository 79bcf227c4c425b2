"""What a killed run leaves lying is swept by the next one, and never another live run's."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.conftest import wait_for
from tests.instructor import CLASS, DEMO, EXERCISE, hand_in

from passerelles import grading
from passerelles.grading import process
from passerelles.grading.files import publish, sweep
from passerelles.grading.private import PREFIX, Private


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return the temporary folder of this test and of the commands that it starts."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield place
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def room(tmp_path):
    found = grading.init(tmp_path / "room", DEMO)
    for student, (answers, language) in CLASS.items():
        hand_in(found, tmp_path, student, answers, language)
    return found


def _left(place):
    return sorted(one.name for one in place.iterdir() if one.name.startswith("passerelles-"))


def test_a_run_killed_outright_is_swept_by_the_next(room, temporary):
    command = [sys.executable, "-m", "passerelles", "grade", EXERCISE, "--classroom"]
    running = subprocess.Popen(
        [*command, str(room.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_for(lambda: any(temporary.glob(f"{PREFIX}*/passerelles-run-*")), 120, "the run began")
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert _left(temporary)
    (room.staging / "0123456789abcdef" / "ana").mkdir(parents=True)
    assert {one.name for one in grading.grade(room, EXERCISE)} == {"graded"}
    assert _left(temporary) == []
    assert list(temporary.iterdir()) == []
    assert list(room.staging.iterdir()) == []


def test_a_worker_that_is_killed_leaves_nothing_at_once(room, temporary):
    def told(*_):
        (worker,) = _children(os.getpid(), "passerelles.grading.worker")
        os.kill(worker, signal.SIGKILL)

    grading.grade(room, EXERCISE, told=told)
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_run_whose_command_was_killed_stays_while_it_works(temporary):
    code = (
        "import subprocess, sys; from passerelles.grading.private import Private; p = Private();"
        "c = subprocess.Popen(['cat'], stdin=subprocess.PIPE, pass_fds=p.locks, cwd=p.path);"
        "print(p.path, c.pid, flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    path, child = owner.stdout.readline().split()
    os.kill(int(child), signal.SIGSTOP)
    owner.kill()
    owner.wait()
    Private().remove()
    assert Path(path).is_dir()
    os.kill(int(child), signal.SIGKILL)
    wait_for(lambda: not _alive(int(child)), 60, "the child ended")
    Private().remove()
    assert not Path(path).exists()


def test_a_live_owners_folder_is_left_alone(temporary):
    mine = Private()
    code = "from passerelles.grading.private import Private; Private().remove()"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert mine.path.is_dir()
    mine.remove()
    assert list(temporary.iterdir()) == []


def test_what_is_being_published_is_not_swept(tmp_path, monkeypatch):
    staging, target = tmp_path / "staging", tmp_path / "target"
    seen = []

    def while_publishing(*arguments, **options):
        sweep(staging)
        seen.append(len(list(staging.iterdir())))
        return replace(*arguments, **options)

    replace = publish.__globals__["replace_folder"]
    monkeypatch.setitem(publish.__globals__, "replace_folder", while_publishing)
    publish(target, {"a.txt": b"whole"}, staging)
    assert seen == [1]
    assert (target / "a.txt").read_bytes() == b"whole"
    (staging / "left").mkdir()
    sweep(staging)
    assert list(staging.iterdir()) == []
    sweep(tmp_path / "none")


def _children(pid, word):
    found = Path(f"/proc/{pid}/task").glob("*/children")
    pids = [int(one) for path in found for one in path.read_text().split()]
    return [one for one in pids if word in Path(f"/proc/{one}/cmdline").read_text()]


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_worker_keeps_all_it_writes_in_its_folder(temporary):
    made = Private()
    told = process._environment(made.path)
    assert {told[name] for name in ("TMPDIR", "TEMP", "TMP")} == {str(made.path)}
    assert made.path.parent == temporary
    made.remove()

"""Faults of the machine while grading: said in a sentence, nothing half written, and resumed."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.sandboxes import ASSIGNMENT, answered, form, hand_in

from passerelles.grading.course import open_course
from passerelles.grading.verdicts import How, grade

TWO = How(jobs=2)
WHO = ("ana", "bob", "chloe")
ROWS = (
    "SELECT s.student_id, s.timestamp, c.name, g.auto_score, g.manual_score, g.needs_manual_grade"
    " FROM submitted_assignment s JOIN submitted_notebook n ON n.assignment_id = s.id"
    " JOIN grade g ON g.notebook_id = n.id JOIN base_cell c ON c.id = g.cell_id ORDER BY 1, 3"
)


def _rows(root):
    with closing(sqlite3.connect(root / "gradebook.db")) as database:
        return database.execute(ROWS).fetchall()


def _outcome(root):
    """Return all that grading is for: the rows of the gradebook, and the graded folders."""
    folder = root / "autograded"
    files = {
        str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }
    return _rows(root), files


@pytest.fixture(scope="session")
def handed_in(made_course, tmp_path_factory):
    """Return a course with three submissions, and what grading it undisturbed gives."""
    form()
    root = shutil.copytree(made_course, tmp_path_factory.mktemp("handed-in") / "course")
    room = open_course(root)
    for name in WHO:
        hand_in(room, name, answered(room, total="return 1" if name == "bob" else "return 3"))
    done = shutil.copytree(root, root.parent / "done")
    assert {one.name for one in grade(open_course(done), ASSIGNMENT, how=TWO)} == {"graded"}
    return root, _outcome(done)


@pytest.fixture
def room(handed_in, tmp_path):
    return open_course(shutil.copytree(handed_in[0], tmp_path / "course"))


def _command(root, *more):
    return [
        *(sys.executable, "-m", "passerelles", "grade", ASSIGNMENT),
        *("--classroom", str(root), *more),
    ]


def _run(command):
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=250,
        env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _graded_like_undisturbed(root, handed_in):
    done = _run(_command(root))
    assert done.returncode == 0, done.stdout + done.stderr
    assert _outcome(root) == handed_in[1]


STAGES = {
    "start": lambda _: True,
    "lock": lambda root: any(root.rglob("*grade*.lock")),
    "state": lambda root: any((root / "attempts").rglob("grading.json")),
    "folder": lambda root: any((root / "autograded").rglob("*.ipynb")),
    "rows": lambda root: bool(_rows(root)),
    "most-rows": lambda root: len({row[0] for row in _rows(root)}) > 1,
}
_slow = pytest.mark.slow


@pytest.mark.parametrize(
    ("stage", "victim"),
    [
        pytest.param("start", "all", marks=_slow),
        pytest.param("lock", "all", marks=_slow),
        pytest.param("lock", "worker", marks=_slow),
        ("state", "worker"),
        pytest.param("state", "all", marks=_slow),
        pytest.param("folder", "all", marks=_slow),
        pytest.param("folder", "command", marks=_slow),
        ("rows", "all"),
        pytest.param("most-rows", "worker", marks=_slow),
    ],
)
def test_killed_at_any_stage_and_run_again_the_gradebook_is_the_same(
    room, handed_in, stage, victim
):
    running = subprocess.Popen(
        _command(room.root),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
        start_new_session=True,
    )
    while not STAGES[stage](room.root) and running.poll() is None:
        time.sleep(0.002)
    if running.poll() is None:
        if victim == "worker":
            children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
            for child in children:
                os.kill(int(child), signal.SIGKILL)
        elif victim == "command":
            running.kill()
        else:
            os.killpg(running.pid, signal.SIGKILL)
    out, errors = running.communicate(timeout=200)
    assert "Traceback" not in errors
    if victim == "worker" and _said_graded(out) < len(WHO):
        assert running.returncode in (1, 2)  # never a silence that looks like success
        assert "interrupted" in out + errors
    _graded_like_undisturbed(room.root, handed_in)
    assert {one.outcome for one in grade(room, ASSIGNMENT, how=TWO)} == {"unchanged"}


def _said_graded(text):
    return text.count("submission graded") + text.count("nothing new")


def _as_root_with_mounts(script, *arguments):
    """Run a shell script that may mount; only root in its own mount namespace can."""
    probe = ["unshare", "-m", "true"]
    if shutil.which("unshare") is None or subprocess.run(probe, check=False).returncode:
        pytest.skip("mounting a small disk needs root and unshare")
    return _run(["unshare", "-m", "sh", "-c", script, "sh", *map(str, arguments)])


_SMALL_DISK = """
set -e; course=$1; disk=$2; left=$3; out=$4; shift 4
mount -t tmpfs -o size=50m none "$disk"; cp -a "$course" "$disk/course"
used=$(df -k --output=used "$disk" | tail -1)
mount -o remount,size=$((used + left))k "$disk"
set +e; "$@"; status=$?
cp -a "$disk/course" "$out"
exit $status
"""


@pytest.mark.parametrize(
    "kilobytes",
    [
        pytest.param(4, marks=_slow),
        pytest.param(36, marks=_slow),
        pytest.param(68, marks=_slow),
        104,
    ],
)
def test_a_full_disk_is_said_and_leaves_grade_and_folder_or_neither(
    room, handed_in, tmp_path, kilobytes
):
    disk, out = tmp_path / "disk", tmp_path / "out"
    disk.mkdir()
    command = _command(disk / "course")
    done = _as_root_with_mounts(_SMALL_DISK, room.root, disk, kilobytes, out, *command)
    assert done.returncode in (1, 2)
    told = [line for line in (done.stdout + done.stderr).splitlines() if line]
    assert all("submission graded" in line or "disk is full" in line for line in told), told
    assert any("disk is full" in line for line in told)
    folders = {one.name for one in (out / "autograded").glob("*") if any(one.iterdir())}
    assert {row[0] for row in _rows(out)} == folders
    _graded_like_undisturbed(out, handed_in)


def test_with_dev_shm_full_everybody_is_graded(room, handed_in):
    script = (
        "mount -t tmpfs -o size=4k none /dev/shm; head -c 99999 /dev/zero >/dev/shm/x 2>/dev/null;"
        ' exec "$@"'
    )
    done = _as_root_with_mounts(script, *_command(room.root))
    assert done.returncode == 0, done.stdout + done.stderr
    assert _outcome(room.root) == handed_in[1]


@pytest.mark.parametrize("most", [pytest.param(8, marks=_slow), 20, pytest.param(32, marks=_slow)])
def test_without_descriptors_nothing_is_half_done(room, handed_in, most):
    if shutil.which("prlimit") is None:
        pytest.skip("prlimit (util-linux) sets the limit")
    done = _run(["prlimit", f"--nofile={most}:{most}", *_command(room.root)])
    if done.returncode == 0:
        assert _said_graded(done.stdout) == len(WHO)
    else:
        assert (done.stdout + done.stderr).strip()
    _graded_like_undisturbed(room.root, handed_in)


@contextmanager
def _locked(path, how, seconds):
    code = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN ' + sys.argv[2]); print('held', flush=True);"
        "time.sleep(float(sys.argv[3]))"
    )
    arguments = [sys.executable, "-c", code, str(path), how, str(seconds)]
    holder = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        yield
    finally:
        holder.kill()
        holder.communicate()


def test_a_gradebook_locked_for_some_seconds_is_waited_for(room, handed_in):
    with _locked(room.database, "IMMEDIATE", 9):
        _graded_like_undisturbed(room.root, handed_in)


@pytest.mark.slow
def test_the_command_prints_what_was_reached_before_the_gradebook_was_gone(room, handed_in):
    for _ in range(3):
        running = subprocess.Popen(
            _command(room.root, "--force", "--jobs", "1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
        )
        while not _rows(room.root) and running.poll() is None:
            time.sleep(0.002)
        with _locked(room.database, "IMMEDIATE", 250):
            out, errors = running.communicate(timeout=250)
        if running.returncode:  # it may have been quicker than the lock
            assert running.returncode == 2, out + errors
            assert "Another program is writing" in errors
            assert 0 < _said_graded(out) < len(WHO)
            break
        (room.root / "gradebook.db").write_bytes((handed_in[0] / "gradebook.db").read_bytes())
    _graded_like_undisturbed(room.root, handed_in)


@pytest.mark.parametrize("how", [pytest.param("IMMEDIATE", marks=_slow), "EXCLUSIVE"])
def test_a_gradebook_that_stays_locked_is_said(room, handed_in, how):
    with _locked(room.database, how, 250):
        done = _run(_command(room.root))
        assert done.returncode == 2
        assert "Another program is writing" in done.stderr
    _graded_like_undisturbed(room.root, handed_in)


BROKEN = {
    "gone": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:5_000]),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "another-file": lambda path: path.write_bytes(b"hello " * 3_000),
    "a-folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize(
    "name",
    [
        "gone",
        "truncated",
        *(pytest.param(n, marks=_slow) for n in list(BROKEN) if n not in {"gone", "truncated"}),
    ],
)
def test_a_broken_gradebook_is_said_and_never_made_anew(room, name):
    BROKEN[name](room.database)
    before = room.database.read_bytes() if room.database.is_file() else None
    done = _run(_command(room.root))
    assert done.returncode in (1, 2), done.stdout
    assert "gradebook" in (done.stdout + done.stderr).lower()
    assert "restore it" in done.stdout + done.stderr
    assert (room.database.read_bytes() if room.database.is_file() else None) == before
    assert not (room.root / "autograded").exists()


def test_the_same_learner_three_times_at_once(room, handed_in):
    running = [
        subprocess.Popen(
            _command(room.root, "--force", "--student", "ana"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    for one in running:
        _, errors = one.communicate(timeout=250)
        assert one.returncode == 0, errors
    _graded_like_undisturbed(room.root, handed_in)

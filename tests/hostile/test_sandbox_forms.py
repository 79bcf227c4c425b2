"""The whole grader in the forms of sandbox that root's own rights do not make.

An ordinary user's (`user`), and that of a root who may mount nothing, as in many
containers (`step-down`). Both need an interpreter that others may read: where this
one lies out of their reach, the system's is used with links to our packages.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest
from tests.sandboxes import ASSIGNMENT, answered, hand_in, make_course, scores

from passerelles.grading.sandbox import recipe

NOBODY = str(recipe.NOBODY)
FORMS = {
    "user": [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"],
    "step-down": ["--bounding-set=-sys_admin", "--inh-caps=-all"],
}
SPY = """
import os
from pathlib import Path
for place in {places!r}:
    try:
        print("READ", os.listdir(place) if os.path.isdir(place) else open(place).read())
    except OSError:
        print("unreadable")
try:
    import socket
    socket.create_connection(("127.0.0.1", {port}), 1)
    print("CONNECTED")
except OSError:
    print("no network")
"""


def need(condition, sentence):
    if not condition:
        pytest.skip(sentence)


@pytest.fixture(scope="session")
def python():
    """Return an interpreter, with our packages, that every user may run."""
    need(sys.platform.startswith("linux"), "sandboxes are Linux's")
    need(os.geteuid() == 0, "only root can become somebody else to try the other forms")
    need(shutil.which("bwrap") and shutil.which("setpriv"), "install bubblewrap and util-linux")
    if _reads(sys.executable):
        yield sys.executable
        return
    system = Path(f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}")
    need(system.is_file(), f"this interpreter is out of others' reach, and there is no {system}")
    # Not in /tmp, which every sandbox covers with its own.
    above = Path(tempfile.mkdtemp(prefix="passerelles-test-", dir="/var/tmp"))
    try:
        above.chmod(0o755)
        made = above / "env"
        subprocess.run([system, "-m", "venv", "--without-pip", made], check=True)
        packages = Path(sysconfig.get_path("purelib"))
        there = made / packages.relative_to(sys.prefix)
        try:
            shutil.copytree(
                packages, there, copy_function=os.link, symlinks=True, dirs_exist_ok=True
            )
        except (OSError, shutil.Error):
            pytest.skip("the packages cannot be linked to a place that others can read")
        found = str(made / "bin" / "python")
        need(_reads(found), "the course's modules lie where other users cannot read them")
        yield found
    finally:
        shutil.rmtree(above, ignore_errors=True)


def _reads(python):
    """Tell whether an ordinary user may run our modules with this interpreter."""
    code = (
        "from passerelles.grading.sandbox import recipe\n"
        "assert recipe.out_of_reach() is None, recipe.out_of_reach()"
    )
    who = ["setpriv", *FORMS["user"]]
    done = subprocess.run([*who, python, "-c", code], capture_output=True, check=False, cwd="/")
    return done.returncode == 0


@pytest.fixture(scope="module")
def course():
    """Make a course where every user may go; the fixture `tmp_path` lies behind a closed door."""
    above = Path(tempfile.mkdtemp(prefix="passerelles-test-", dir="/var/tmp"))
    above.chmod(0o755)
    room = make_course(above / "course")
    spy = SPY.format(places=[str(room.root), str(room.database), "/root", "/etc/shadow"], port=22)
    hand_in(room, "ana", answered(room))
    hand_in(room, "spy", answered(room, extra=spy))
    hand_in(room, "bomb", answered(room, total="import os\n    while True: os.fork()"))
    hand_in(room, "loop", answered(room, double="\n    while True: pass"))
    hand_in(room, "gone", answered(room, double="import os; os._exit(0)"))
    yield room
    shutil.rmtree(above, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_grader_grades_in_every_form_of_sandbox(form, python, course):
    who = ["setpriv", *FORMS[form]]
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent"}
    asked = "from passerelles.grading.sandbox import recipe; print(recipe.working())"
    done = subprocess.run(
        [*who, python, "-c", asked],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    need(done.stdout.strip() == form, f"this machine lets nobody make a sandbox of form {form}")
    if form == "user":
        for path in (course.root, *course.root.rglob("*")):
            shutil.chown(path, recipe.NOBODY, recipe.NOBODY)
    else:
        for path in (course.root, *course.root.rglob("*")):
            shutil.chown(path, 0, 0)
    command = ["-m", "passerelles", "grade", ASSIGNMENT, "--classroom", str(course.root)]
    done = subprocess.run(
        [*who, python, *command, "--jobs", "2", "--force", "--json"],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    verdicts = {one["student"]: one["verdict"] for one in json.loads(done.stdout)}
    assert verdicts["ana"] == verdicts["spy"] == "graded"
    assert verdicts["loop"] == "time"
    assert verdicts["gone"] == "crash"
    right = {"test-double": 2.0, "test-total": 1.5, "test-data": 1.0}
    assert right.items() <= scores(course, "ana").items()
    assert right.items() <= scores(course, "spy").items()
    assert scores(course, "bomb")["test-double"] == 2.0
    assert scores(course, "loop")["test-total"] == 1.5
    text = (course.autograded("spy", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text()
    assert "no network" in text
    assert "READ [" not in text.replace('print(\\"READ', "")
    assert "CONNECTED\\n" not in text

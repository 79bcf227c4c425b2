"""Each learner a Unix account of their own, with real accounts, where the tests run as root."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.conftest import wait_for
from tests.hub.kernel import run
from tests.hub.play import EXERCISE, Hub, classroom, hub

from passerelles.grading import open_
from passerelles.grading.attempts import attempts
from passerelles.hub import exchange, people
from passerelles.hub.settings import read

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.geteuid() != 0, reason="Unix accounts are made by root only"),
]
NAMES = ("passerelles-test-ana", "passerelles-test-ben", "root")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("unix")
    for place in (folder, *folder.parents):
        if place.stat().st_mode & 0o001 == 0:
            # pytest keeps its folders to itself; the accounts must be able to pass through.
            place.chmod(place.stat().st_mode | 0o011)
    private, given = folder / "private", {"course": "c", "exchange": folder / "hub" / "exchange"}
    room = classroom(private / "room", private / "solutions", **given)
    private.chmod(0o700)
    title = {"fr": "Cours", "en": "Course"}
    learners = ["passerelles-test-ana", "passerelles-test-ben", "root"]
    course = {"id": "c", "title": title, "classroom": str(room), "learners": learners}
    other = {"id": "d", "title": title, "classroom": str(room), "learners": []}
    try:
        with hub(folder, {"courses": [course, other], "administrators": []}) as made:
            yield made
    finally:
        settings = read(folder / "hub")
        for name in NAMES:
            account = people.account_name(settings, name)
            with suppress(KeyError):
                assert pwd.getpwnam(account).pw_dir.startswith(str(folder))
                subprocess.run(["userdel", account], check=True, capture_output=True)
        for one in settings.courses:
            with suppress(KeyError):
                grp.getgrnam(exchange.group_name(one))
                subprocess.run(["groupdel", exchange.group_name(one)], check=True)


def test_each_has_an_account_that_reads_nobody_else(running: Hub) -> None:
    ana, ben = (running.person(name) for name in NAMES[:2])
    for person in (ana, ben):
        assert person.start().status == 200
    folder = running.settings.workspaces
    theirs = {name: pwd.getpwnam(name) for name in NAMES[:2]}
    for name, account in theirs.items():
        status = (folder / name).stat()
        assert account.pw_uid != 0
        assert (status.st_uid, status.st_mode & 0o777) == (account.pw_uid, 0o700)
        assert Path(account.pw_dir) == folder / name
    said = run(
        ana,
        f"""
import os, pwd
print(pwd.getpwuid(os.getuid()).pw_name)
for place in {[str(folder / NAMES[1]), str(running.root / "hub.yml"), str(running.root)]!r}:
    try:
        print(os.listdir(place) if os.path.isdir(place) else open(place).read())
    except OSError as error:
        print(type(error).__name__)
try:
    os.kill(1 if os.getpid() != 1 else 2, 0)
    os.setuid(0); print("root")
except PermissionError:
    print("refused")
""",
    ).splitlines()
    assert said[0] == NAMES[0]
    assert said[1] in ("PermissionError", "FileNotFoundError")
    assert said[2] in ("PermissionError", "FileNotFoundError")
    assert NAMES[1] not in said[3]
    assert "hub.sqlite" not in said[3]


def test_without_walls_the_accounts_alone_keep_people_apart(running: Hub) -> None:
    """What bubblewrap hides is not what protects: the account itself reads nothing."""
    account = pwd.getpwnam(NAMES[0])
    secrets = [
        running.settings.workspaces / NAMES[1] / "dossier.json",
        running.root / "hub.yml",
        running.root / "hub.sqlite",
        running.root / "cookie_secret",
        running.root / "metrics_token",
        running.root / "eraser_token",
        running.settings.classroom(running.settings.courses[0]) / "gradebook.db",
        running.settings.exchange / "d" / "outbound",
    ]
    script = 'for p; do if [ -r "$p" ]; then echo seen; else echo none; fi; done'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *map(str, secrets)],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=os.getgrouplist(account.pw_name, account.pw_gid),
    )
    assert done.stdout.split() == ["none"] * len(secrets)


def test_a_name_of_the_machine_s_own_is_never_taken_over(running: Hub) -> None:
    assert people.account_name(running.settings, "root") != "root"
    person = running.person("root")
    assert person.start().status == 200
    uid = (running.settings.workspaces / "root").stat().st_uid
    assert uid not in (0, pwd.getpwnam(NAMES[0]).pw_uid)
    assert run(person, "import os; print(os.getuid())").strip() == str(uid)


def test_a_course_s_part_of_the_exchange_is_entered_by_its_people_only(running: Hub) -> None:
    settings = running.settings
    inbound = settings.exchange / "c" / "inbound"
    assert inbound.stat().st_mode & 0o777 == 0o733
    group = grp.getgrnam(exchange.group_name(settings.courses[0]))
    assert NAMES[0] in group.gr_mem
    assert NAMES[0] not in grp.getgrnam(exchange.group_name(settings.courses[1])).gr_mem
    assert (settings.exchange / "c").stat().st_gid == group.gr_gid


def test_work_handed_in_from_jupyterlab_is_graded_under_the_learner_s_name(running: Hub) -> None:
    settings = running.settings
    room = open_(settings.classroom(settings.courses[0]))
    outbound = settings.exchange / "c" / "outbound" / EXERCISE
    shutil.copytree(room.release(EXERCISE).parent, outbound)
    for place in (outbound, *outbound.iterdir()):
        place.chmod(0o755 if place.is_dir() else 0o644)
    ana = running.person(NAMES[0])
    ana.start()
    wanted = {"course_id": "c", "assignment_id": EXERCISE}
    fetched = ana.form(f"{ana.server}assignments/fetch", wanted)
    assert fetched.json["success"], fetched.json
    said = run(
        ana,
        f"""
import shutil
from pathlib import Path
from passerelles.dossier.workspace import Workspace
store = Workspace.open(Path("elsewhere")).answers("{EXERCISE}")
store.keep("e3-steps", ["survey", "map"], "en")
print(shutil.copy("elsewhere/exercises/{EXERCISE}/answers.json", "c/{EXERCISE}"))
""",
    )
    assert said.strip() == f"c/{EXERCISE}/answers.json", said
    handed = ana.form(f"{ana.server}assignments/submit", wanted)
    assert handed.json["success"], handed.json
    wait_for(lambda: bool(attempts(room, NAMES[0], EXERCISE)), 120, "the desk collects the work")

"""Somebody of a real hub: everything declared, exported alone, erased everywhere at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from tests.graded import Graded
from tests.hub.actors import Person
from tests.hub.play import EXERCISE, Hub, classroom, hub
from tests.privacy import holding, snapshot, undeclared, unpacked, walked

from passerelles.dossier.workspace import Workspace
from passerelles.grading.gradebook import students
from passerelles.hub.accounts import set_password
from passerelles.hub.settings import Settings, read
from passerelles.library.errors import Refusal
from passerelles.privacy import archive
from passerelles.privacy.inventory import inventory
from passerelles.privacy.people import find
from passerelles.privacy.shares import erase, listed
from passerelles_widgets.forms.tasks import Essay

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
MARKS = {"anne": "Zanzibarre", "bela": "Tombouctoune", "cleo": "Samarcandine"}
COURSES = ("alpha", "beta")


People = dict[str, Person]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, People]]:
    """Have people work, hand in to both courses and be graded on a real hub."""
    folder = tmp_path_factory.mktemp("hub-privacy")
    courses = [
        {
            "id": name,
            "title": {"fr": name, "en": name},
            "classroom": str(classroom(folder / name, folder / "solutions")),
            "learners": "everyone",
        }
        for name in COURSES
    ]
    with hub(folder, {"courses": courses, "unix_users": "never"}) as made:
        people = {name: made.person(name) for name in MARKS}
        for name, mark in MARKS.items():
            work(people[name], made.settings, mark)
        yield made, people


@pytest.fixture(scope="module")
def used(running: tuple[Hub, People]) -> Settings:
    """Return the settings of the hub, once it is stopped."""
    running[0].stop()
    return read(running[0].root)


def work(who: Person, settings: Settings, mark: str) -> None:
    graded = Graded(EXERCISE)
    essay = next(key for key, one in graded.questions.items() if isinstance(one, Essay))
    who.start()
    workspace = Workspace.open(settings.workspaces / who.name)
    workspace.answers(EXERCISE).keep(essay, f"A text of {mark}.", "en")
    workspace.scenarios("partners").keep({"text": mark})
    for course in COURSES:
        path = f"{who.server}passerelles/api/en"
        given = who.api(f"{path}/submit/{EXERCISE}", {"desk": course})
        assert given.status == 200, given.text

        def done(course: str = course, path: str = path) -> bool:
            answer = who.api(f"{path}/result/{EXERCISE}", {"desk": course})
            return answer.status == 200 and bool(answer.json["graded"])

        who.until(f"result of {course}", done)


def rooms(settings: Settings) -> list[Path]:
    return [settings.classroom(course) for course in settings.courses]


def test_somebody_is_erased_while_the_hub_runs(running: tuple[Hub, People]) -> None:
    made, people = running
    settings, cleo, bela = made.settings, people["cleo"], people["bela"]
    set_password(settings, "dora")  # approved, and never came
    token = settings.root / "eraser_token"
    token.rename(settings.root.parent / "kept-aside")
    before = snapshot(settings.workspaces / "cleo")
    with pytest.raises(Refusal, match="is running and does not let “cleo” go"):
        erase(find("cleo", hub=settings.root).shares)
    assert snapshot(settings.workspaces / "cleo") == before
    (settings.root.parent / "kept-aside").rename(token)
    for name in ("cleo", "dora"):
        erase(find(name, hub=settings.root).known().shares)
        with pytest.raises(Refusal, match="Nothing is kept"):
            find(name, hub=settings.root).known()
        assert name.encode() not in (settings.root / "hub.sqlite").read_bytes()
    for place in (settings.root, *rooms(settings)):
        assert holding(place, MARKS["cleo"]) == []
        assert [name for name, _ in walked(place) if "cleo" in name.split("/")] == []
    # Out at once, and for good; nobody else has noticed.
    assert "/hub/login" in cleo.ask(f"{cleo.server}passerelles/en/").url
    assert cleo.log_in().status == 403
    assert not (settings.workspaces / "cleo").exists()
    assert bela.ask(f"{bela.server}passerelles/en/").status == 200
    assert [one.id for one in students(_open(rooms(settings)[0]))] == ["anne", "bela"]


def test_everything_on_a_hub_is_declared_exported_and_erased(
    used: Settings, tmp_path: Path
) -> None:
    faults = [
        name
        for name, _ in walked(used.root)
        if inventory().find("hub", name) is None
        and not name.startswith(("classrooms/", "exchange/"))
    ]
    assert faults == []
    for room in rooms(used):
        assert undeclared(room, "classroom", MARKS) == []

    person = find("anne", hub=used.root).known()
    kinds = {one.what.en for one in listed(person.shares)}
    assert {"Server account, groups and tokens", "Rows of the gradebook"} <= kinds
    archive.write("anne", person.shares, tmp_path / "anne.zip")
    found = unpacked(tmp_path / "anne.zip")
    everything = b"\n".join([name.encode() + b"\n" + raw for name, raw in found.items()])
    assert MARKS["bela"].encode() not in everything
    assert b"bela" not in everything
    for course in COURSES:
        assert json.loads(found[f"classroom-{course}/gradebook.json"])[0]["student"] == "anne"
    account = json.loads(found["hub/account.json"])
    assert account["groups"] == ["alpha/learners", "beta/learners"]
    assert any(MARKS["anne"].encode() in raw for n, raw in found.items() if n[:10] == "workspace/")

    refused(used)
    theirs = {
        (place, name): raw
        for place in (used.workspaces / "bela", *rooms(used))
        for name, raw in snapshot(place).items()
        if "bela" in f"{place}/{name}"
    }
    erase(person.shares)
    for place in (used.root, *rooms(used)):
        assert holding(place, MARKS["anne"]) == []
        assert [name for name, _ in walked(place) if "anne" in name.split("/")] == []
    with closing(sqlite3.connect(used.root / "hub.sqlite")) as database:
        assert {name for (name,) in database.execute("SELECT name FROM users")} >= {"bela"}
    raw = (used.root / "hub.sqlite").read_bytes()
    assert b"anne" not in raw
    assert b"bela" in raw
    for (place, name), raw in theirs.items():
        assert (place / name).read_bytes() == raw, name
    for room in rooms(used):
        assert [one.id for one in students(_open(room))] == ["bela"]
    with pytest.raises(Refusal, match="Nothing is kept"):
        find("anne", hub=used.root).known()


def refused(settings: Settings) -> None:
    """Nothing is erased while a hub starts or stops, nor while its settings name the person."""
    before = snapshot(settings.workspaces / "anne")
    lock = FileLock(settings.root / ".hub.lock", timeout=0)
    with lock, pytest.raises(Refusal, match="is running"):
        erase(find("anne", hub=settings.root).shares)
    path = settings.root / "hub.yml"
    written = path.read_text()
    path.write_text(written + "administrators: [anne]\n")
    with pytest.raises(Refusal, match=r"hub\.yml"):
        erase(find("anne", hub=settings.root).shares)
    path.write_text(written)
    assert snapshot(settings.workspaces / "anne") == before
    for name in ("../anne", "Anne/..", "*", "a" * 80, ""):
        with pytest.raises(Refusal):
            find(name, hub=settings.root).known()


def _open(room: Path):
    from passerelles.grading import open_  # noqa: PLC0415

    return open_(room)


def test_a_hub_that_never_ran_keeps_nothing(tmp_path: Path) -> None:
    from passerelles.hub.settings import init  # noqa: PLC0415

    init(tmp_path / "hub")
    assert read(tmp_path / "hub").courses
    with pytest.raises(Refusal, match="Nothing is kept"):
        find("anne", hub=tmp_path / "hub").known()

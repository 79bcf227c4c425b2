"""A learner of a classroom: exported without others, erased without a trace, others untouched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.instructor import DEMO, ESSAY, EXERCISE, RIGHT, give, hand_in
from tests.postgres import postgres
from tests.privacy import holding, snapshot, undeclared, unpacked, used_workspace

from passerelles import grading
from passerelles.grading import feedback
from passerelles.grading.attempts import attempts
from passerelles.grading.gradebook import students, submissions
from passerelles.grading.rules import extend
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.portal import privacy_page
from passerelles.portal.settings import Settings
from passerelles.privacy import archive, removal
from passerelles.privacy.classroom import open_learner
from passerelles.privacy.people import find
from passerelles.privacy.shares import erase, listed

MARKS = {"ana": "Zanzibarre", "bob": "Tombouctoune"}


def used(room: Classroom, folder: Path) -> Classroom:
    """Have two learners hand in, be graded by machine and by hand, and get their feedback."""
    for student, mark in MARKS.items():
        answers = {**RIGHT, ESSAY: f"Un texte de {mark}."}
        hand_in(room, folder, student, answers, "fr")
    assert all(verdict.graded for verdict in grading.grade(room, EXERCISE))
    for student, mark in MARKS.items():
        give(room, student, levels={"clarity": 1}, comment=f"À {mark}.")
    assert all(one.reason is None for one in feedback.release_all(room, EXERCISE))
    with_log(room)
    return room


def with_log(room: Classroom) -> None:
    """Leave what a failed grading and a killed one leave."""
    log = room.root / "logs" / "grading.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text(
        "".join(f"--- 2026-01-01T00:00:00Z {EXERCISE} {who}\nno {MARKS[who]}\n" for who in MARKS)
    )
    left = room.staging / "0123456789abcdef"
    left.mkdir(parents=True)
    (left / "answers.json").write_text(MARKS["ana"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    folder = tmp_path_factory.mktemp("class")
    room = used(grading.init(folder / "room", DEMO), folder)
    set_rules_for(room)
    return room


def set_rules_for(room: Classroom) -> None:
    """Grant Ana an extension, as the instructor's page does."""
    from datetime import UTC, datetime  # noqa: PLC0415

    settings = room.root / "passerelles.yml"
    settings.write_text(
        settings.read_text().replace("deadline: null", 'deadline: "2030-01-01T00:00:00+00:00"')
    )
    for student in MARKS:
        extend(grading.open_(room.root), EXERCISE, student, datetime(2031, 1, 1, tzinfo=UTC))


@pytest.fixture
def room(made: Classroom, tmp_path: Path) -> Classroom:
    copy = tmp_path / "room"
    shutil.copytree(made.root, copy)
    return grading.open_(copy)


def test_every_file_of_a_used_classroom_is_declared(room: Classroom) -> None:
    assert undeclared(room.root, "classroom", MARKS) == []
    (room.root / "submissions-by-name.csv").write_text("ana")
    assert undeclared(room.root, "classroom", MARKS) == ["submissions-by-name.csv: not declared"]


def test_export_has_all_of_one_and_nothing_of_the_other(room: Classroom, tmp_path: Path) -> None:
    before = snapshot(room.root)
    person = find("ana", (room.root,)).known()
    archive.write("ana", person.shares, tmp_path / "ana.zip")
    changed = {n for n, raw in snapshot(room.root).items() if before.get(n) != raw}
    assert not [name for name in changed if not name.startswith(".locks/")]
    found = unpacked(tmp_path / "ana.zip")
    everything = b"\n".join([name.encode() + b"\n" + raw for name, raw in found.items()])
    assert MARKS["bob"].encode() not in everything
    assert b"bob" not in everything
    for name in (
        f"classroom/attempts/ana/{EXERCISE}/1/answers.json",
        f"classroom/submitted/ana/{EXERCISE}/answers.json",
        f"classroom/feedback/ana/{EXERCISE}/{EXERCISE}.html",
    ):
        assert MARKS["ana"].encode() in found[name], name
    rows = json.loads(found["classroom/gradebook.json"])
    assert rows[0]["student"] == "ana"
    assert {one["question"] for one in rows[1]["questions"]} >= {ESSAY, "d-single"}
    assert f"À {MARKS['ana']}." in found["classroom/gradebook.json"].decode()
    assert "2031" in found["classroom/deadlines.json"].decode()
    assert MARKS["ana"] in found["classroom/log.json"].decode()
    # The graded copy holds the keys of the exercise: it is named, and left with the instructor.
    assert not [name for name in found if "/autograded/" in name]
    assert "corrigés de l’équipe" in found["LISEZ-MOI.txt"].decode()


def test_erasing_one_leaves_no_byte_of_theirs_and_all_of_the_others(room: Classroom) -> None:
    theirs = grading.result(room, EXERCISE, "bob", "fr")
    kept = {
        name: raw
        for name, raw in snapshot(room.root).items()
        if "/bob/" in name or name.startswith(("source/", "release/", "questions/"))
    }
    share = find("ana", (room.root,)).known()
    kinds = {one.what.en for one in listed(share.shares)}
    assert "Rows of the gradebook" in kinds
    assert "Extra time granted" in kinds
    erase(share.shares)
    left = holding(room.root, MARKS["ana"], "ana")
    assert [name for name in left if "ana" in name.split("/")] == []
    assert holding(room.root, MARKS["ana"]) == []
    assert b"ana" not in (room.root / "gradebook.db").read_bytes().replace(b"anal", b"")
    after = snapshot(room.root)
    assert {name: after[name] for name in kept} == kept
    again = grading.open_(room.root)
    assert [one.id for one in students(again)] == ["bob"]
    assert list(submissions(again, EXERCISE)) == ["bob"]
    assert grading.result(again, EXERCISE, "bob", "fr") == theirs
    assert again.settings.extensions is not None
    assert list(again.settings.extensions.deadlines[EXERCISE]) == ["bob"]
    assert MARKS["bob"] in (room.root / "logs" / "grading.log").read_text()
    with pytest.raises(Refusal, match="Nothing is kept here"):
        find("ana", (room.root,)).known()
    # The class goes on: whoever was erased may begin anew.
    hand_in(again, room.root.parent, "ana", {"d-single": "guest"}, "en")
    assert all(verdict.graded for verdict in grading.grade(again, EXERCISE))
    assert [one.number for one in attempts(again, "ana", EXERCISE)] == [1]


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4])
def test_killed_in_the_middle_it_is_finished_by_the_next(
    room: Classroom, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    from passerelles.privacy import classroom  # noqa: PLC0415

    real, calls = removal.remove, 0

    def dying(root: Path, name: str) -> bool:
        nonlocal calls
        calls += 1
        if calls > at:
            raise KeyboardInterrupt
        return real(root, name)

    monkeypatch.setattr(classroom, "remove", dying)
    with pytest.raises(KeyboardInterrupt):
        erase(find("ana", (room.root,)).shares)
    monkeypatch.setattr(classroom, "remove", real)
    erase(find("ana", (room.root,)).known().shares)
    assert holding(room.root, MARKS["ana"]) == []
    assert [one.id for one in students(room)] == ["bob"]


def test_two_courses_at_once_and_one_of_them_alone(room: Classroom, tmp_path: Path) -> None:
    second = tmp_path / "second"
    shutil.copytree(room.root, second)
    erase(find("ana", (room.root,)).known().shares)
    assert holding(second, MARKS["ana"])
    both = find("ana", (room.root, second)).known()
    archive.write("ana", both.shares, tmp_path / "x.zip")
    assert {name.split("/")[0] for name in unpacked(tmp_path / "x.zip")} >= {"classroom-2"}
    erase(both.shares)
    assert holding(second, MARKS["ana"]) == []
    assert holding(second, MARKS["bob"])


def test_the_page_takes_the_classroom_along(
    room: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ana")
    used_workspace(tmp_path / "w", MARKS["ana"])
    settings = Settings(tmp_path / "w", room.root)
    person = privacy_page.person_of(settings)
    archive.write(person.who, person.shares, tmp_path / "x.zip")
    names = set(unpacked(tmp_path / "x.zip"))
    assert {"workspace/dossier.json", "classroom/gradebook.json"} <= names
    assert not [name for name in names if "bob" in name]


@pytest.mark.parametrize("name", ["../bob", "*", "", ".", "a/b", "-rf", "bo\nb", "?ob", "[b]ob"])
def test_a_hostile_name_erases_nobody(room: Classroom, name: str) -> None:
    before = snapshot(room.root / "attempts")
    with pytest.raises(Refusal):
        erase(find(name, (room.root,)).known().shares)
    assert snapshot(room.root / "attempts") == before
    assert len(students(room)) == 2


def test_links_in_a_classroom_lead_nowhere(room: Classroom, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text(MARKS["bob"])
    shutil.rmtree(room.root / "feedback" / "ana")
    (room.root / "feedback" / "ana").symlink_to(outside)
    shutil.rmtree(room.root / "attempts" / "ana" / EXERCISE)
    (room.root / "attempts" / "ana" / EXERCISE).symlink_to(room.root / "attempts" / "bob")
    before = snapshot(room.root / "attempts" / "bob")
    person = find("ana", (room.root,)).known()
    archive.write("ana", person.shares, tmp_path / "x.zip")
    told = unpacked(tmp_path / "x.zip").values()
    assert not [raw for raw in told if MARKS["bob"].encode() in raw]
    erase(person.shares)
    assert (outside / "file").read_text() == MARKS["bob"]
    assert snapshot(room.root / "attempts" / "bob") == before


def test_the_exchange_is_emptied_of_one_learner(room: Classroom, tmp_path: Path) -> None:
    import hashlib  # noqa: PLC0415

    exchange = tmp_path / "exchange" / "passerelles"
    config = room.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"\nc.Exchange.root = {str(exchange.parent)!r}\n")
    (exchange / "feedback").mkdir(parents=True)
    for student in (*MARKS, "bob+ana"):
        secret = f"secret of {student}"
        folder = exchange / "inbound" / f"{student}+{EXERCISE}+2026-01-01 00:00:00 UTC+{student}x"
        folder.mkdir(parents=True)
        (folder / f"{EXERCISE}.ipynb").write_text(student)
        (folder / "submission_secret.txt").write_text(secret)
        # As nbgrader names released feedback.
        named = hashlib.md5((secret + EXERCISE).encode(), usedforsecurity=False).hexdigest()
        (exchange / "feedback" / f"{named}.html").write_text(f"To {student}.")
    assert undeclared(exchange, "exchange", {}) == []
    share = open_learner(room.root, "ana")
    assert len([item for item in share.items() if item.root == exchange]) == 3
    share.erase()
    assert sorted(path.name.partition("+2026")[0] for path in (exchange / "inbound").iterdir()) == [
        f"bob+ana+{EXERCISE}",
        f"bob+{EXERCISE}",
    ]
    assert sorted(path.read_text() for path in (exchange / "feedback").iterdir()) == [
        "To bob+ana.",
        "To bob.",
    ]


@pytest.mark.slow
def test_rows_of_postgresql_go_with_their_learner(tmp_path: Path) -> None:
    with postgres() as server:
        room = used(grading.init(tmp_path / "room", DEMO, url=server.url), tmp_path)
        person = find("ana", (room.root,)).known()
        archive.write("ana", person.shares, tmp_path / "x.zip")
        rows = json.loads(unpacked(tmp_path / "x.zip")["classroom/gradebook.json"])
        assert MARKS["ana"] in str(rows)
        assert MARKS["bob"] not in str(rows)
        erase(person.shares)
        assert [one.id for one in students(room)] == ["bob"]
        assert holding(room.root, MARKS["ana"]) == []
        server.run("pg_ctl", "-D", str(server.data), "-w", "-m", "fast", "stop")
        tables = [path for path in (server.data / "base").rglob("*") if path.is_file()]
        assert not [path for path in tables if MARKS["ana"].encode() in path.read_bytes()]
        assert [path for path in tables if MARKS["bob"].encode() in path.read_bytes()]
        server.start()

"""A participant of a training room: exported alone, erased without touching the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.privacy import holding, snapshot, undeclared, unpacked

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.privacy import archive, room
from passerelles.privacy.people import find
from passerelles.privacy.shares import erase, listed
from passerelles.workshop.doors import Doors
from passerelles.workshop.room import TRAINER, Room

ANA, BOB = "Zanzibarre", "Tombouctoune"


def used(folder: Path) -> dict[str, Any]:
    """Hold a workshop of two people, a vote and an open question; return who they are."""
    opened = Room.open(folder)
    opened.command(TRAINER, {"do": "team-create", "name": "Les quais"})
    people = {name: opened.join(name, "fr") for name in (ANA, BOB)}
    doors = Doors(folder)
    for one in people.values():
        doors.let_in(one.id)
        opened.place(one.id, {"module": "m2-institutional", "section": "needs"})
        mine = Workspace.open(folder / "people" / one.id, folder / "teams" / str(one.team))
        mine.answers("e1-context").keep("q-one", f"answer of {one.name}", "fr")
        mine.scenarios("partners").keep({"text": "the team’s"})
        opened.command(one.id, {"do": "hand", "up": True})
    opened.command(TRAINER, {"do": "say", "text": f"Bravo {ANA} !"})
    for activity in (
        {"kind": "question", "question": "Pourquoi ?"},
        {"kind": "vote", "question": "Quand ?", "options": ["un", "deux"]},
    ):
        opened.command(TRAINER, {"do": "open", "spec": activity})
    question, vote = opened.state.activities
    for one in people.values():
        text = f"Parce que, dit {one.name}."
        opened.command(one.id, {"do": "answer", "activity": question, "value": text})
        chosen = opened.state.activities[vote].spec["options"][0]["id"]
        opened.command(one.id, {"do": "answer", "activity": vote, "value": chosen})
    opened.close()
    (folder / "archive" / "20260101.zip").write_text(f"{ANA} {BOB}")
    (folder / "room.jsonl.damaged-1").write_text(f"half of {ANA}\nhalf of {BOB}\n")
    return {"people": people, "vote": vote, "question": question}


def test_every_file_of_a_used_room_is_declared(tmp_path: Path) -> None:
    who = used(tmp_path / "room")["people"]
    marks = {who[name].id: name for name in (ANA, BOB)}
    assert undeclared(tmp_path / "room", "room", marks) == []


def test_export_tells_of_one_alone(tmp_path: Path) -> None:
    used(tmp_path / "room")
    before = snapshot(tmp_path / "room")
    person = find(ANA, room=tmp_path / "room").known()
    archive.write(ANA, person.shares, tmp_path / "x.zip")
    assert snapshot(tmp_path / "room") == before
    found = unpacked(tmp_path / "x.zip")
    everything = b"\n".join(found.values()).decode()
    assert BOB not in everything
    assert f"Parce que, dit {ANA}." in everything
    assert "Pourquoi" in everything
    assert "m2-institutional" in everything
    assert any(name.endswith("answers.json") for name in found)
    assert listed(person.shares)


def test_erased_nobody_is_named_and_the_vote_still_counts(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    made = used(folder)
    ana, bob = made["people"][ANA], made["people"][BOB]
    kept = {
        n: r for n, r in snapshot(folder).items() if n.startswith((f"people/{bob.id}", "teams"))
    }
    erase(find(ANA.upper(), room=folder).known().shares)
    assert holding(folder, ANA, ana.word) == []
    assert not (folder / "people" / ana.id).exists()
    assert list((folder / "archive").iterdir()) == []
    assert {name: snapshot(folder)[name] for name in kept} == kept
    opened = Room.open(folder)
    assert opened.notice is None
    answers = opened.state.activities
    assert len(answers[made["vote"]].answers) == 2
    assert answers[made["question"]].answers[bob.id].value == f"Parce que, dit {BOB}."
    assert answers[made["question"]].answers[ana.id].value == "…"
    assert opened.state.people[ana.id].name == f"Anonyme {ana.id[1:]}"
    assert opened.state.people[ana.id].place == {}
    assert opened.state.messages[0].text == "Bravo … !"
    assert opened.back(BOB, bob.word).id == bob.id
    for name, word in ((ANA, ana.word), (f"Anonyme {ana.id[1:]}", ana.word)):
        with pytest.raises(Refusal):
            opened.back(name, word)
    opened.view(TRAINER)
    assert opened.join(ANA, "fr").id != ana.id
    opened.close()
    assert bob.id in (folder / "doors.json").read_text()
    assert f'"{ana.id}"' not in (folder / "doors.json").read_text()


def test_killed_before_the_log_it_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "room"
    used(folder)

    def dying(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(room, "write_file", dying)
        with pytest.raises(KeyboardInterrupt):
            erase(find(ANA, room=folder).shares)
    erase(find(ANA, room=folder).known().shares)
    assert holding(folder, ANA) == []


def test_an_open_room_and_strangers_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    used(folder)
    opened = Room.open(folder)
    before = (folder / "room.jsonl").read_bytes()
    with pytest.raises(Refusal, match="close it"):
        erase(find(ANA, room=folder).shares)
    opened.close()
    assert (folder / "room.jsonl").read_bytes() == before
    for name in ("Nobody", "../../p1", "p99", ""):
        with pytest.raises(Refusal):
            find(name, room=folder).known()
    with pytest.raises(Refusal, match="not a training room"):
        find(ANA, room=tmp_path)

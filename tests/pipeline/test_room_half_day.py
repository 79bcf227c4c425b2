"""A half-day on the room alone: the plan to its end, killed on the way, the archive opened."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.workshop import archive
from passerelles.workshop.plans import plans
from passerelles.workshop.room import Room
from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership.catalogue import strategies

PEOPLE = ("Aïcha", "Bob", "Chloé", "=SUM(A1)", "<script>", "Étienne", "冬子", "G\u202eniL", "Hal")
STRANGE = "=cmd|' /C calc'!A0 <img src=x onerror=alert(1)>"


class Time:
    """A clock a test turns."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


class Play:
    """A trainer, their room and those in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, Time()
        self.room = Room.open(folder, self.clock, "Atelier d’essai")
        self.ids: list[str] = []

    def do(self, name: str, **what: Any) -> None:
        """Press something on the board."""
        self.room.command("trainer", {"do": name, **what})

    def again(self) -> None:
        """Open the room again as after a laptop that died, nothing closed in order."""
        self.room._lock.release()
        self.room = Room.open(self.folder, self.clock)

    def view(self, language: str = "fr") -> dict[str, Any]:
        """Return the board."""
        return self.room.view("trainer", language)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    played = Play(tmp_path_factory.mktemp("half-day") / "room")
    walk(played)
    yield played
    played.room.close()


def walk(play: Play) -> None:
    """Walk the whole half-day plan as its items say."""
    play.do("teams-make", count=3)
    for place, name in enumerate(PEOPLE):
        play.ids.append(play.room.join(name, "en" if place % 2 else "fr").id)
    play.do("plan-choose", plan="half-day")
    for number, item in enumerate(plans()["half-day"].items):
        assert play.view()["plan"]["items"][play.view()["plan"]["place"]]["id"] == item.id
        assert play.view()["timer"]["total"] == item.minutes * 60
        for activity in item.activities:
            play.do("open", item=item.id, activity=activity.id)
            answers(play, play.view()["activities"][0])
        if item.id == "platforms":
            play.do("compare", simulator="stakeholders")
        if item.game:
            game(play, item.id)
        play.clock.now += item.minutes * 60
        if number + 1 < len(plans()["half-day"].items):
            play.again()
            play.do("plan-next", item=item.id)
            play.do("plan-next", item=item.id)  # pressed twice: no item is skipped
    play.do("end", ended=True)


def answer(activity: dict[str, Any], place: int) -> Any:
    """Return what the person at `place` answers; None where there is nothing to answer."""
    if activity["kind"] == "estimate":
        return 5 + 10 * place
    if activity["kind"] == "question":
        return f"Réponse {place}" if place else STRANGE
    if activity["kind"] == "vote":
        ids = [option["id"] for option in activity["options"]]
        return {"single": ids[0], "multiple": ids[:2], "order": ids[::-1]}[activity["mode"]]
    return None


def answers(play: Play, activity: dict[str, Any]) -> None:
    """Everyone answers an activity; then it is closed and revealed."""
    for place, person in enumerate(play.ids):
        value = answer(activity, place)
        if value is not None:
            play.room.command(person, {"do": "answer", "activity": activity["id"], "value": value})
    if activity["kind"] == "question":
        for person in play.ids[:2]:
            shown = {"activity": activity["id"], "person": person, "shown": True}
            play.do("moderate", **shown)
    if activity["kind"] == "simulator":
        for number, team in enumerate(play.room.state.standing()):
            store = Workspace.open(play.folder / "teams" / team.id)
            found = simulators.load(activity["simulator"])
            store.scenarios(found.id).keep(found.defaults("fr"))
            if number == 0:
                store.dossier.contribute(found.contribution(found.defaults("fr")), by=found.id)
    play.do("close", activity=activity["id"])
    if activity["kind"] in ("estimate", "vote"):
        play.do("reveal", activity=activity["id"], shown=True)


def game(play: Play, item: str) -> None:
    """Play six rounds: the first team follows a named plan, the others wait and see."""
    plan = next(iter(strategies().values())).actions
    play.do("game-start", item=item)
    for number in range(6):
        play.do("round-open")
        rows = [
            {"quarter": a.quarter - 2 * number, "decision": a.decision, "effort": a.effort}
            for a in plan
            if a.quarter - 2 * number in (1, 2)
        ]
        play.room.command(play.ids[0], {"do": "decide", "decisions": rows, "base": 0})
        play.again()
        play.do("round-close")
    with pytest.raises(Refusal):
        play.do("round-open")
    play.do("game-debrief")


def test_all_teams_met_the_same_story_and_the_debrief_names_decisions(play: Play) -> None:
    found = play.view("en")["game"]
    assert found["ended"]
    assert found["quarter"] == 12
    scores = [team["scores"]["overall"] for team in found["teams"]]
    assert scores[1] == scores[2] != scores[0]
    assert found["teams"][0]["debrief"][0]["label"]
    assert found["teams"][1]["debrief"] == []
    assert len(found["teams"][0]["series"]) == 13


def test_the_teams_stood_side_by_side(play: Play) -> None:
    found = play.room.view("screen", "en")["comparison"]
    assert found["simulator"] == "stakeholders"
    assert len(found["teams"]) == 3
    assert all(len(row["values"]) == 3 for row in found["indicators"])


def test_the_room_after_the_day_is_the_one_on_the_disk(play: Play) -> None:
    before = play.room.state
    play.again()
    assert play.room.state == before
    assert play.view()["plan"]["late"] == 0


@pytest.fixture(scope="module")
def packed(play: Play) -> zipfile.ZipFile:
    room = play.room
    root = room.folder / "people" / play.ids[1]
    own = Workspace.open(root)
    own.progress.see("m1-context", "agenda")
    heard: list[dict[str, Any]] = []
    end = room.changed(lambda _: heard.append(room.view("trainer", "fr")["archive"]))
    room.command("trainer", {"do": "archive"})
    assert room._archive.wait(300)
    end()
    path = room.archive()
    assert path is not None
    assert heard[-1]["name"] == path.name
    assert heard[-1]["fault"] == ""
    assert heard[-1]["undone"] == []
    assert [one["done"] for one in heard] == sorted(one["done"] for one in heard)
    assert not list(path.parent.glob("*.part"))
    return zipfile.ZipFile(BytesIO(path.read_bytes()))


def test_the_archive_holds_every_dossier_in_three_forms(
    play: Play, packed: zipfile.ZipFile
) -> None:
    names = packed.namelist()
    team = play.room.state.teams["t1"]
    assert packed.testzip() is None
    for kind in ("docx", "pdf", "json"):
        assert f"equipes/{team.id}-equipe-1/dossier.{kind}" in names
    members = [one for one in play.room.state.people.values() if one.team == team.id]
    assert sum(name.endswith("/dossier.pdf") for name in names) == 1 + len(members)
    assert packed.read(f"equipes/{team.id}-equipe-1/dossier.pdf").startswith(b"%PDF")
    assert any(name.endswith("progress.json") for name in names)
    assert not any(".." in name or name.startswith("/") for name in names)


def test_no_word_and_no_held_back_text_is_in_the_archive(
    play: Play, packed: zipfile.ZipFile
) -> None:
    everything = b"".join(
        packed.read(name) for name in packed.namelist() if name.startswith("tableau/")
    ).decode()
    for person in play.room.state.people.values():
        assert person.word not in everything
    assert "Réponse 1" in everything
    assert "Réponse 2" not in everything
    names = set(packed.namelist())
    assert not any("room.jsonl" in name or "doors" in name for name in names)


def test_the_record_is_safe_to_open(packed: zipfile.ZipFile) -> None:
    record = json.loads(packed.read("tableau/record.json"))
    assert len(record["people"]) == len(PEOPLE)
    assert len(record["games"][0]["rounds"]) == 6
    page = packed.read("tableau/record-en.html").decode()
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;img src=x" in page
    answered = packed.read("tableau/answers.csv").decode("utf-8-sig")
    assert "'=cmd" in answered
    people = packed.read("tableau/people.csv").decode("utf-8-sig").splitlines()
    assert any(line.startswith("'=SUM(A1)") for line in people)


def test_a_failed_archive_says_so_and_leaves_no_half(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    before = sorted((play.folder / "archive").iterdir())
    monkeypatch.setattr(archive.record, "files", full)
    play.clock.now += 60
    play.do("archive")
    assert play.room._archive.wait(60)
    assert "plein" in play.view()["archive"]["fault"]
    assert sorted((play.folder / "archive").iterdir()) == before

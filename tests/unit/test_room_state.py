"""The room's state: events fold to it, commands change it, and nothing hostile gets through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passerelles.library.errors import Refusal
from passerelles.workshop import commands
from passerelles.workshop.clock import SteadyClock
from passerelles.workshop.events import LOG, Log, read
from passerelles.workshop.fold import fold
from passerelles.workshop.room import Room


class Time:
    """A clock a test turns."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def room(tmp_path: Path) -> Any:
    opened = Room.open(tmp_path / "room", Time())
    yield opened
    opened.close()


def full(room: Room) -> None:
    """Let a bit of everything happen."""
    room.command("trainer", {"do": "teams-make", "count": 2})
    for name, language in (("Aïcha", "fr"), ("Bob", "en"), ("Chloé", "fr")):
        room.join(name, language)
    do = room.command
    do("trainer", {"do": "plan-choose", "plan": "half-day"})
    do("trainer", {"do": "plan-next"})
    do("trainer", {"do": "open", "item": "guess", "activity": "stock"})
    do("p1", {"do": "answer", "activity": "a1", "value": 100})
    do("p2", {"do": "answer", "activity": "a1", "value": 3.5})
    do("p2", {"do": "answer", "activity": "a1", "value": 400})
    do("trainer", {"do": "close", "activity": "a1"})
    do("trainer", {"do": "reveal", "activity": "a1", "shown": True})
    do("trainer", {"do": "open", "spec": {"kind": "question", "question": "Et alors ?"}})
    do("p3", {"do": "answer", "activity": "a2", "value": "<b>rien</b>"})
    do("trainer", {"do": "moderate", "activity": "a2", "person": "p3", "shown": True})
    do("trainer", {"do": "game-start", "seed": 3, "pace": 2})
    do("trainer", {"do": "round-open"})
    plan = [{"quarter": 1, "decision": "desk-study", "effort": "normal"}]
    do("p1", {"do": "decide", "decisions": plan, "base": 0})
    do("p3", {"do": "agree", "base": 1})
    do("trainer", {"do": "round-close"})
    do("trainer", {"do": "game-debrief"})
    do("trainer", {"do": "say", "text": "Bravo", "team": None})
    do("p2", {"do": "hand", "up": True})
    room.place("p1", {"module": "m1-context", "section": "agenda"})


def test_the_same_events_give_the_same_state(room: Room, tmp_path: Path) -> None:
    full(room)
    raw = (tmp_path / "room" / LOG).read_bytes()
    events, damaged, length = read(raw)
    assert (damaged, length) == ([], len(raw))
    assert fold(events) == fold(events) == room.state


def test_a_kill_at_any_byte_leaves_a_state_that_was(room: Room, tmp_path: Path) -> None:
    full(room)
    raw = (tmp_path / "room" / LOG).read_bytes()
    events = read(raw)[0]
    states = [fold(events[:count]) for count in range(len(events) + 1)]
    place = 0
    for cut in (*range(0, len(raw), 7), len(raw)):
        found, damaged, _ = read(raw[:cut])
        assert damaged == []
        assert found == events[: len(found)]
        place = max(place, len(found))
        assert fold(found) == states[len(found)]
    assert place == len(events)


def test_a_torn_line_is_cut_off_and_the_room_goes_on(tmp_path: Path) -> None:
    first = Room.open(tmp_path / "r", Time())
    first.join("Aïcha", "fr")
    first.close()
    path = tmp_path / "r" / LOG
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"kind":"joined","t":1,"pers')
    again = Room.open(tmp_path / "r", Time())
    assert path.read_bytes() == whole
    assert again.notice is None
    assert again.join("Bob", "en").id == "p2"
    again.close()


def test_an_unreadable_line_is_set_aside_and_said(tmp_path: Path) -> None:
    first = Room.open(tmp_path / "r", Time())
    first.join("Aïcha", "fr")
    first.join("Bob", "en")
    first.close()
    path = tmp_path / "r" / LOG
    lines = path.read_bytes().split(b"\n")
    lines[1] = b"\x00\x00garbage"
    path.write_bytes(b"\n".join(lines))
    again = Room.open(tmp_path / "r", Time())
    assert list(again.state.people) == ["p2"]
    assert again.view("trainer", "en")["notice"]
    assert path.with_name(LOG + ".damaged-1").read_bytes() == b"\x00\x00garbage\n"
    again.close()


def test_nothing_is_kept_when_the_disk_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log.open(tmp_path / LOG)
    log.append([{"kind": "begun", "t": 1.0}])
    before = (tmp_path / LOG).read_bytes()

    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("passerelles.workshop.events.os.fsync", full_disk)
    with pytest.raises(Refusal):
        log.append([{"kind": "message", "t": 2.0}])
    monkeypatch.undo()
    assert (tmp_path / LOG).read_bytes() == before
    assert len(log.events) == 1
    log.close()


def test_two_programs_cannot_open_one_room(room: Room) -> None:
    with pytest.raises(Refusal):
        Room.open(room.folder)


def test_the_countdown_survives_sleep_restart_and_a_clock_set_back(tmp_path: Path) -> None:
    now = Time()
    room = Room.open(tmp_path / "r", now)
    room.command("trainer", {"do": "timer-start", "seconds": 600, "label": "Pause"})
    now.now += 90
    room.close()
    now.now += 60  # the laptop sleeps, the program starts again
    room = Room.open(tmp_path / "r", now)
    timer = room.view("screen", "fr")["timer"]
    assert timer["ends"] - room.now() == pytest.approx(450)
    room.command("trainer", {"do": "timer-pause"})
    now.now += 1000
    assert room.view("screen", "fr")["timer"]["left"] == pytest.approx(450)
    room.command("trainer", {"do": "timer-add", "seconds": 50})
    room.command("trainer", {"do": "timer-resume"})
    assert room.view("screen", "fr")["timer"]["ends"] - room.now() == pytest.approx(500)
    room.close()
    now.now -= 3600  # somebody sets the clock back an hour
    room = Room.open(tmp_path / "r", now)
    assert room.view("screen", "fr")["timer"]["ends"] - room.now() == pytest.approx(500)
    room.close()


def test_a_countdown_names_the_item_in_the_language_of_whoever_looks(room: Room) -> None:
    room.command("trainer", {"do": "plan-choose", "plan": "two-days"})
    said = {lang: room.view("screen", lang)["timer"]["label"] for lang in ("fr", "en")}  # type: ignore[arg-type]
    assert said == {"fr": "Deux rives sur une feuille", "en": "Two shores on one sheet"}
    room.command("trainer", {"do": "timer-start", "seconds": 600, "label": "Café"})
    assert room.view("screen", "en")["timer"]["label"] == "Café"


def test_a_clock_without_sleep_takes_the_calendar_running_ahead_for_sleep() -> None:
    calendar, counter = Time(5000.0), Time(10.0)
    clock = SteadyClock(calendar, counter, counts_sleep=False)
    calendar.now, counter.now = 5010.0, 20.0
    assert clock() == 5010
    calendar.now, counter.now = 5075.0, 25.0  # a minute's sleep
    assert clock() == 5075
    calendar.now, counter.now = 4000.0, 26.0  # set back: nothing happens
    assert clock() == 5076


def test_a_vote_counts_once_a_person_and_only_while_it_is_open(room: Room) -> None:
    room.join("Aïcha", "fr")
    spec = {"kind": "vote", "question": "Qui ?", "options": ["Nous", "Eux"], "mode": "single"}
    room.command("trainer", {"do": "open", "spec": spec})
    for choice in ("o1", "o2", "o1", "o1"):
        room.command("p1", {"do": "answer", "activity": "a1", "value": choice})
    assert "result" not in room.view("p1", "fr")["activities"][0]
    room.command("trainer", {"do": "close", "activity": "a1"})
    with pytest.raises(Refusal):
        room.command("p1", {"do": "answer", "activity": "a1", "value": "o2"})
    result = room.view("screen", "fr")["activity"]["result"]
    assert [row["votes"] for row in result["rows"]] == [1, 0]


def test_an_estimate_keeps_its_figure_until_it_is_revealed(room: Room) -> None:
    room.join("Aïcha", "fr")
    room.command("trainer", {"do": "open", "spec": {"kind": "estimate", "figure": "urban-share"}})
    with pytest.raises(Refusal):
        room.command("p1", {"do": "answer", "activity": "a1", "value": 140})
    room.command("p1", {"do": "answer", "activity": "a1", "value": 40})
    room.command("trainer", {"do": "close", "activity": "a1"})
    shown = room.view("p1", "en")["activities"][0]["result"]
    assert shown["values"] == [40]
    assert "answer" not in shown
    room.command("trainer", {"do": "reveal", "activity": "a1", "shown": True})
    answer = room.view("p1", "en")["activities"][0]["result"]["answer"]
    assert answer["number"] == 54
    assert answer["source"]
    assert answer["year"]


def test_a_text_is_seen_only_once_the_trainer_lets_it_through(room: Room) -> None:
    room.join("Aïcha", "fr")
    room.command("trainer", {"do": "open", "spec": {"kind": "question", "question": "Alors ?"}})
    room.command("p1", {"do": "answer", "activity": "a1", "value": "Bonjour"})
    assert room.view("screen", "fr")["activity"]["result"]["texts"] == []
    room.command("trainer", {"do": "moderate", "activity": "a1", "person": "p1", "shown": True})
    assert room.view("screen", "fr")["activity"]["result"]["texts"] == ["Bonjour"]
    # Changed afterwards, it has to be looked at again.
    room.command("p1", {"do": "answer", "activity": "a1", "value": "Autre chose"})
    assert room.view("screen", "fr")["activity"]["result"]["texts"] == []


def test_names_are_distinct_and_words_bring_back(room: Room) -> None:
    person = room.join("  Aïcha   B. ", "fr")
    assert person.name == "Aïcha B."
    for twin in ("aicha b", "AÏCHA\u200bB.", "Aïcha B."):
        with pytest.raises(Refusal):
            room.join(twin, "en")
    assert room.back("aïcha b.", person.word.upper().replace("-", " ")).id == person.id
    for _ in range(6):
        with pytest.raises(Refusal):
            room.back("Aïcha B.", "faux-mot")
    with pytest.raises(Refusal):  # too many tries: the right word has to wait as well
        room.back("Aïcha B.", person.word)
    assert isinstance(room._clock, Time)
    room._clock.now += 301
    assert room.back("Aïcha B.", person.word).id == person.id


def test_nobody_sees_more_than_their_own(room: Room) -> None:
    full(room)
    word = {one.id: one.word for one in room.state.people.values()}
    screen = json.dumps(room.view("screen", "fr"), ensure_ascii=False)
    for name in ("Aïcha", "Bob", "Chloé", *word.values()):
        assert name not in screen
    mine = json.dumps(room.view("p2", "en"), ensure_ascii=False)
    assert word["p2"] in mine
    assert word["p1"] not in mine
    assert word["p3"] not in mine


def test_a_draft_changed_meanwhile_is_not_overwritten(room: Room) -> None:
    room.command("trainer", {"do": "teams-make", "count": 1})
    room.join("Aïcha", "fr")
    room.join("Bob", "en")
    room.command("trainer", {"do": "game-start"})
    room.command("trainer", {"do": "round-open"})
    rows = [{"quarter": 1, "decision": "desk-study", "effort": "light"}]
    room.command("p1", {"do": "decide", "decisions": rows, "base": 0})
    with pytest.raises(Refusal):
        room.command("p2", {"do": "decide", "decisions": [], "base": 0})
    room.command("p2", {"do": "agree", "base": 1})
    draft = room.view("p1", "fr")["game"]["own"]["draft"]
    assert draft["agreed"] == 2
    assert draft["decisions"] == rows


def test_teams_merge_and_people_move_with_them(room: Room) -> None:
    room.command("trainer", {"do": "teams-make", "count": 2})
    for name in ("A", "B", "C"):
        room.join(name, "fr")
    assert {one.team for one in room.state.here()} == {"t1", "t2"}
    room.command("trainer", {"do": "team-merge", "team": "t1", "into": "t2"})
    assert {one.team for one in room.state.here()} == {"t2"}
    with pytest.raises(Refusal):
        room.command("trainer", {"do": "move", "person": "p1", "team": "t1"})
    with pytest.raises(Refusal):
        room.command("p1", {"do": "choose-team", "team": "t2"})


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = st.sampled_from(
    [
        "team", "person", "name", "count", "activity", "value", "seconds", "spec", "item", "base",
        "decisions", "text", "open", "up", "language", "simulator", "teams", "plan", "screen",
        "shown", "ended", "into", "label", "seed", "pace", "difficulty", "message",
    ]
)  # fmt: skip
GOOD = st.sampled_from(["t1", "p1", "a1", "a2", "g1", "fr", "half-day", "guess", True, 1, 0, None])
MESSAGES = st.builds(
    lambda do, rest: {"do": do, **rest},
    st.sampled_from([*commands.TRAINER, *commands.PERSON, "archive ", "x"]) | ANY,
    st.dictionaries(KEYS, GOOD | ANY, max_size=4),
)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Any:
    opened = Room.open(tmp_path_factory.mktemp("busy") / "room", Time())
    full(opened)
    opened.command("trainer", {"do": "reopen", "activity": "a1"})
    opened.command("trainer", {"do": "game-start"})
    opened.command("trainer", {"do": "round-open"})
    yield opened
    opened.close()


@settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(actor=st.sampled_from(["p1", "trainer", "p99", ""]), message=MESSAGES | ANY)
def test_a_hostile_message_is_refused_and_never_an_accident(
    busy: Room, actor: str, message: Any
) -> None:
    bilingual = True
    try:
        busy.command(actor, message)
    except Refusal as refusal:
        bilingual = bool(refusal.text.fr) and bool(refusal.text.en)
    assert bilingual
    for who in ("trainer", "screen", "p1"):
        json.dumps(busy.view(who, "fr"), allow_nan=False)


@pytest.mark.parametrize("name", sorted(set(commands.TRAINER) | {"archive"}))
def test_a_participant_can_do_nothing_of_the_trainers(room: Room, name: str) -> None:
    full(room)
    before = len(room._log.events)
    with pytest.raises(Refusal):
        room.command("p1", {"do": name})
    assert len(room._log.events) == before


@pytest.mark.parametrize("place", [None, [], "x", {"module": "../etc"}, {"module": 3}, {"a": "b"}])
def test_a_hostile_place_is_refused(room: Room, place: Any) -> None:
    room.join("Aïcha", "fr")
    with pytest.raises(Refusal):
        room.place("p1", place)

"""What a room survives: a server killed, a laptop asleep, a room that is full."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Visit, wait_for
from tests.rooms import PASSWORD, ROOMS, Guest, Line, asleep, opened
from websockets.exceptions import ConnectionClosed

from passerelles.dossier.workspace import Workspace
from passerelles.portal.sessions import GONE
from passerelles.workshop.kernels import CULL_EVERY, RoomSessions

pytestmark = pytest.mark.slow
LEVER = "weight-main-migrant-groups"
LABEL = "Weight: main migrant groups"


def test_a_killed_server_comes_back_with_everybody_at_their_place(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    with opened(folder) as room:
        guest, trainer = Guest(room), Guest(room)
        guest.join("Amélie")
        trainer.lead()
        board = trainer.line("trainer")
        assert "refusal" not in board.do(do="teams-make", count=1)
        kernel = guest.module()
        panel = kernel.near()
        line = guest.line()
        line.until(lambda m: "view" in m)
        kernel.set(panel, **{LEVER: 73})
        # Told of, hence kept: only then is the server killed.
        line.until(lambda m: "changed" in m)
        word, port, cookies = guest.word(), room.port, len(guest.jar)
        room.process.send_signal(signal.SIGKILL)
        room.process.wait(20)
    assert cookies
    with opened(folder, port=port) as again:
        assert again.code == room.code
        # The same cookies, the same place.
        assert "Amélie" in guest.ask("room/en/").words
        assert guest.word() == word
        assert Workspace(folder / "teams" / "t1").scenarios("partners").current()[LEVER] == 73  # type: ignore[index]
        assert trainer.ask("room/en/board").url.endswith("/board")
        other = guest.module()
        assert other.models.get(panel) is None
        fresh = other.near()
        assert other.models[fresh]["values"][LEVER] == 73
        assert guest.ask(f"passerelles/api/session/{kernel.name}").body == '{"alive": false}'


def test_a_server_killed_while_people_join_forgets_nobody_it_let_in(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    with opened(folder) as room:
        guests = [Guest(room) for _ in range(12)]
        let_in: list[int] = []

        def go_in(number: int) -> None:
            try:
                if "?new=1" in guests[number].join(f"Guest {number}").url:
                    let_in.append(number)
            except OSError:
                pass  # the server was gone first

        threads = [threading.Thread(target=go_in, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        wait_for(lambda: len(let_in) >= 3, 60, "some are in")
        room.process.send_signal(signal.SIGKILL)
        room.process.wait(20)
        for thread in threads:
            thread.join(60)
        port = room.port
    with opened(folder, port=port):
        for number in let_in:
            assert f"Guest {number}" in guests[number].ask("room/en/").words


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_a_laptop_asleep_for_a_minute_costs_nobody_anything(  # noqa: PLR0915 - one story
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    """The server and its kernels stand still for sixty seconds while people go on working."""
    with opened(tmp_path / "room") as room:
        trainer, first, second = Guest(room), Guest(room), Guest(room)
        trainer.lead()
        for guest, name in ((first, "First"), (second, "Second")):
            guest.join(name)
        phone = visit(f"{room.address}room/en/join?code={room.code}", width=360, lang="en")
        phone.page.locator("input[name=name]").first.fill("Phone")
        phone.page.get_by_role("button", name="Join", exact=True).click()
        phone.page.wait_for_url("**/room/en/?new=1")
        phone.page.goto(f"{room.address}passerelles/en/modules/m2-institutional#partners")
        lever = phone.page.locator("#partners").get_by_role("textbox", name=LABEL)
        lever.wait_for()
        phone.page.evaluate("window.kept = true")
        board = visit(f"{room.address}room/en/trainer", lang="en")
        board.page.locator("input[name=password]").fill(PASSWORD)
        board.page.locator("form button[type=submit]").click()
        board.page.locator("#plan-use-half-day").wait_for()
        kernel = first.module()
        panel = kernel.near()
        lines = {guest: guest.line() for guest in (first, second)}
        lead = trainer.line("trainer")
        vote = {"kind": "vote", "question": "Who?", "options": ["We", "They"], "mode": "single"}
        assert "refusal" not in lead.do(do="open", spec=vote)
        assert "refusal" not in lead.do(do="timer-start", seconds=600, label="Debate")
        ends = time.monotonic() + 600
        # Answered before, hence kept.
        assert "refusal" not in lines[first].do(do="answer", activity="a1", value="o1")
        with asleep(room):
            begun = time.monotonic()
            asked = {"do": "answer", "activity": "a1", "value": "o2", "n": "asleep"}
            lines[second].socket.send(json.dumps(asked))
            kernel.set(panel, **{LEVER: 44})
            lever.fill("37")
            lever.press("Tab")
            time.sleep(60 - (time.monotonic() - begun))

        folder = room.folder / "people"
        wait_for(lambda: _lever(folder / "p1") == 44, 60, "what the first sent")
        wait_for(lambda: _lever(folder / "p3") == 37, 60, "what the phone sent")
        assert "refusal" not in _answered(second, lines[second], asked)
        for who in (first.line(), second.line(), trainer.line("trainer")):
            view = who.until(lambda m: "view" in m)
            assert view["view"]["timer"]["ends"] - view["now"] == pytest.approx(
                ends - time.monotonic(), abs=3
            )
        again = trainer.line("trainer")
        again.until(lambda m: "view" in m)
        assert [one["name"] for one in again.view["people"]] == ["First", "Second", "Phone"]
        assert again.view["activities"][0]["answered"] == 2
        # The pages find their lines again by themselves, and stay what they were.
        for page in (phone.page, board.page):
            page.wait_for_function("() => !passerelles.room.lost && passerelles.room.view")
        assert abs(_shown(board.page) - (ends - time.monotonic())) < 5
        time.sleep(GONE + 2 * CULL_EVERY)
        lever.fill("38")
        lever.press("Tab")
        wait_for(lambda: _lever(folder / "p3") == 38, 60, "the phone goes on")
        assert phone.page.evaluate("window.kept")
        phone.clean()
        # Whoever sets the clock of the device back moves no countdown.
        board.page.evaluate("() => { const was = Date.now; Date.now = () => was() - 3600000; }")
        wait_for(lambda: abs(_shown(board.page) - (ends - time.monotonic())) < 5, 30, "the time")
        board.clean()


def _lever(folder: Path) -> object:
    return (Workspace(folder).scenarios("partners").current() or {}).get(LEVER)


def _answered(guest: Guest, line: Line, asked: dict[str, str]) -> dict[str, Any]:
    """Wait for the answer to what was asked; over a new line, as the pages do, if it is dead."""
    try:
        return line.until(lambda m: m.get("answer") == asked["n"])
    except ConnectionClosed:
        line = guest.line()
        line.socket.send(json.dumps(asked))
        return line.until(lambda m: m.get("answer") == asked["n"])


def _shown(page: Any) -> int:
    """Return the seconds that a page's countdown shows."""
    parts = page.locator("[data-clock]").first.inner_text().split(":")
    return sum(int(part) * 60**place for place, part in enumerate(reversed(parts)))


CLOCKS = """
import os, time

def ahead(name):
    try:
        with open(os.path.join(os.environ["ROOM_CLOCKS"], name)) as file:
            return float(file.read() or 0)
    except OSError:
        return 0.0

real = time.time, time.monotonic, time.clock_gettime
time.time = lambda: real[0]() + ahead("calendar")
time.monotonic = lambda: real[1]() + ahead("counter")
time.clock_gettime = lambda which: real[2](which) + (which == time.CLOCK_BOOTTIME) * ahead("boot")
"""


def test_clocks_that_jump_stop_no_countdown_and_throw_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long sleep as different systems count it, and a calendar set back, one after the other."""
    clocks = tmp_path / "clocks"
    clocks.mkdir()
    (clocks / "sitecustomize.py").write_text(CLOCKS)
    monkeypatch.setenv("PYTHONPATH", str(clocks))
    monkeypatch.setenv("ROOM_CLOCKS", str(clocks))
    with opened(tmp_path / "room") as room:
        trainer, guest = Guest(room), Guest(room)
        trainer.lead()
        guest.join("Amélie")
        kernel = guest.module()
        kernel.near()
        lead = trainer.line("trainer")
        # Linux counts sleep in one counter; elsewhere every counter has it, or the calendar alone.
        for name, left, jumped in (
            ("Linux asleep", 600 - 3600, {"calendar": 3600, "boot": 3600}),
            ("all asleep", 600 - 3600, {"calendar": 7200, "boot": 7200, "counter": 3600}),
            ("calendar set back", 600, {"calendar": -9999}),
        ):
            begun = time.monotonic()
            assert "refusal" not in lead.do(do="timer-start", seconds=600, label=name)
            for clock, seconds in jumped.items():
                (clocks / clock).write_text(str(seconds))
            lead, line = trainer.line("trainer"), guest.line()
            told = lead.until(lambda m: "view" in m)
            gone = time.monotonic() - begun
            assert told["view"]["timer"]["label"] == name
            assert told["view"]["timer"]["ends"] - told["now"] == pytest.approx(left - gone, abs=3)
            assert "refusal" not in line.do(do="hand", up=True)
            again = guest.connect(f"api/kernels/{kernel.name}/channels?session_id={'0' * 32}")
            time.sleep(2 * CULL_EVERY + 2)
            assert guest.ask(f"passerelles/api/session/{kernel.name}").body == '{"alive": true}'
            assert "Amélie" in guest.ask("room/en/").words
            again.close()
            kernel.socket.close()
            kernel.socket = guest.connect(
                f"api/kernels/{kernel.name}/channels?session_id={'1' * 32}"
            )


class _Kernels(dict[str, object]):
    """Kernels that only know whether somebody is connected."""

    def kernel_model(self, _kernel: str) -> dict[str, object]:
        return {"last_activity": "then", "connections": 0}

    async def shutdown_kernel(self, kernel: str, *, now: bool) -> None:  # noqa: ARG002
        self.pop(kernel)


def cull(sessions: RoomSessions) -> None:
    """Cull once, in a thread of its own: this one's loop is the browser's where there is one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(sessions.cull())).result()


@pytest.mark.parametrize(("slept", "left"), [(600.0, 1), (0.0, 0)])
def test_sleep_is_no_absence(slept: float, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    manager = _Kernels({"k": None})
    sessions = RoomSessions(manager, most=5)
    sessions._open["k"] = type(
        "S", (), {"begun": 990.0, "last_connected": 995.0, "moved": 995.0, "activity": "then"}
    )()
    if slept:
        now[0] += CULL_EVERY + slept
    else:
        for _ in range(4):
            now[0] += CULL_EVERY
            cull(sessions)
    cull(sessions)
    assert len(manager) == left


def test_a_full_room_says_so_and_stays_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLES_SESSIONS", "1")
    with opened(tmp_path / "room") as room:
        first, second = Guest(room), Guest(room)
        first.join("First")
        second.join("Second")
        first.module()
        page = second.ask("passerelles/en/modules/m2-institutional")
        assert page.status == 200
        assert "passerelles.full()" in page.body
        assert not ROOMS.search(page.body)
        assert re.search(r"<h1>.+</h1>", page.body)


def test_one_person_cannot_take_all_the_places(tmp_path: Path) -> None:
    with opened(tmp_path / "room") as room:
        guest = Guest(room)
        guest.join("Many")
        kernels = [guest.module() for _ in range(5)]
        oldest, newest = kernels[0].name, kernels[-1].name

        def alive(kernel: str) -> bool:
            return guest.ask(f"passerelles/api/session/{kernel}").body == '{"alive": true}'

        wait_for(lambda: not alive(oldest), 60, "the oldest page gives way")
        assert alive(newest)

"""What a room survives: a server killed, a laptop asleep, a room that is full."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest
from tests.conftest import wait_for
from tests.rooms import ROOMS, Guest, opened
from websockets.exceptions import ConnectionClosed

from passerelles.dossier.workspace import Workspace
from passerelles.workshop.kernels import CULL_EVERY, RoomSessions

pytestmark = pytest.mark.slow
LEVER = "weight-main-migrant-groups"


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


def test_a_laptop_asleep_keeps_the_kernels_and_takes_the_lines_up(tmp_path: Path) -> None:
    with opened(tmp_path / "room") as room:
        guest = Guest(room)
        guest.join("Sleeper")
        kernel = guest.module()
        panel = kernel.near()
        line = guest.line()
        os.kill(room.process.pid, signal.SIGSTOP)
        time.sleep(5)
        kernel.set(panel, **{LEVER: 44})
        os.kill(room.process.pid, signal.SIGCONT)
        folder = room.folder / "people" / "p1"
        wait_for(
            lambda: (Workspace(folder).scenarios("partners").current() or {}).get(LEVER) == 44,
            60,
            "the change arrives after the sleep",
        )
        try:
            assert line.do(do="hand", up=True).get("refusal") is None
        except ConnectionClosed:
            assert guest.line().do(do="hand", up=True).get("refusal") is None
        assert guest.ask(f"passerelles/api/session/{kernel.name}").body == '{"alive": true}'


class _Kernels(dict[str, object]):
    """Kernels that only know whether somebody is connected."""

    def kernel_model(self, _kernel: str) -> dict[str, object]:
        return {"last_activity": "then", "connections": 0}

    async def shutdown_kernel(self, kernel: str, *, now: bool) -> None:  # noqa: ARG002
        self.pop(kernel)


@pytest.mark.parametrize(("slept", "left"), [(600.0, 1), (0.0, 0)])
def test_sleep_is_no_absence(slept: float, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio  # noqa: PLC0415

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
            asyncio.run(sessions.cull())
    asyncio.run(sessions.cull())
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

"""Who has a page open: capped, culled when closed or left, and nothing else ended."""

from __future__ import annotations

import asyncio

import pytest

from passerelles.portal import sessions
from passerelles.portal.sessions import GONE, IDLE, UNSEEN, Sessions


class Manager:
    """A kernel manager's part that sessions use: who runs, who listens, what moved last."""

    def __init__(self) -> None:
        self.models: dict[str, dict[str, object]] = {}

    def __contains__(self, kernel: str) -> bool:
        return kernel in self.models

    def kernel_model(self, kernel: str) -> dict[str, object]:
        return self.models[kernel]

    async def shutdown_kernel(self, kernel: str, *, now: bool) -> None:
        assert now
        del self.models[kernel]

    def start(self, kernel: str, connections: int = 0) -> None:
        self.models[kernel] = {"connections": connections, "last_activity": "a"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(sessions.time, "monotonic", lambda: now[0])
    return now


def cull(held: Sessions) -> None:
    asyncio.run(held.cull())


def test_a_closed_page_is_ended_within_a_minute(clock: list[float]) -> None:
    manager = Manager()
    held = Sessions(manager, most=5)
    manager.start("a", connections=1)
    held.opened("a")
    cull(held)
    manager.models["a"]["connections"] = 0
    clock[0] += GONE - 1
    cull(held)
    assert "a" in manager
    clock[0] += 2
    cull(held)
    assert "a" not in manager
    assert GONE + 10 < 60


def test_a_page_on_a_poor_line_has_time_to_connect(clock: list[float]) -> None:
    manager = Manager()
    held = Sessions(manager, most=5)
    manager.start("a")
    held.opened("a")
    clock[0] += UNSEEN - 1
    cull(held)
    assert "a" in manager
    clock[0] += 2
    cull(held)
    assert "a" not in manager


def test_an_open_page_left_alone_gives_its_kernel_back_late(clock: list[float]) -> None:
    manager = Manager()
    held = Sessions(manager, most=5)
    manager.start("a", connections=1)
    held.opened("a")
    cull(held)
    clock[0] += IDLE - 1
    manager.models["a"]["last_activity"] = "b"
    cull(held)
    clock[0] += IDLE - 1
    cull(held)
    assert "a" in manager
    clock[0] += 2
    cull(held)
    assert "a" not in manager


def test_the_house_is_full_at_its_limit_and_counts_a_rush(clock: list[float]) -> None:
    manager = Manager()
    held = Sessions(manager, most=2)
    manager.start("a", connections=1)
    held.opened("a")
    assert not held.full
    held.starting(more=1)
    assert held.full
    held.starting(more=-1)
    manager.start("b", connections=1)
    held.opened("b")
    assert held.full
    asyncio.run(held.close("a"))
    assert not held.full


def test_kernels_of_jupyterlab_are_left_alone(clock: list[float]) -> None:
    manager = Manager()
    held = Sessions(manager, most=2)
    manager.start("lab")
    clock[0] += 10 * IDLE
    cull(held)
    assert "lab" in manager


def test_the_administrators_figure_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sessions.LIMIT, "7")
    assert sessions.limit() == 7
    monkeypatch.setenv(sessions.LIMIT, "many")
    assert sessions.limit() >= 2

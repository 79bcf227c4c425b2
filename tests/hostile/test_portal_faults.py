"""A server in trouble: a rush from one address, a stop with many pages open, two servers."""

from __future__ import annotations

import json
import re
import signal
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.browser.test_sessions_live import alive, descendants, running
from tests.conftest import Served, served, wait_for

PAGE = "fr/modules/m1-context"
KERNEL = re.compile(rb'passerelles\.kernel\("([0-9a-f-]{36})"\)')


def page(server: Served, path: str = PAGE) -> bytes:
    with urllib.request.urlopen(server.url(path), timeout=120) as answer:
        assert answer.status == 200
        return answer.read()


def pages(server: Served, count: int, at_once: int) -> Iterator[bytes]:
    with ThreadPoolExecutor(at_once) as crowd:
        yield from crowd.map(lambda _: page(server), range(count))


@pytest.mark.slow
def test_a_thousand_page_requests_from_one_address_cost_five_kernels(tmp_path: Path) -> None:
    """The text comes each time; kernels stay under the cap, and others are served meanwhile."""
    with served(tmp_path / "workspace", PASSERELLES_SESSIONS="5") as server:
        full = 0
        for place, answer in enumerate(pages(server, 1000, 20)):
            assert answer.count(b'<section class="prose"') > 5
            full += b"passerelles.full()" in answer
            if place % 250 == 0:
                assert b"<h1" in page(server, "fr/")
        assert full >= 990
        assert len(running(server)) <= 5
        assert b"<h1" in page(server, "en/")


@pytest.mark.slow
def test_a_server_stopped_with_a_hundred_pages_open_leaves_no_process(tmp_path: Path) -> None:
    with served(tmp_path / "workspace", PASSERELLES_SESSIONS="200") as server:
        kernels = {KERNEL.search(answer)[1] for answer in pages(server, 100, 4)}  # type: ignore[index]
        assert len(kernels) == 100
        processes = descendants(server.process.pid)
        assert len(processes) > 100
        server.process.send_signal(signal.SIGTERM)
        wait_for(
            lambda: not any(alive(pid) for pid in [server.process.pid, *processes]),
            30,  # five on a quiet machine; a test is no stopwatch
            "every process is gone",
        )
    kept = tmp_path / "workspace" / "progress.json"
    assert not kept.exists() or json.loads(kept.read_text()) is not None


def test_two_servers_on_one_machine_keep_to_themselves(tmp_path: Path) -> None:
    with served(tmp_path / "one") as one, served(tmp_path / "two") as two:
        page(one)
        (second,) = [KERNEL.search(page(two))[1].decode()]  # type: ignore[index]
        assert running(two) == {second}
        assert not running(one) & running(two)
        one.process.send_signal(signal.SIGKILL)
        one.process.wait(10)
        assert running(two) == {second}
        assert KERNEL.search(page(two))

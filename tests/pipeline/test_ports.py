"""Ports: several courses started at the same moment each get one and answer on it."""

import os
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, suppress

import pytest

from passerelles.library.errors import Refusal
from passerelles.portal.listening import listen

AT_ONCE = 6


def _start(folder):
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "passerelles", "serve", "--no-browser"),
            *("--workspace", str(folder)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
    )


@pytest.mark.slow
def test_courses_started_at_the_same_moment_all_answer_each_on_its_own_port(tmp_path):
    running = [_start(tmp_path / f"workspace-{number}") for number in range(AT_ONCE)]
    try:
        addresses = [one.stdout.readline().strip() for one in running]
        silent = [one for one, line in zip(running, addresses, strict=True) if not line]
        assert not silent, [one.communicate(timeout=60)[1] for one in silent]
        assert len({line.split("/passerelles/")[0] for line in addresses}) == AT_ONCE
        for line in addresses:
            with urllib.request.urlopen(line.replace("/?", "/en/?"), timeout=120) as answer:
                assert answer.status == 200
                assert b"Passerelles" in answer.read()
    finally:
        for one in running:
            one.terminate()
        for one in running:
            with suppress(subprocess.TimeoutExpired):
                one.communicate(timeout=60)
            one.kill()


def test_a_port_is_kept_from_the_moment_it_is_found():
    with ExitStack() as taken:
        ports = {taken.enter_context(listen(None)).getsockname()[1] for _ in range(AT_ONCE)}
        assert len(ports) == AT_ONCE
        for port in ports:
            with pytest.raises(Refusal, match=f"Port {port} is taken"):
                listen(port)


def test_where_all_the_usual_ports_are_taken_the_system_chooses(monkeypatch):
    with listen(None) as other:
        monkeypatch.setattr("passerelles.portal.listening.FIRST_PORT", other.getsockname()[1])
        monkeypatch.setattr("passerelles.portal.listening.TRIES", 1)
        with listen(None) as found:
            assert found.getsockname()[1] not in (other.getsockname()[1], 0)

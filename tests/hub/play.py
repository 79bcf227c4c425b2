"""A hub of the test's own: real JupyterHub, real proxy, on loopback, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.conftest import ROOT
from tests.hub.actors import Person
from tests.hub.ports import free_ports

from passerelles.grading import init
from passerelles.hub.accounts import set_password
from passerelles.hub.proxy import pid_file
from passerelles.hub.settings import Settings, read

EXERCISE = "e3-governance"
SECONDS = 240
"""How long a hub may take to answer on a busy machine: its services start one after the other."""


@dataclass
class Hub:
    """A hub in a folder; `process` is the one that `passerelles hub` is now."""

    root: Path
    settings: Settings
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The address people open."""
        return self.settings.url.rstrip("/")

    def start(self) -> str:
        """Start it, wait until it says its address, and return that line."""
        log = (self.root.parent / "hub.log").open("a")
        command = [sys.executable, "-m", "passerelles", "hub", "--dir", str(self.root)]
        env = {**os.environ, **self.environment}
        env.pop("CONFIGPROXY_AUTH_TOKEN", None)
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=env
        )
        log.close()
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line.startswith("http"):
            pytest.fail(f"the hub did not start: {line}\n{self.log()[-6000:]}")
        return line

    def log(self) -> str:
        """Return what it said so far."""
        return (self.root.parent / "hub.log").read_text(errors="replace")

    def kill(self) -> None:
        """Kill the hub as the system would: no time to clean up."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Stop it as an administrator does, and everything it started."""
        process = self.process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(90)
            if process.poll() is None:
                process.kill()
                process.wait()
        for pid in self.left():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def proxy(self) -> int:
        """Return the proxy's process id."""
        return int(pid_file(self.settings).read_text())

    def left(self) -> list[int]:
        """Every process of this hub that runs: the test's folder stands in their command."""
        found = []
        mark = os.fsencode(self.root.parent)
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (place / "cmdline").read_bytes()
                if mark in words and int(place.name) != os.getpid():
                    found.append(int(place.name))
        return found

    def services(self) -> list[int]:
        """Return the process ids of the courses' services."""
        return [
            pid for pid in self.left() if b"--course" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    def person(self, name: str) -> Person:
        """Somebody with an approved account, logged in."""
        made = Person(self.url, name, set_password(self.settings, name))
        answer = made.log_in()
        assert answer.status == 200, answer.text
        return made


@contextmanager
def hub(folder: Path, written: dict[str, Any], **environment: str) -> Iterator[Hub]:
    """Make a hub with these settings in `folder`, start it, and stop all of it at the end."""
    root = folder / "hub"
    root.mkdir(parents=True)
    courses = len(written["courses"])
    given = {"version": 1, "port": free_ports(3 + 2 * courses), **written}
    (root / "hub.yml").write_text(yaml.safe_dump(given))
    made = Hub(root, read(root), {"PASSERELLES_LANGUAGE": "en", **environment})
    try:
        made.start()
        yield made
    finally:
        made.stop()


def classroom(folder: Path, sources: Path, **given: Any) -> Path:
    """Make a classroom with one exercise: a hub's own would hold them all."""
    one = sources / EXERCISE
    if not one.exists():
        shutil.copytree(ROOT / "solutions" / EXERCISE, one)
    return init(folder, sources, "en", **given).root

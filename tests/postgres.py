"""A real PostgreSQL server of the test's own: its folder, its port, started and stopped at will."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PASSWORD = "pass:w/ord"
WRITTEN_PASSWORD = "pass%3Aw%2Ford"


@dataclass(frozen=True)
class Server:
    """A running server; `url` is that of its empty database `classroom`."""

    programs: Path
    data: Path
    port: int
    user: str | None

    @property
    def url(self) -> str:
        """The address an instructor gives."""
        return f"postgresql://teacher:{WRITTEN_PASSWORD}@127.0.0.1:{self.port}/classroom"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.data} -c fsync=off"
        log = str(self.data / "log")
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once, as a machine that goes down."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; it refuses to be run by root."""
        command = [str(self.programs / program), *arguments]
        if self.user:
            command = [
                "setpriv",
                f"--reuid={self.user}",
                f"--regid={self.user}",
                "--clear-groups",
                *command,
            ]
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@contextmanager
def postgres() -> Iterator[Server]:
    """Make and start a server; without PostgreSQL the test is skipped, or fails where CI is set."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        sentence = "install PostgreSQL (Debian: apt-get install postgresql) to run this test"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    root = os.geteuid() == 0
    user = _user() if root else None
    folder = Path(tempfile.mkdtemp(prefix="passerelles-pg-"))
    try:
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if user:
            for path in (folder, secret):
                shutil.chown(path, user)
        server = Server(found[-1].parent, folder / "data", _port(), user)
        server.run(
            "initdb",
            "-D",
            str(server.data),
            "-U",
            "teacher",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-A",
            "scram-sha-256",
            f"--pwfile={secret}",
            "--no-sync",
        )
        server.start()
        try:
            _create(server)
            yield server
        finally:
            if (server.data / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _create(server: Server) -> None:
    import pg8000.native  # noqa: PLC0415 - only these tests need it

    with closing(
        pg8000.native.Connection(
            "teacher", host="127.0.0.1", port=server.port, password=PASSWORD, database="postgres"
        )
    ) as connection:
        connection.run("CREATE DATABASE classroom")


def _user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise AssertionError("neither postgres nor nobody is a user of this machine")


def _port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""The commands a document shows, and a reader who types them in a folder of their own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import ROOT

PROGRAMS: Final = frozenset(
    """
    apt-get bash cd chmod conda cp curl docker export git helm jupyter kubectl make mkdir nbgrader
    node npm npx passerelles pip podman pre-commit psql pytest python python3 rsync sh ssh sudo
    systemctl uv wget
    """.split()  # noqa: SIM905 - read like a sentence
)
"""A line or a piece of code that begins with one of these is a command."""
FENCE: Final = re.compile(r"^(`{3,})(\w*)\s*$")
INLINE: Final = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
OWN: Final = re.compile(r"^(?:uv run --no-sync |\.venv/bin/)")
"""Ways to say whose program is meant; what it is told is the same."""
SHELLS: Final = frozenset(("", "sh", "bash", "console"))
BIN: Final = Path(sys.executable).parent
COPIED: Final = ("course", "exercises", "modules", "solutions", "widgets")
SECONDS: Final = 280
"""How long one command may take on a busy machine."""


def commands(text: str) -> list[str]:
    """Return every command of a Markdown text in its order, each once, comments left out."""
    found: list[str] = []
    prose: list[str] = []
    for line, in_block in _lines(text):
        if in_block:
            found += [*_inline("\n".join(prose)), *_command(line)]
            prose = []
        else:
            prose.append(line)
    return list(dict.fromkeys([*found, *_inline("\n".join(prose))]))


def options(text: str) -> list[str]:
    """Return the options a text names by themselves, such as `--watch`."""
    said = [code for _, code in INLINE.findall(text)]
    return sorted({word for word in said if re.fullmatch(r"--[a-z][a-z-]+", word)})


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a text, and whether each stands in a block of shell commands."""
    fence = shell = ""
    for line in text.splitlines():
        mark = FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence, shell = ("", "") if fence else (mark[1], mark[2])
        elif fence:
            yield line, shell in SHELLS
        else:
            yield line, line.startswith("    ")


def _inline(text: str) -> Iterator[str]:
    for _, code in INLINE.findall(text):
        words = code.split()
        # A program's bare name is a name, not something to type.
        if len(words) > 1:
            yield from _command(" ".join(words))


def _command(line: str) -> Iterator[str]:
    plain = OWN.sub("", re.sub(r"\s+#.*$", "", line).strip())
    if plain.split(" ")[0] in PROGRAMS:
        yield plain


@dataclass
class Reader:
    """Somebody who follows a document: a folder, what commands see there, what was typed so far."""

    folder: Path
    environment: dict[str, str]
    typed: list[str] = field(default_factory=list)

    @classmethod
    def settled(cls, folder: Path, *, checkout: bool = False) -> Reader:
        """Give somebody a folder; with `checkout`, a copy of the repository and its programs."""
        folder.mkdir(parents=True, exist_ok=True)
        # A browser that only writes down which address it was asked to open.
        browser = folder.parent / "browser"
        browser.write_text(f'#!/bin/sh\necho "$1" >> "{folder.parent}/opened"\n')
        browser.chmod(0o755)
        kept = {
            k: v for k, v in os.environ.items() if k not in ("LC_ALL", "CONFIGPROXY_AUTH_TOKEN")
        }
        told = {"PASSERELLES_LANGUAGE": "en", "BROWSER": str(browser), "LANG": "C.UTF-8"}
        path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
        reader = cls(folder, {**kept, **told, "PATH": path})
        if checkout:
            reader.check_out()
        return reader

    def check_out(self) -> None:
        """Copy the repository, with a `.venv` that make finds complete."""
        left = shutil.ignore_patterns("__pycache__", "*.pyc")
        for name in COPIED:
            shutil.copytree(ROOT / name, self.folder / name, ignore=left)
        for path in ROOT.iterdir():
            if path.is_file() and path.suffix in ("", ".md", ".toml", ".txt", ".yml"):
                shutil.copy(path, self.folder)
        venv = self.folder / ".venv"
        venv.mkdir()
        (venv / "bin").symlink_to(BIN)
        for stamp in ("", "-dev", "-hub"):
            (venv / f".installed{stamp}").touch()
        # The copy, not the checkout under test, is the course its programs work on.
        self.environment["PYTHONPATH"] = os.pathsep.join(
            str(self.folder / name) for name in ("course", "widgets")
        )

    @property
    def opened(self) -> list[str]:
        """The addresses that were opened in a browser."""
        path = self.folder.parent / "opened"
        return path.read_text().split() if path.exists() else []

    def run(self, command: str, status: int = 0) -> str:
        """Type a command, see it end well, and return what it said."""
        self.typed.append(command)
        done = subprocess.run(
            shlex.split(command),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == status, f"{command}: {done.returncode}\n{said[-3000:]}"
        assert "Traceback" not in said, f"{command}\n{said[-3000:]}"
        return said

    @contextmanager
    def serving(self, command: str, until: str) -> Iterator[str]:
        """Type a command that serves; once it has said `until` (a pattern), yield what it said.

        At the end Ctrl+C is pressed once, as at a terminal, and the command must end well.
        """
        self.typed.append(command)
        terminal, keyboard = os.openpty()
        with tempfile.TemporaryFile("w+") as log:
            process = subprocess.Popen(
                shlex.split(command),
                cwd=self.folder,
                env=self.environment,
                stdin=keyboard,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                # Ctrl+C reaches every program of the command, and none of the tests.
                start_new_session=True,
            )
            try:
                yield _waited(process, log.fileno(), until)
                os.killpg(process.pid, signal.SIGINT)
                status = process.wait(90)
                said = _so_far(log.fileno())
                # make ends by the same signal, once its program has ended.
                well = (0, -signal.SIGINT) if command.startswith("make ") else (0,)
                assert status in well, f"{command}: {status}\n{said[-3000:]}"
                assert "(y/[n])" not in said, f"{command} asks before it ends"
                assert "Traceback" not in said, f"{command}\n{said[-3000:]}"
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                os.close(terminal)
                os.close(keyboard)


def _waited(process: subprocess.Popen[str], log: int, until: str) -> str:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        said = _so_far(log)
        if re.search(until, said):
            return said
        if process.poll() is not None:
            break
        time.sleep(0.2)
    pytest.fail(f"{process.args}: never said {until}\n{_so_far(log)[-3000:]}")


def _so_far(log: int) -> str:
    return os.pread(log, 10_000_000, 0).decode(errors="replace")

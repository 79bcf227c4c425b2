"""What the tests stand on: a served course, a real browser, a classroom."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

# The machine is shared: a slow example is no fault, and no test times anything.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next(
    (p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds a browser step may take: the machine is shared, and no test times anything."""


@dataclass(frozen=True)
class Served:
    """A running course: its address, token and folders."""

    address: str
    token: str
    workspace: Path
    classroom: Path | None
    process: subprocess.Popen[str]

    def url(self, path: str) -> str:
        """Return an address under the portal that logs in by itself."""
        mark = "&" if "?" in path else "?"
        page, hash_mark, anchor = path.partition("#")
        return f"{self.address}{page}{mark}token={self.token}{hash_mark}{anchor}"


@contextmanager
def served(workspace: Path, classroom: Path | None = None, **extra: str) -> Iterator[Served]:
    """Serve the course as `passerelles serve` does, until the block ends."""
    command = [sys.executable, "-m", "passerelles", "serve", "--no-browser"]
    command += ["--workspace", str(workspace)]
    if classroom:
        command += ["--classroom", str(classroom)]
    log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed below
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, **extra}
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        if "?token=" not in first:
            log.seek(0)
            pytest.fail(f"the course did not start: {first}\n{log.read()}")
        address, token = first.split("?token=")
        yield Served(address, token, workspace, classroom, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


@pytest.fixture(scope="session")
def course_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the course once for the pages that change nothing."""
    with served(tmp_path_factory.mktemp("served") / "workspace") as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """Start Chromium; without it the browser tests are skipped, or fail where CI is set.

    Once a module, not a session: Playwright keeps an event loop running, and the
    tests of the kernels run loops of their own.
    """
    if CHROMIUM is None:
        sentence = "install Chromium (Debian: apt-get install chromium) to run the browser tests"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One page in the browser, and everything that went wrong in it."""

    page: object
    faults: list[str]

    def clean(self) -> None:
        """Fail if the page logged an error, failed a request, or asked anything of the network."""
        assert self.faults == []


@pytest.fixture
def visit(chromium: object) -> Iterator[Callable[..., Visit]]:
    """Open pages as a person would: `visit(url, width=360, lang="fr-FR")`."""
    contexts = []

    def open_page(url: str, width: int = 1280, lang: str = "fr-FR") -> Visit:
        context = chromium.new_context(  # type: ignore[attr-defined]
            viewport={"width": width, "height": 900}, locale=lang, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on(
            "console",
            lambda m: faults.append(f"console: {m.text}") if m.type == "error" else None,
        )
        page.on(
            "response",
            lambda r: faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None,
        )
        page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))
                else faults.append(f"network: {r.url}")
            ),
        )
        page.goto(url, wait_until="domcontentloaded")
        return Visit(page, faults)

    yield open_page
    for context in contexts:
        context.close()


def end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """End a server that a test started, however busy the machine is."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool], seconds: float = 30, what: str = "") -> None:
    """Wait until `condition` holds; fail with `what` if it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"never came true: {what}")

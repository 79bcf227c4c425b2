"""What the benchmarks share: servers, a browser, medians, one JSON object a line."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SETTLE = 3.0
"""Seconds between two visits: one tool's kernels, refilled or ended, must not slow the next's."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def report(name: str, **figures: Any) -> None:
    """Print one result as one line of JSON."""
    print(json.dumps({"benchmark": name, **figures}, ensure_ascii=False), flush=True)


def spread(values: list[float], digits: int = 2) -> dict[str, float]:
    """Return minimum, median and maximum of some measurements, in seconds."""
    ordered = sorted(values)
    return {
        "min": round(ordered[0], digits),
        "median": round(statistics.median(ordered), digits),
        "max": round(ordered[-1], digits),
        "n": len(ordered),
    }


@contextmanager
def portal(workspace: Path) -> Iterator[tuple[str, str, int]]:
    """Serve the course; yield its root address, its token and its process."""
    command = [sys.executable, "-m", "passerelles", "serve", "--no-browser"]
    with subprocess.Popen(
        [*command, "--workspace", str(workspace)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address, token = process.stdout.readline().strip().split("passerelles/?token=")
            yield address, token, process.pid
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def stock_server(folder: Path, port: int) -> Iterator[str]:
    """Serve `folder` with a plain Jupyter server: stock Voila as its extension, our widgets' files.

    Yield its root address; the token is `stock`.
    """
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--IdentityProvider.token=stock"),
            f"--ServerApp.root_dir={folder}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://localhost:{port}/api")
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def stock_voila(notebook: Path, port: int, *options: str) -> Iterator[str]:
    """Serve a notebook with stock Voila as its own program; yield its address."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "voila", str(notebook), "--no-browser"),
                *(f"--port={port}", *options),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "JUPYTER_CONFIG_DIR": home},
        )
        try:
            wait_for(f"http://localhost:{port}/voila/static/voila.js")
            yield f"http://localhost:{port}/"
        finally:
            process.terminate()
            process.wait(20)


def wait_for(address: str, seconds: float = 60) -> None:
    """Wait until an address answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@contextmanager
def browser() -> Iterator[Any]:
    """Start a headless Chromium."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def seen(chromium: Any, url: str, text: str, usable: str) -> tuple[float, float]:
    """Open `url` as a new visitor; return seconds to the first text and to a usable widget.

    `text` and `usable` are JavaScript expressions that become true when the
    reader can read, and when the first chart stands in a simulator that answers.
    """
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    begun = time.monotonic()
    page.goto(url, wait_until="commit")
    page.wait_for_function(f"() => {{ try {{ return {text} }} catch {{ return false }} }}")
    read = time.monotonic() - begun
    page.wait_for_function(f"() => {{ try {{ return {usable} }} catch {{ return false }} }}")
    used = time.monotonic() - begun
    context.close()
    time.sleep(SETTLE)
    return read, used

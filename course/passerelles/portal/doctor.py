"""Says whether this machine has what the course needs, one line a finding."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from passerelles.build.course import places
from passerelles.library.text import Language, Text
from passerelles.portal.listening import free_port

OLDEST = (3, 11)
PACKAGES = ("jupyter_server", "jupyterlab", "voila", "nbgrader", "ipywidgets", "anywidget")
ROOM = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined: whether it is well, whether it is needed, and the words for it."""

    well: bool
    line: str


def examine(language: Language) -> list[Finding]:
    """Examine Python, packages, course files, disk, port and optional programs."""
    return [
        Finding(well, f"{_mark(well, language)} {text[language]}")
        for well, text in (*_needed(), *_helpful())
    ]


def _mark(well: bool, language: Language) -> str:
    if well:
        return "ok  "
    return "NON " if language == "fr" else "NO  "


def _needed() -> Iterator[tuple[bool, Text]]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield (
        sys.version_info >= OLDEST,
        Text(f"Python {version} (3.11 au moins)", f"Python {version} (3.11 at least)"),
    )
    for package in PACKAGES:
        try:
            found = importlib.metadata.version(package)
            yield True, Text(f"{package} {found}", f"{package} {found}")
        except importlib.metadata.PackageNotFoundError:
            yield (
                False,
                Text(
                    f"{package} manque : installez requirements.txt",
                    f"{package} is missing: install requirements.txt",
                ),
            )
    yield (
        places().course_file.is_file(),
        Text(f"cours : {places().root}", f"course: {places().root}"),
    )
    free = shutil.disk_usage(Path.cwd()).free
    megabytes = free // 2**20
    yield (
        free > ROOM,
        Text(f"{megabytes} Mo libres sur le disque", f"{megabytes} MB free on the disk"),
    )
    port = free_port()
    yield True, Text(f"port libre : {port}", f"free port: {port}")
    with tempfile.TemporaryDirectory() as folder:
        writable = os.access(folder, os.W_OK)
    yield writable, Text("dossier temporaire utilisable", "temporary folder usable")


def _helpful() -> Iterator[tuple[bool, Text]]:
    chromium = next(
        (p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None
    )
    # Only the tests need it, so its absence is said and is no fault.
    yield (
        True,
        Text(f"Chromium : {chromium}", f"Chromium: {chromium}")
        if chromium
        else Text(
            "Chromium absent : seuls les tests de navigateur en ont besoin",
            "no Chromium: only the browser tests need it",
        ),
    )

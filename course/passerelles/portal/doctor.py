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
from typing import Final

from passerelles.build.course import places
from passerelles.grading.sandbox import recipe
from passerelles.library.text import Language, Text
from passerelles.portal.listening import free_port

OLDEST = (3, 11)
PACKAGES = ("jupyter_server", "jupyterlab", "voila", "nbgrader", "ipywidgets", "anywidget")
ROOM = 200 * 1024 * 1024
MEMORY = Path("/proc/meminfo")
_MISSING: Final = Text(
    "{package} manque : installez requirements.txt",
    "{package} is missing: install requirements.txt",
)
_NO_SANDBOX: Final = Text(
    "pas de bac à sable : le code d’un devoir ne se corrigera pas ici, et un hub tient moins bien "
    "les personnes à l’écart ; installez bubblewrap",
    "no sandbox: code in an assignment will not be graded here, and a hub keeps people less well "
    "apart; install bubblewrap",
)
_NO_CHROMIUM: Final = Text(
    "Chromium absent : seuls les tests de navigateur en ont besoin",
    "no Chromium: only the browser tests need it",
)


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
            yield False, _MISSING.format(package=package)
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
    # The course can be followed without any of these: their absence is said, and is no fault.
    yield True, _NO_SANDBOX if recipe.working() is None else Text("bac à sable", "sandbox")
    free = _free_memory()
    if free is not None:
        yield True, Text(f"{free} Mo de mémoire libre", f"{free} MB of memory free")
    found = Text(f"Chromium : {chromium}", f"Chromium: {chromium}")
    yield True, found if chromium else _NO_CHROMIUM


def _free_memory() -> int | None:
    """Return the megabytes programs could still have, where the system tells."""
    try:
        lines = MEMORY.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    words = told.get("MemAvailable", "").split()
    return int(words[0]) // 1024 if words and words[0].isdigit() else None

"""What `passerelles build` writes, and what has drifted from it."""

from __future__ import annotations

from pathlib import Path

from passerelles.build import pairs, sample
from passerelles.build.course import course, places
from passerelles.build.exercises import build_exercises
from passerelles.build.modules import build
from passerelles.build.notebooks import to_bytes, write
from passerelles.library.text import LANGUAGES


def module_files() -> dict[Path, bytes]:
    """Return every module notebook; they are built afresh and not committed."""
    root = places().root / "build" / "modules"
    return {
        root / language / f"{module.id}.ipynb": to_bytes(build(module.id, language))
        for module in course().modules
        if places().written(module)
        for language in LANGUAGES
    }


def exercise_files() -> dict[Path, bytes]:
    """Return every released exercise; they are committed under `exercises/`."""
    solutions = places().solutions
    return build_exercises(solutions, places().exercises) if solutions else {}


def pairs_files() -> dict[Path, bytes]:
    """Return the library's territory pairs, committed beside the simulator that draws them.

    An installed wheel has no sources to write them from again: they came with it.
    """
    path = places().root / "widgets" / pairs.INSIDE
    return {path: pairs.content()} if path.parent.is_dir() else {}


def sample_files() -> dict[Path, bytes]:
    """Return the sample dossier in both languages, committed beside its sources."""
    folder = places().root / "course" / "sample"
    if not folder.is_dir():
        return {}
    return {folder / name: content for name, content in sample.contents().items()}


def build_all() -> list[Path]:
    """Build everything; return the files that changed."""
    files = module_files() | exercise_files() | pairs_files() | sample_files()
    return [path for path, content in files.items() if write(path, content)]


def drift() -> list[str]:
    """Name every committed file that differs from its source, is missing, or has no source."""
    wanted = exercise_files()
    root = places().exercises
    found = {path for path in root.rglob("*") if path.is_file()}
    differing = {
        path for path, content in wanted.items() if path in found and path.read_bytes() != content
    }
    differing |= {
        path
        for path, content in (pairs_files() | sample_files()).items()
        if not path.is_file() or path.read_bytes() != content
    }
    names = sorted(differing | (set(wanted) - found) | (found - set(wanted)))
    module_files()  # raises `Refusal` for a module that can no longer be built
    return [f"{path.relative_to(places().root)}" for path in names]

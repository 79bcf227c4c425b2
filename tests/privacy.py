"""What the tests of personal data share: folders after real use, somebody looked for in them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from passerelles.build.sample import sample
from passerelles.dossier.workspace import Workspace
from passerelles.privacy.inventory import Place, inventory


def used_workspace(root: Path, mark: str) -> Workspace:
    """Work in a workspace as a learner does, leaving `mark` wherever they may write."""
    workspace = Workspace.open(root)
    workspace.dossier.update(lambda _: sample("fr"), by="upload")
    workspace.dossier.edit({"home": mark, "partner": f"Partner of {mark}"}, 1)
    workspace.scenarios("partners").keep({"text": mark})
    workspace.scenarios("partners").save(f"saved {mark}", {"text": mark}, mark)
    workspace.answers("e1-context").keep("q-one", mark, "fr")
    workspace.progress.see("m2-institutional", "needs")
    workspace.progress.answer("m2-institutional", "q-needs", True, mark)
    # Damaged files are set aside with what they held.
    for path in (
        root / "progress.json",
        root / "exercises" / "e1-context" / "answers.json",
        root / "scenarios" / "partners" / "current.json",
    ):
        path.write_text(f'{{"torn": "{mark}')
    assert workspace.answers("e1-context").load().answers == {}
    workspace.answers("e1-context").keep("q-one", mark, "fr")
    workspace.progress.load()
    workspace.scenarios("partners").current()
    (root / ".dossier.json.0123456789ab.tmp").write_text(mark)  # a save that was killed
    assert list(root.rglob("*.damaged-*"))
    return workspace


def walked(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file under a folder with its path there."""
    for path in sorted(root.rglob("*")):
        if not path.is_dir() or path.is_symlink():
            yield path.relative_to(root).as_posix(), path


def undeclared(root: Path, place: Place, marks: dict[str, str]) -> list[str]:
    """Return what lies in a folder without being declared, or is declared as nobody's but is not.

    `marks` are what each person leaves behind, by person.
    """
    faults = []
    for name, path in walked(root):
        entry = inventory().find(place, name)
        if entry is None:
            faults.append(f"{name}: not declared")
            continue
        if path.is_symlink():
            continue
        raw = path.read_bytes()
        for person, mark in marks.items():
            if mark.encode() not in raw and f"/{person}/" not in f"/{name}":
                continue
            if entry.whose == "nobody":
                faults.append(f"{name}: holds {person}’s data, declared as nobody’s")
            named = not entry.shared and "{person}" in "".join(entry.paths)
            if named and not entry.matches(name, person):
                faults.append(f"{name}: holds {person}’s data under another’s name")
    return faults


def holding(root: Path, *marks: str) -> list[str]:
    """Return the files under `root` whose bytes or name hold one of the marks."""
    return [
        name
        for name, path in walked(root)
        if any(
            mark in name or (not path.is_symlink() and mark.encode() in path.read_bytes())
            for mark in marks
        )
    ]


def unpacked(file: Path) -> dict[str, bytes]:
    """Return what an export holds, by name."""
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def snapshot(root: Path) -> dict[str, bytes]:
    """Return a folder's files and their content; links by where they lead."""
    return {
        name: str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        for name, path in walked(root)
    }

"""Erasing and exporting what somebody hostile filled: nothing outside is read or touched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.privacy import snapshot, unpacked, used_workspace

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.privacy import archive
from passerelles.privacy.people import of_workspace
from passerelles.privacy.removal import remove
from passerelles.privacy.shares import erase, listed
from passerelles.privacy.walk import files, open_file

SECRET = "somebody else’s secret"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET)
    (folder / "dossier.json").write_text(SECRET)
    return folder


def links(root: Path, outside: Path) -> None:
    """Put links to the outside wherever the course writes."""
    (root / "revisions").rename(root / "gone")
    (root / "revisions").symlink_to(outside)
    (root / "scenarios" / "linked").symlink_to(outside)
    (root / "exercises" / "e1-context" / "secret.txt").symlink_to(outside / "secret.txt")
    (root / "progress.json").unlink(missing_ok=True)
    (root / "progress.json").symlink_to(outside / "secret.txt")
    (root / "progress.json.lock").unlink(missing_ok=True)
    os.mkfifo(root / "exercises" / "pipe")


def test_links_are_neither_exported_nor_followed(tmp_path: Path, outside: Path) -> None:
    used_workspace(tmp_path / "w", "mine")
    links(tmp_path / "w", outside)
    before = snapshot(outside)
    person = of_workspace(tmp_path / "w")
    archive.write(person.who, person.shares, tmp_path / "x.zip")
    found = unpacked(tmp_path / "x.zip")
    assert not [name for name, raw in found.items() if SECRET.encode() in raw]
    assert "progress.json" in found["README.txt"].decode()  # named as left out
    erase(person.shares)
    assert snapshot(outside) == before
    assert [path.name for path in (tmp_path / "w").iterdir()] == ["gone"]


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """Dig a workspace deeper than any path may be long, or any recursion go."""
    root = tmp_path / "w"
    Workspace.open(root)
    try:
        yield _dug(root)
    finally:  # pytest’s own tidying would stumble over it
        subprocess.run(["rm", "-rf", str(root)], check=True)


def _dug(root: Path) -> Path:
    place = os.open(root, os.O_RDONLY)
    os.mkdir("exercises", dir_fd=place)
    for _ in range(1_500):
        inner = os.open("exercises" if _ == 0 else "deeper-and-deeper", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
        os.mkdir("deeper-and-deeper", dir_fd=place)
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, 0o400, dir_fd=place))
    os.close(place)
    return root


def test_a_tree_of_any_depth_and_without_permissions_goes(deep: Path) -> None:
    root = deep
    (root / "scenarios" / "closed").mkdir(parents=True)
    (root / "scenarios" / "closed" / "file").write_text("x")
    (root / "scenarios" / "closed").chmod(0)
    assert listed(of_workspace(root).shares)
    erase(of_workspace(root).shares)
    assert list(root.iterdir()) == []


NAMES = (
    "..\\..\\evil.exe",
    "con: <script>",
    "line\nbreak",
    "-rf",
    " ",
    "…",
    "a" * 255,
    "e\u0301t\u00e9",
    os.fsdecode(b"not-utf8-\xff\xfe"),
)


def test_hostile_names_are_exported_safely_and_erased(tmp_path: Path) -> None:
    root = tmp_path / "w"
    Workspace.open(root)
    folder = root / "exercises" / "e1"
    folder.mkdir(parents=True)
    for number, name in enumerate(NAMES):
        (folder / name).write_text(f"content {number}")
    person = of_workspace(root)
    archive.write(person.who, person.shares, tmp_path / "x.zip")
    found = unpacked(tmp_path / "x.zip")
    held = {raw.decode() for name, raw in found.items() if name.startswith("workspace/")}
    assert held == {f"content {number}" for number in range(len(NAMES))}
    for name in found:
        assert not set(name) & set('\\:<>|"?*\n')
        assert ".." not in name.split("/")
    erase(person.shares)
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc", "a\0b"])
def test_removal_takes_one_name_only(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="one name"):
        remove(tmp_path, name)


def test_a_link_put_there_meanwhile_is_not_followed(
    tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and opening, the folder becomes a link to somebody else's."""
    root = tmp_path / "w"
    (root / "scenarios" / "inner").mkdir(parents=True)
    (root / "scenarios" / "inner" / "secret.txt").write_text("mine")
    before = snapshot(outside)
    real = os.open

    def swapping(path: object, *arguments: object, **named: object) -> int:
        if path == "inner":
            monkeypatch.setattr(os, "open", real)
            (root / "scenarios" / "inner" / "secret.txt").unlink()
            (root / "scenarios" / "inner").rmdir()
            (root / "scenarios" / "inner").symlink_to(outside)
        return real(path, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", swapping)
    with pytest.raises(Refusal):
        remove(root, "scenarios")
    assert snapshot(outside) == before
    assert open_file(root, "scenarios/inner/secret.txt") is None
    assert [found.path for found in files(root)] == ["scenarios/inner"]
    remove(root, "scenarios")  # again: the link goes, what it leads to stays
    assert snapshot(outside) == before
    assert list(root.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files to another account")
def test_root_exports_nothing_that_belongs_to_another_account(tmp_path: Path) -> None:
    root = tmp_path / "w"
    Workspace.open(root)
    (root / "exercises").mkdir()
    (root / "exercises" / "mine.txt").write_text("mine")
    (tmp_path / "theirs").write_text(SECRET)
    (root / "exercises" / "hard-link.txt").hardlink_to(tmp_path / "theirs")
    for path in (root, root / "exercises", root / "exercises" / "mine.txt"):
        os.chown(path, 65534, -1)
    person = of_workspace(root)
    archive.write(person.who, person.shares, tmp_path / "x.zip")
    found = unpacked(tmp_path / "x.zip")
    assert "workspace/exercises/mine.txt" in found
    assert not [name for name, raw in found.items() if SECRET.encode() in raw]

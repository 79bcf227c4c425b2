"""`build --check` names what has drifted: a changed release, a missing one, one too many."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from passerelles.build import command, course, pairs
from passerelles.verbs.course import build


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the course's files, so that the commands take the copy for the real ones."""
    real = course.places()
    for name in ("modules", "exercises", "solutions"):
        shutil.copytree(real.root / name, tmp_path / name)
    there = course.Places(
        root=tmp_path,
        modules=tmp_path / "modules",
        exercises=tmp_path / "exercises",
        course_file=real.course_file,
        solutions=tmp_path / "solutions",
    )
    monkeypatch.setattr(command, "places", lambda: there)
    return tmp_path


def test_a_fresh_build_has_no_drift(checkout: Path) -> None:
    assert command.drift() == []


def test_each_drifted_file_is_named(checkout: Path) -> None:
    changed = checkout / "exercises/fr/e3-governance/e3-governance.ipynb"
    changed.write_text(changed.read_text().replace("Clairéole", "Claireole", 1))
    (checkout / "exercises/en/e3-governance/e3-governance.ipynb").unlink()
    (checkout / "exercises/en/stray.ipynb").write_text("{}")
    assert command.drift() == [
        "exercises/en/e3-governance/e3-governance.ipynb",
        "exercises/en/stray.ipynb",
        "exercises/fr/e3-governance/e3-governance.ipynb",
    ]


def test_whoever_reads_of_a_drift_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "drift", lambda: ["exercises/en/stray.ipynb"])
    done = CliRunner().invoke(build, ["--check"])
    assert (done.exit_code, done.stdout) == (1, "exercises/en/stray.ipynb\n")
    assert "passerelles build" in done.stderr


@pytest.mark.slow
def test_the_pairs_of_territories_are_named_when_the_library_has_moved_on(checkout: Path) -> None:
    path = checkout / "widgets" / pairs.INSIDE
    name = f"widgets/{pairs.INSIDE}"
    assert name not in command.drift()  # an installed course has no widgets' sources to write to
    path.parent.mkdir(parents=True)
    assert name in command.drift()
    path.write_bytes(pairs.content().replace(b"Kayes", b"Kaies", 1))
    assert name in command.drift()
    assert path in command.build_all()
    assert name not in command.drift()


def test_building_again_mends_what_drifted(checkout: Path) -> None:
    lost = checkout / "exercises/en/e3-governance/e3-governance.ipynb"
    before = lost.read_bytes()
    lost.unlink()
    assert lost in command.build_all()
    assert lost.read_bytes() == before

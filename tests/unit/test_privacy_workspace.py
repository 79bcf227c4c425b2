"""What is kept in a workspace is declared, exported whole and erased whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.privacy import holding, snapshot, undeclared, unpacked, used_workspace, walked

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language
from passerelles.portal import privacy_page
from passerelles.portal.settings import InRoom, Settings
from passerelles.portal.strings import string
from passerelles.privacy import archive, removal
from passerelles.privacy.inventory import Context, inventory
from passerelles.privacy.people import check_output, find, of_workspace
from passerelles.privacy.shares import erase, listed

MARK = "Zanzibarre"


@pytest.fixture
def used(tmp_path: Path) -> Path:
    used_workspace(tmp_path / "w", MARK)
    return tmp_path / "w"


def command(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "passerelles", "personal", *arguments],
        env={**os.environ, "PASSERELLES_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_inventory_says_everything_in_both_languages() -> None:
    known = inventory()
    texts = [entry.what for entry in known.entries] + [entry.kept for entry in known.entries]
    texts += [t for where in known.places.values() for t in (where.title, where.lead, where.erased)]
    for text in texts:
        for language in LANGUAGES:
            assert text[language].strip(), text
    assert len({entry.id for entry in known.entries}) == len(known.entries)
    used_places = {place for places in known.contexts.values() for place in places}
    assert used_places == set(known.places)
    assert all(known.of(place) for place in known.places)


def test_every_file_of_a_used_workspace_is_declared(used: Path) -> None:
    assert undeclared(used, "workspace", {"learner": MARK}) == []
    (used / "notes-of-mine.txt").write_text(MARK)
    assert undeclared(used, "workspace", {"learner": MARK}) == ["notes-of-mine.txt: not declared"]


def test_export_holds_every_file_and_says_what_it_is(used: Path, tmp_path: Path) -> None:
    person = of_workspace(used)
    before = snapshot(used)
    size = archive.write(person.who, person.shares, tmp_path / "x.zip")
    assert snapshot(used) == before
    assert (tmp_path / "x.zip").stat().st_size == size
    assert (tmp_path / "x.zip").stat().st_mode & 0o077 == 0
    found = unpacked(tmp_path / "x.zip")
    for name, path in walked(used):
        assert found[f"workspace/{name}"] == path.read_bytes()
    assert "vingt dernières versions" in found["LISEZ-MOI.txt"].decode()
    assert "last twenty versions" in found["README.txt"].decode()
    assert not list(tmp_path.glob(".x.zip*"))


def test_erasing_leaves_nothing_of_the_courses_and_all_of_the_learners_own(used: Path) -> None:
    (used / "notes-of-mine.txt").write_text("mine")
    (used / "photos").mkdir()
    (used / "photos" / "dossier.json").write_text("mine too")
    person = of_workspace(used)
    assert listed(person.shares)
    erase(person.shares)
    assert [name for name, _ in walked(used)] == ["notes-of-mine.txt", "photos/dossier.json"]
    assert holding(used, MARK) == []
    assert not (used / ".passerelles").exists()
    with pytest.raises(Refusal):
        of_workspace(used)
    assert Workspace.open(used).dossier.load().revision == 0


def test_erasing_killed_anywhere_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, steps = removal.os.unlink, 0

    def dying(*arguments: object, **named: object) -> None:
        nonlocal steps
        steps -= 1
        if steps < 0:
            raise KeyboardInterrupt
        real(*arguments, **named)  # type: ignore[arg-type]

    at = 0
    while True:
        root = tmp_path / f"w{at}"
        used_workspace(root, MARK)
        steps = at
        monkeypatch.setattr(removal.os, "unlink", dying)
        try:
            erase(of_workspace(root).shares)
            done = True
        except KeyboardInterrupt:
            done = False
        monkeypatch.setattr(removal.os, "unlink", real)
        if done:
            break
        erase(of_workspace(root).shares)
        assert list(root.iterdir()) == []
        at += 3
    assert at > 10


def test_the_command_asks_before_it_erases(used: Path, tmp_path: Path) -> None:
    before = snapshot(used)
    dry = command("erase", str(used))
    assert dry.returncode == 0
    assert "Nothing has been erased" in dry.stdout
    assert "Your answers to the exercises" in dry.stdout
    assert snapshot(used) == before
    made = command("export", str(used), "-o", str(tmp_path / "x.zip"))
    assert (made.returncode, made.stdout.strip()) == (0, str(tmp_path / "x.zip"))
    inside = command("export", str(used), "-o", str(used / "x.zip"))
    assert inside.returncode == 2
    gone = command("erase", str(used), "--yes", language="fr")
    assert gone.returncode == 0
    assert "sauvegardes" in gone.stdout
    assert list(used.iterdir()) == []
    again = command("erase", str(used), "--yes", language="fr")
    assert again.returncode == 2
    assert again.stderr.count("\n") == 1
    assert "n’est pas un espace de travail" in again.stderr


def test_what_is_no_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "file").write_text("x")
    (tmp_path / "class").mkdir()
    for name in (".passerelles", "passerelles.yml"):
        (tmp_path / "class" / name).mkdir()
    Workspace.open(tmp_path / "w")
    (tmp_path / "link").symlink_to(tmp_path / "w")
    for name in ("plain", "class", "link", "missing", "plain/file"):
        with pytest.raises(Refusal):
            find(str(tmp_path / name))
    with pytest.raises(Refusal):
        check_output(tmp_path / "w" / "x.zip", of_workspace(tmp_path / "w").shares)
    with pytest.raises(Refusal):
        check_output(tmp_path / "nowhere" / "x.zip", ())
    with pytest.raises(Refusal):
        check_output(tmp_path, ())


@pytest.mark.parametrize("context", list(inventory().contexts))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_words_for_every_context(
    context: Context, language: Language, tmp_path: Path
) -> None:
    where = InRoom("Ana") if context == "room" else None
    settings = Settings(
        tmp_path, tmp_path / "class" if context == "classroom" else None, room=where
    )
    hub = {"JUPYTERHUB_USER": "ana"} if context == "hub" else {}
    assert privacy_page.context_of(settings, hub) == context
    assert string(f"privacy.lead.{context}", language)
    told = privacy_page.sections(context, settings, language)
    assert [place["id"] for place in told] == list(inventory().contexts[context])
    folders = {place["id"]: place["folder"] for place in told if place["folder"]}
    # A reader is told of folders on their own machine only, but for their workspace.
    known = {"laptop": {"workspace"}, "hub": {"workspace"}, "room": set()}
    assert set(folders) == known.get(context, {"workspace", "classroom"})

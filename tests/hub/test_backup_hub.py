"""A whole hub backed up while it runs and restored: its people come in, their work is there."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.hub.accounts_hub import COURSES, Hub, free_port
from tests.instructor import CLASS, DEMO, EXERCISE, hand_in
from tests.postgres import PASSWORD, WRITTEN_PASSWORD, Server, postgres

from passerelles import grading
from passerelles.backup.restore import restore
from passerelles.backup.save import save
from passerelles.build.sample import sample
from passerelles.dossier.workspace import Workspace
from passerelles.grading.database import address
from passerelles.grading.report import report
from passerelles.grading.report_csv import nbgrader_csv
from passerelles.hub.settings import read
from passerelles.library.errors import Refusal

pytestmark = pytest.mark.slow

LEARNER = "quatre mots bien choisis"


def settings(database: str | None, classroom: str | None) -> str:
    courses = COURSES.replace("id: one,", f"id: one, classroom: {classroom or 'null'},")
    return f"version: 1\nadministrators: [chef]\ndatabase: {database or 'null'}\n{courses}"


def furnish(folder: Path, scratch: Path, url: str | None, classroom: Path) -> Hub:
    """Make a hub with a graded class, a learner's workspace and an exchange, and start it."""
    room = grading.init(classroom, DEMO, lang="fr", url=url, exchange=folder / "exchange")
    hand_in(room, scratch, "ana", *CLASS["ana"])
    assert all(verdict.graded for verdict in grading.grade(room, EXERCISE))
    (folder / "workspaces").mkdir(mode=0o700)
    opened = Workspace.open(folder / "workspaces" / "ama")
    opened.dossier.update(lambda _: sample("fr"), by="test")
    (opened.root / "secret").symlink_to(folder / "cookie_secret")
    (folder / "exchange" / "one" / "inbound").mkdir(parents=True)
    (folder / "exchange" / "one" / "inbound" / "work").write_text("handed in")
    (folder / "proxy" / "node_modules").mkdir(parents=True)
    (folder / "proxy" / "node_modules" / "much").write_text("made again")
    running = Hub(folder, free_port())
    running.start()
    chef = running.browser()
    chef.send("/hub/login", {"username": "chef", "password": password(folder)})
    fields = {"username": "ama", "password": LEARNER, "again": LEARNER}
    running.browser().send("/hub/signup", fields)
    done = chef.send("/hub/people", {"name": "ama", "action": "approve", "group": "one/learners"})
    assert done.status == 200
    entered = running.browser().send("/hub/login", {"username": "ama", "password": LEARNER})
    assert entered.status == 302
    return running


def password(folder: Path) -> str:
    return (folder / "password-chef").read_text()


def same(original: Path, classroom: Path, back: Path) -> None:
    """Compare a restored hub with the one it was."""
    before, after = grading.open_(classroom), grading.open_(back / "classrooms" / "one")
    assert nbgrader_csv(report(after, EXERCISE)) == nbgrader_csv(report(before, EXERCISE))
    here = Workspace.open(back / "workspaces" / "ama")
    there = Workspace.open(original / "workspaces" / "ama")
    assert here.dossier.load() == there.dossier.load()
    assert not (here.root / "secret").exists()
    assert (back / "exchange" / "one" / "inbound" / "work").read_text() == "handed in"
    assert not (back / "proxy").exists()
    config = (after.root / "nbgrader_config.py").read_text()
    assert str(back / "exchange") in config
    assert str(original) not in config
    assert (back / "cookie_secret").stat().st_mode & 0o777 == 0o600


def comes_in(back: Path, first: str) -> None:
    """Start the restored hub: it knows its people, their passwords and their groups."""
    running = Hub(back, free_port())
    try:
        running.start()
        learner = running.browser()
        entered = learner.send("/hub/login", {"username": "ama", "password": LEARNER})
        assert learner.land(entered) == "/user/ama/"
        chef = running.browser()
        assert chef.send("/hub/login", {"username": "chef", "password": first}).status == 302
        page = chef.get("/hub/people").page
        place = page[page.index("<h3>ama</h3>") :]
        assert 'value="one/learners" checked' in place[: place.index("</li>")]
        # New people still find a place: what counts the rows goes on counting.
        fields = {"username": "new", "password": LEARNER, "again": LEARNER}
        assert "partie" in running.browser().send("/hub/signup", fields).page
        done = chef.send("/hub/people", {"name": "new", "action": "approve"})
        assert "peut maintenant entrer" in done.page
    finally:
        running.stop()


def test_a_hub_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    folder.mkdir()
    elsewhere = tmp_path / "elsewhere"
    (folder / "hub.yml").write_text(settings(None, str(elsewhere)), encoding="utf-8")
    running = furnish(folder, tmp_path, None, elsewhere)
    try:
        made = save(folder, tmp_path / "hub.tar.gz")
    finally:
        running.stop()
    assert made.kind == "hub"
    assert "workspaces/ama/secret" in made.left
    back = restore(made.path, tmp_path / "back").path
    assert read(back).courses[0].classroom is None
    same(folder, elsewhere, back)
    first = password(folder)
    shutil.rmtree(folder)
    shutil.rmtree(elsewhere)
    comes_in(back, first)


def make_database(server: Server, name: str) -> str:
    import pg8000.native  # noqa: PLC0415

    with closing(
        pg8000.native.Connection(
            "teacher", host="127.0.0.1", port=server.port, password=PASSWORD, database="postgres"
        )
    ) as line:
        line.run(f"CREATE DATABASE {name}")
    return f"postgresql://teacher:{WRITTEN_PASSWORD}@127.0.0.1:{server.port}/{name}"


def test_a_hub_on_postgresql_comes_back_there_or_in_files(tmp_path: Path) -> None:
    with postgres() as server:
        urls = {name: make_database(server, name) for name in ("hub", "book", "hub2", "book2")}
        folder = tmp_path / "hub"
        folder.mkdir()
        (folder / "hub.yml").write_text(settings(urls["hub"], None), encoding="utf-8")
        room = folder / "classrooms" / "one"
        room.parent.mkdir()
        running = furnish(folder, tmp_path, urls["book"], room)
        first = password(folder)
        try:
            made = save(folder, tmp_path / "hub.tar.gz")
        finally:
            running.stop()
        assert PASSWORD.encode() not in made.path.read_bytes()
        # Where they were, the databases are full: nothing in them is overwritten.
        with pytest.raises(Refusal, match="not empty"):
            restore(made.path, tmp_path / "back")
        with pytest.raises(Refusal, match="not empty"):
            restore(made.path, tmp_path / "back", {"hub": urls["hub2"]})
        assert not (tmp_path / "back").exists()
        chosen = {"hub": urls["hub2"], "one": urls["book2"]}
        back = restore(made.path, tmp_path / "back", chosen).path
        assert read(back).database_url.endswith("/hub2")
        assert address(grading.open_(back / "classrooms" / "one")).endswith("/book2")
        same(folder, room, back)
        comes_in(back, first)
        files = restore(made.path, tmp_path / "files", {"hub": "sqlite", "one": "sqlite"}).path
        assert read(files).database is None
        same(folder, room, files)
        with closing(sqlite3.connect(files / "hub.sqlite")) as book:
            people = book.execute("SELECT name FROM users ORDER BY name").fetchall()
        assert people == [("ama",), ("chef",)]

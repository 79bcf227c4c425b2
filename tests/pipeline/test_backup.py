"""Backups, tested by restoring: a classroom, a workspace, a room, damaged and hostile archives."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest
from tests.instructor import CLASS, DEMO, EXERCISE, graded, hand_in

from passerelles import grading
from passerelles.backup import snapshot
from passerelles.backup.archive import MANIFEST
from passerelles.backup.restore import restore
from passerelles.backup.save import save
from passerelles.build.sample import sample
from passerelles.dossier.workspace import Workspace
from passerelles.grading.report import report
from passerelles.grading.report_csv import nbgrader_csv
from passerelles.library.errors import Refusal
from passerelles.workshop.room import Room


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    opened = Workspace.open(tmp_path / "mine")
    opened.dossier.update(lambda _: sample("fr"), by="test")
    opened.scenarios("partners").keep({"a": 1})
    opened.answers("e1-context").keep("q", "réponse", "fr")
    opened.progress.see("m2-institutional", "needs")
    return opened.root


@pytest.fixture
def archive(workspace: Path, tmp_path: Path) -> Path:
    return save(workspace, tmp_path / "backup.tar.gz").path


def content(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.suffix != ".lock"
    }


def packed(path: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for member, raw in members:
            member.size = len(raw) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(raw))
    return path


def unpacked(path: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(path) as tar:
        return [(one, (tar.extractfile(one) or io.BytesIO()).read()) for one in tar]


def refused(archive: Path, tmp_path: Path) -> str:
    """Restore in vain; nothing is left of it."""
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Refusal) as fault:
        restore(archive, tmp_path / "back")
    assert sorted(tmp_path.iterdir()) == before
    return fault.value.text.en


def test_a_workspace_comes_back_and_opens(workspace: Path, archive: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    made = restore(archive, tmp_path / "back")
    assert made.kind == "workspace"
    assert content(made.path) == {
        name: raw for name, raw in content(workspace).items() if not name.startswith(".backup")
    }
    opened = Workspace.open(made.path)
    assert opened.dossier.load() == Workspace.open(workspace).dossier.load()
    assert opened.answers("e1-context").load().answers == {"q": "réponse"}
    assert opened.notices == ()
    assert not list(workspace.glob(".backup-*"))


def test_nothing_is_overwritten(workspace: Path, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="exists already"):
        save(workspace, archive)
    with pytest.raises(Refusal, match="lie in what it backs up"):
        save(workspace, workspace / "backup.tar.gz")
    before = content(workspace)
    with pytest.raises(Refusal, match="overwrites nothing"):
        restore(archive, workspace)
    assert content(workspace) == before
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="overwrites nothing"):
        restore(archive, tmp_path / "link")
    with pytest.raises(Refusal, match="does not exist"):
        restore(archive, tmp_path / "no" / "where")
    (tmp_path / "empty").mkdir()
    assert restore(archive, tmp_path / "empty").files > 3
    with pytest.raises(Refusal, match="neither a hub"):
        save(tmp_path, tmp_path / "b.tar.gz")


def test_links_and_devices_are_left_out_and_named(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "folder").mkdir()
    (workspace / "link").symlink_to(tmp_path / "secret")
    (workspace / "folder").symlink_to(tmp_path / "folder")
    os.mkfifo(workspace / "pipe")
    made = save(workspace, tmp_path / "b.tar.gz")
    assert {"link", "folder", "pipe"} == set(made.left)
    names = {member.name for member, _ in unpacked(made.path)}
    assert not names & {"link", "folder", "pipe"}


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_archive_restores_nothing(archive: Path, tmp_path: Path, share: float) -> None:
    raw = archive.read_bytes()
    archive.write_bytes(raw[: int(len(raw) * share)])
    assert "is damaged or incomplete; nothing has been touched" in refused(archive, tmp_path)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.97, -1])
def test_a_changed_byte_restores_nothing(archive: Path, tmp_path: Path, place: float) -> None:
    raw = bytearray(archive.read_bytes())
    at = -6 if place < 0 else int(len(raw) * place)
    raw[at] ^= 0x55
    archive.write_bytes(raw)
    assert "is damaged" in refused(archive, tmp_path)


def test_what_is_no_backup_restores_nothing(tmp_path: Path) -> None:
    plain = tmp_path / "b.tar.gz"
    plain.write_bytes(b"not a backup")
    assert "is damaged" in refused(plain, tmp_path)
    plain.write_bytes(gzip.compress(b"\0" * 100_000))
    assert "is damaged" in refused(plain, tmp_path)
    with pytest.raises(Refusal):
        restore(tmp_path / "absent", tmp_path / "back")


HOSTILE = ["../out", "/etc/passwd", "a/../../out", "a//b", "./a", "a\\..\\b", "a/", "a\0b"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_lead_out_are_refused(archive: Path, tmp_path: Path, name: str) -> None:
    members = unpacked(archive)
    (last, raw) = members.pop()
    manifest = json.loads(raw)
    entry = {
        "size": 1,
        "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
    }
    manifest["files"][name] = {**entry, "mode": 0o600}  # the digest of "x"
    hostile = [*members, (tarfile.TarInfo(name), b"x"), (last, json.dumps(manifest).encode())]
    archive.unlink()
    said = refused(packed(archive, hostile), tmp_path)
    assert "would leave its folder" in said or "is damaged" in said
    assert not (tmp_path.parent / "out").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_links_in_an_archive_are_refused(archive: Path, tmp_path: Path, kind: bytes) -> None:
    member = tarfile.TarInfo("link")
    member.type, member.linkname = kind, "/etc/passwd"
    members = [(member, b""), *unpacked(archive)]
    archive.unlink()
    assert "no ordinary file" in refused(packed(archive, members), tmp_path)


def test_an_archive_must_hold_what_its_manifest_says(archive: Path, tmp_path: Path) -> None:
    members = unpacked(archive)
    for changed in (
        members[1:],  # one missing
        [*members[:-1], (tarfile.TarInfo("more"), b"x"), members[-1]],  # one too many
        [members[0], *members],  # one twice
        [*members, (tarfile.TarInfo("after"), b"x")],  # one after the manifest
        [(members[0][0], b"other"), *members[1:]],  # another content
        members[:-1],  # no manifest
    ):
        archive.unlink()
        assert "is damaged" in refused(packed(archive, changed), tmp_path)


def test_a_newer_archive_and_hostile_folders_are_refused(archive: Path, tmp_path: Path) -> None:
    members = unpacked(archive)
    (last, raw) = members.pop()
    for change, said in (
        ({"version": 2}, "newer version"),
        ({"folders": {"../out": 0o777}}, "would leave"),
        ({"folders": {members[0][0].name: 0o700}}, "damaged"),
        ({"folders": {members[0][0].name + "/x": 0o700}}, "would leave"),
        ({"kind": 3}, "damaged"),
    ):
        manifest = json.dumps({**json.loads(raw), **change}).encode()
        archive.unlink()
        assert said in refused(packed(archive, [*members, (last, manifest)]), tmp_path)
    assert last.name == MANIFEST


def test_a_full_disk_leaves_no_backup_and_no_folder(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process of its own whose files may not grow beyond some kilobytes."""
    (workspace / "large.bin").write_bytes(os.urandom(3_000_000))
    good = save(workspace, tmp_path / "good.tar.gz").path
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000));"
        "from passerelles.cli import main; sys.argv[0] = 'passerelles'; main()"
    )
    for words in (
        ["backup", str(workspace), "-o", str(tmp_path / "full.tar.gz")],
        ["restore", str(good), str(tmp_path / "back")],
    ):
        before = sorted(tmp_path.iterdir())
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("The disk is full")
        assert done.stderr.count("\n") == 1
        assert sorted(tmp_path.iterdir()) == before
    free = shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    assert "not enough space" in refused(good, tmp_path)


def test_where_links_are_refused_files_are_copied(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_link", lambda *_: False)
    made = save(workspace, tmp_path / "b.tar.gz")
    assert content(restore(made.path, tmp_path / "back").path) == {
        name: raw for name, raw in content(workspace).items() if not name.startswith(".backup")
    }


@pytest.mark.slow
def test_a_graded_classroom_comes_back_with_every_row(tmp_path: Path) -> None:
    room = graded(grading.init(tmp_path / "class", DEMO, lang="fr"), tmp_path)
    made = save(room.root, tmp_path / "class.tar.gz")
    back = grading.open_(restore(made.path, tmp_path / "back").path)
    assert nbgrader_csv(report(back, EXERCISE)) == nbgrader_csv(report(room, EXERCISE))
    assert content(back.root / "attempts") == content(room.root / "attempts")
    # And it goes on: somebody hands in again, and is graded.
    hand_in(back, tmp_path, "dan", {**CLASS["ana"][0]}, "fr")
    assert all(verdict.graded for verdict in grading.grade(back, EXERCISE))


@pytest.mark.slow
def test_a_backup_while_submissions_are_written_holds_whole_ones(tmp_path: Path) -> None:
    room = grading.init(tmp_path / "class", DEMO, lang="fr")
    received: list[str] = []
    ended = threading.Event()

    def learners() -> None:
        for number in range(400):
            if ended.is_set():
                break
            hand_in(room, tmp_path, f"learner-{number}", CLASS["ana"][0], "fr")
            received.append(f"learner-{number}")

    thread = threading.Thread(target=learners)
    thread.start()
    try:
        rounds = []
        for number in range(3):
            while len(received) < 3 * (number + 1) and thread.is_alive():
                ended.wait(0.05)
            before = list(received)
            rounds.append((before, save(room.root, tmp_path / f"{number}.tar.gz").path))
    finally:
        ended.set()
        thread.join()
    for number, (before, path) in enumerate(rounds):
        back = grading.open_(restore(path, tmp_path / f"back-{number}").path)
        held = {one.name for one in (back.root / "attempts").iterdir()}
        assert set(before) <= held
        for student in held:  # nothing acknowledged is missing, nothing is half there
            assert (back.submitted(student, EXERCISE) / f"{EXERCISE}.ipynb").is_file(), student
    assert all(verdict.graded for verdict in grading.grade(back, EXERCISE))


def test_one_command_each(workspace: Path, tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "passerelles", *words],
            env={**os.environ, "PASSERELLES_LANGUAGE": "fr"},
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )

    done = run("backup", str(workspace), "-o", "b.tar.gz")
    assert done.returncode == 0, done.stderr
    assert "gardez-le en lieu sûr" in done.stdout
    done = run("restore", "b.tar.gz", "back", "--json")
    assert json.loads(done.stdout)["kind"] == "workspace"
    done = run("restore", "b.tar.gz", "back")
    assert done.returncode == 2
    assert "n’est pas vide" in done.stderr
    done = run("restore", "b.tar.gz", "other", "--database", "hub=sqlite")
    assert "n’a pas de base" in done.stderr


def test_a_room_comes_back_with_its_people(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    folder.mkdir()
    room = Room.open(folder)
    ama = room.join("Ama", "fr", None)
    Workspace.open(folder / "people").dossier.update(lambda _: sample("fr"), by="test")
    made = save(folder, tmp_path / "b.tar.gz")
    assert made.kind == "room"
    back = Room.open(restore(made.path, tmp_path / "back").path)
    assert back.back("Ama", ama.word).id == ama.id

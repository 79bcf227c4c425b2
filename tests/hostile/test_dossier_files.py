"""Files that are damaged, contested, torn, full or forbidden: nothing is lost, and it is said."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from passerelles.dossier import files
from passerelles.dossier.store import DossierStore
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal

PARTNER = {
    "name": "Oued Zarga",
    "country": "TN",
    "channel": "networks",
    "scores": {},
    "rank_acceptability": 0.5,
}
DAMAGED = {
    "empty": b"",
    "truncated": b'{"schema": 1, "revision": 3, "sect',
    "list": b"[]",
    "nan": b'{"schema": 1, "revision": NaN}',
    "infinity": b'{"schema": 1, "revision": 1e999}',
    "utf-16": '{"schema": 1}'.encode("utf-16"),
    "latin-1": '{"by": "é"}'.encode("latin-1"),
    "duplicate-keys": b'{"schema": 1, "schema": 1}',
    "deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nested": b'{"by":' + b"[" * 50 + b"]" * 50 + b"}",
    "zeroes": b"\0" * 4096,
    "surrogate-key": b'{"\\ud800": 1}',
    "unknown-key": b'{"schema": 1, "surprise": 1}',
    "wrong-type": b'{"schema": 1, "revision": "three"}',
    "version-text": b'{"schema": "one"}',
    "version-zero": b'{"schema": 0}',
    "long-integer": b'{"revision": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED.keys())
@pytest.mark.parametrize("write_first", [False, True])
def test_a_damaged_dossier_is_set_aside_and_the_last_revision_used(tmp_path, raw, write_first):
    before = DossierStore(tmp_path).contribute({"partner": PARTNER}, by="partners")
    (tmp_path / "dossier.json").write_bytes(raw)
    store = DossierStore(tmp_path)
    if write_first:
        after = store.contribute({"due-diligence": {"items": {}, "readiness": 0}}, by="partners")
        assert after.section("partner") == before.section("partner")
    else:
        assert store.load() == before
    assert (tmp_path / "dossier.json.damaged-1").read_bytes() == raw
    assert "damaged-1" in store.notice.fr
    assert "revision 1" in store.notice.en
    assert DossierStore(tmp_path).load().section("partner") is not None


def test_damaged_files_never_overwrite_one_another(tmp_path):
    for raw in (b"one", b"two"):
        (tmp_path / "dossier.json").write_bytes(raw)
        DossierStore(tmp_path).load()
    assert (tmp_path / "dossier.json.damaged-1").read_bytes() == b"one"
    assert (tmp_path / "dossier.json.damaged-2").read_bytes() == b"two"


def test_damaged_revisions_are_passed_over(tmp_path):
    store = DossierStore(tmp_path)
    store.contribute({"partner": PARTNER}, by="partners")
    store.contribute({"partner": {**PARTNER, "name": "Rio Manso"}}, by="partners")
    (tmp_path / "revisions/000002.json").write_bytes(b"[")
    (tmp_path / "revisions/notes.json").write_bytes(b"[")
    (tmp_path / "dossier.json").write_bytes(b"")
    assert DossierStore(tmp_path).load().section("partner").name == "Oued Zarga"


NEWER = b'{"schema": 99, "anything": true}'


@pytest.mark.parametrize(
    ("name", "touch"),
    [
        ("dossier.json", lambda w: w.dossier.contribute({"partner": PARTNER}, by="x")),
        ("progress.json", lambda w: w.progress.see("m2", "a")),
        ("scenarios/partners/current.json", lambda w: w.scenarios("partners").keep({"a": 1})),
        ("scenarios/partners/saved.json", lambda w: w.scenarios("partners").save("n", {})),
        ("exercises/e4/answers.json", lambda w: w.answers("e4").keep("q", 1, "fr")),
    ],
)
@pytest.mark.parametrize("raw", [NEWER, b"", b"{", b"[]"], ids=["newer", "empty", "torn", "list"])
def test_every_store_refuses_newer_files_and_sets_damaged_ones_aside(tmp_path, name, touch, raw):
    workspace = Workspace.open(tmp_path)
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    if raw == NEWER:
        with pytest.raises(Refusal, match="newer version"):
            touch(workspace)
        assert path.read_bytes() == NEWER
    else:
        touch(workspace)
        assert path.with_name(path.name + ".damaged-1").read_bytes() == raw
        assert len(workspace.notices) == 1
        json.loads(path.read_bytes())


@pytest.mark.parametrize("kind", ["symlink", "folder", "pipe"])
def test_what_is_no_ordinary_file_is_refused(tmp_path, kind):
    secret = tmp_path / "secret.json"
    secret.write_text('{"schema": 1, "by": "secret"}', encoding="utf-8")
    root = tmp_path / "w"
    root.mkdir()
    path = root / "dossier.json"
    if kind == "symlink":
        path.symlink_to(secret)
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    store = DossierStore(root)
    with pytest.raises(Refusal):
        store.load()
    with pytest.raises(Refusal):
        store.contribute({"partner": PARTNER}, by="partners")
    assert "secret" in secret.read_text(encoding="utf-8")


CONTRIBUTOR = """
    import sys
    from dataclasses import replace
    from pathlib import Path
    from passerelles.dossier.workspace import Workspace

    workspace, who, count = Workspace(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
    print("ready", flush=True)
    for number in range(count):
        workspace.answers("e4").keep(f"{who}-{number}", number, "fr")
        workspace.dossier.update(
            lambda d: replace(
                d, territories=replace(d.territories, home=f"{d.territories.home}{who}")
            )
        )
"""


def start(root, who, count):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CONTRIBUTOR), str(root), who, str(count)],
        stdout=subprocess.PIPE,
    )


def test_two_processes_saving_at_once_lose_nothing(tmp_path):
    children = [start(tmp_path, who, 40) for who in "ab"]
    for child in children:
        child.communicate(timeout=120)
        assert child.returncode == 0
    dossier = DossierStore(tmp_path).load()
    assert sorted(dossier.territories.home) == ["a"] * 40 + ["b"] * 40
    assert dossier.revision == 80
    assert len(Workspace(tmp_path).answers("e4").load().answers) == 80


def test_two_threads_and_two_stores_lose_nothing(tmp_path):
    def work(who):
        for number in range(15):
            Workspace(tmp_path).progress.see("m2", f"{who}-{number}")

    threads = [threading.Thread(target=work, args=(who,)) for who in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Workspace(tmp_path).progress.load()["modules"]["m2"]["seen"]) == 60


def test_killed_at_any_moment_the_files_stay_whole(tmp_path):
    chance = random.Random(4)
    workspace = Workspace.open(tmp_path)
    revision = 0
    for turn in range(20):
        child = start(tmp_path, f"k{turn}", 250)
        assert child.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.001, 0.06))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        for path in tmp_path.rglob("*.json"):
            json.loads(path.read_bytes())
        dossier = workspace.dossier.load()
        assert dossier.revision >= revision
        revision = dossier.revision
        # What the dead process held is free again, and what it left is swept away.
        workspace.dossier.contribute({"partner": {**PARTNER, "name": f"T{turn}"}}, by="partners")
        workspace.answers("e4").keep("mine", turn, "fr")
    # Every contribution of ours is there, whatever the killed processes managed to add:
    # on a busy machine that may be nothing.
    assert revision >= 19
    assert workspace.notices == ()
    assert not list(tmp_path.glob(".*.tmp"))
    assert not list(tmp_path.glob("*.damaged-*"))


def failing(number, call):
    def fail(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", ["replace", "fsync", "write"])
@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EROFS, "reading"),
        (errno.EACCES, "reading"),
        (errno.EIO, "try again"),
    ],
)
def test_a_write_that_fails_is_a_refusal_and_leaves_everything(
    tmp_path, monkeypatch, call, number, word
):
    workspace = Workspace.open(tmp_path)
    before = workspace.dossier.contribute({"partner": PARTNER}, by="partners")
    workspace.answers("e4").keep("q", "kept", "fr")
    with monkeypatch.context() as patched:
        patched.setattr(files.os, call, failing(number, call))
        with pytest.raises(Refusal, match=word):
            workspace.dossier.contribute({"partner": None}, by="partners")
        with pytest.raises(Refusal, match=word):
            workspace.answers("e4").keep("q", "lost", "fr")
    assert workspace.dossier.load() == before
    assert [entry.number for entry in workspace.dossier.history()] == [1]
    assert workspace.answers("e4").load().answers == {"q": "kept"}
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_full_disk_between_revision_and_dossier_leaves_no_trace(tmp_path, monkeypatch):
    store = DossierStore(tmp_path)
    before = store.contribute({"partner": PARTNER}, by="partners")
    real, calls = os.replace, []

    def second_fails(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "replace", second_fails)
        with pytest.raises(Refusal, match="full"):
            store.contribute({"partner": None}, by="partners")
    assert store.load() == before
    assert [entry.number for entry in store.history()] == [1]


def test_a_read_only_workspace_is_refused_but_can_be_read(tmp_path, monkeypatch):
    before = DossierStore(tmp_path).contribute({"partner": PARTNER}, by="partners")
    real = os.open

    def read_only(path, flags, *args, **kwargs):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", read_only)
    with pytest.raises(Refusal, match="reading"):
        Workspace.open(tmp_path)
    store = DossierStore(tmp_path)
    assert store.load() == before
    with pytest.raises(Refusal, match="reading"):
        store.contribute({"partner": None}, by="partners")


def test_a_lock_that_is_never_freed_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.1)
    store = DossierStore(tmp_path)
    with files.FileLock(tmp_path / "dossier.json.lock"), pytest.raises(Refusal, match="elsewhere"):
        threaded(lambda: store.contribute({"partner": PARTNER}, by="partners"))


def threaded(work):
    """Run `work` in a thread (a lock is refused at once to the thread that holds it)."""
    caught = []

    def run():
        try:
            work()
        except Refusal as refusal:
            caught.append(refusal)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for refusal in caught:
        raise refusal


@pytest.fixture
def tiny_disk(tmp_path):
    """Yield a real file system of 64 kB, where the platform lets us mount one."""
    mount, unmount = "/bin/mount", "/bin/umount"
    if not Path(mount).exists() or os.geteuid() != 0:
        pytest.skip("only root can mount a file system")
    place = tmp_path / "tiny"
    place.mkdir()
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if made.returncode != 0:
        pytest.skip("this platform does not allow mounting")
    yield place
    subprocess.run([mount, "-o", "remount,rw", str(place)], check=False, capture_output=True)
    subprocess.run([unmount, str(place)], check=True)


def test_a_disk_that_is_really_full_and_really_read_only(tiny_disk):
    workspace = Workspace.open(tiny_disk)
    workspace.answers("e4").keep("q", "kept", "fr")

    def fill():
        for number in range(20):
            workspace.answers("e4").keep(f"q{number}", "x" * 8_000, "fr")

    with pytest.raises(Refusal, match="full"):
        fill()
    kept = workspace.answers("e4").load().answers
    assert kept["q"] == "kept"
    subprocess.run(["/bin/mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(Refusal, match="reading"):
        workspace.answers("e4").keep("q", "lost", "fr")
    with pytest.raises(Refusal, match="reading"):
        Workspace.open(tiny_disk)
    assert workspace.answers("e4").load().answers == kept

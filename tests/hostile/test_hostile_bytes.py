"""Bytes that no notebook should hold: read for what they say or refused by name, one by one."""

import json
import os

import nbformat
import pytest
from tests.sandboxes import ASSIGNMENT, answered, hand_in, scores

from passerelles.grading import door
from passerelles.grading.verdicts import How, grade
from passerelles.library.errors import Refusal

TWO = How(jobs=2)
FULL = {"double": None, "test-double": 2.0, "test-total": 1.5, "test-data": 1.0, "essay": None}


def _with(change):
    def made(raw):
        node = json.loads(raw)
        change(node)
        return json.dumps(node).encode()

    return made


def _set(place, value):
    """Return a harm: `value` at `place`, a path of keys and indices."""

    def change(node):
        for step in place[:-1]:
            node = node[step]
        node[place[-1]] = value

    return _with(change)


def _replaced(old, new):
    return lambda raw: raw.replace(old, new, 1)


def _version_3(raw):
    return nbformat.v3.writes_json(nbformat.convert(nbformat.reads(raw, 4), 3)).encode()


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


READ = {
    "nbformat-3": _version_3,
    "metadata-of-19-megabytes": _set(("metadata", "n"), "x" * 19_000_000),
    "nested-metadata": _set(("cells", 1, "metadata", "n"), _nested(400)),
    "cells-twice": _replaced(b'"cells": [', b'"cells": [], "cells": ['),
    "newer-minor-version": _replaced(b'"nbformat_minor": 5', b'"nbformat_minor": 99'),
    "infinite-numbers": _replaced(b'"kernelspec"', b'"n": [Infinity, -Infinity], "kernelspec"'),
    "null-characters": _replaced(b"Because", b"\\u0000\\u001b[31m"),
    "right-to-left": _replaced(b"Because", "\u202eBecause\u2066".encode()),
    "same-cell-ids": _with(lambda node: [cell.update(id="same") for cell in node["cells"]]),
    "old-output": _set(
        ("cells", 2, "outputs"),
        [{"output_type": "display_data", "data": {"text/html": "<script>"}, "metadata": {}}],
    ),
}
REFUSED = {
    "integer-source": _set(("cells", 1, "source"), 7),
    "integer-in-source": _set(("cells", 1, "source"), ["x = 1\n", 7]),
    "cell-a-number": _set(("cells", 1), 3),
    "metadata-a-text": _set(("cells", 1, "metadata"), "x"),
    "kernelspec-a-number": _set(("metadata", "kernelspec"), 5),
    "outputs-a-text": _set(("cells", 2, "outputs"), "x"),
    "unknown-cell-type": _set(("cells", 2, "cell_type"), "applet"),
    "attachments-a-number": _set(("cells", 6, "attachments"), {"a": 5}),
    "metadata-of-20-megabytes": _set(("metadata", "n"), "x" * 20_000_000),
    "utf-16-without-mark": lambda raw: raw.decode().encode("utf-16-be"),
    "zip": lambda _: b"PK\x03\x04" + b"\0" * 99,
    "null": lambda _: b"null",
    "text-version": _replaced(b'"nbformat_minor": 5', b'"nbformat_minor": "5"'),
    "true-version": _replaced(b'"nbformat": 4', b'"nbformat": true'),
    "enormous-version": _replaced(b'"nbformat": 4', b'"nbformat": ' + b"9" * 5_000),
    "nbformat-2": _replaced(b'"nbformat": 4', b'"nbformat": 2'),
    "cells-an-object": _set(("cells",), {}),
}


def test_bytes_are_read_or_refused_and_cost_nobody_else(course):
    raw = nbformat.writes(answered(course)).encode()
    for name, harm in {**READ, **REFUSED}.items():
        content = harm(raw)
        assert content != raw, name
        hand_in(course, name, content)
    verdicts = {one.student: one for one in grade(course, ASSIGNMENT, how=TWO)}
    for name in REFUSED:
        assert verdicts[name].name == "refused", (name, verdicts[name])
        assert len(verdicts[name].reason.en) < 300
        assert not course.autograded(name, ASSIGNMENT).exists()
    for name in READ:
        assert verdicts[name].name == "graded", (name, verdicts[name])
        assert scores(course, name) == {k: v for k, v in FULL.items() if k != "double"}
        text = (course.autograded(name, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text()
        assert "<script>" not in text


def _sparse(path, size):
    with path.open("wb") as stream:
        stream.truncate(size)


FOLDERS = {
    "notebook-of-100-megabytes": lambda f: _sparse(f / f"{ASSIGNMENT}.ipynb", 100_000_000),
    "file-of-a-terabyte": lambda f: _sparse(f / "data.bin", 10**12),
    "time-of-a-terabyte": lambda f: _sparse(f / "timestamp.txt", 10**12),
    "thousands-of-files": lambda f: [(f / f"{n}.txt").touch() for n in range(1_500)],
    "a-folder-for-a-file": lambda f: ((f / "data.csv").mkdir(), (f / "data.csv" / "x").touch()),
    "folder-for-the-notebook": lambda f: (
        (f / f"{ASSIGNMENT}.ipynb").unlink(),
        (f / f"{ASSIGNMENT}.ipynb").mkdir(),
    ),
    "another-notebook": lambda f: (f / f"{ASSIGNMENT}.ipynb").rename(f / "mine.ipynb"),
    "long-path": lambda f: (
        (f / "/".join(["d" * 200] * 6)).mkdir(parents=True)
        or (f / "/".join(["d" * 200] * 6) / "x").touch()
    ),
}
HARMLESS = {
    "another-notebook-too": lambda f: _sparse(f / "mine.ipynb", 10**12),
    "checkpoints": lambda f: (
        (f / ".ipynb_checkpoints").mkdir() or _sparse(f / ".ipynb_checkpoints" / "x.ipynb", 10**12)
    ),
    "empty-folders": lambda f: (f / "a" / "b" / "c").mkdir(parents=True),
    "time-a-folder": lambda f: (f / "timestamp.txt").unlink() or (f / "timestamp.txt").mkdir(),
    "odd-names": lambda f: [
        open(os.path.join(os.fsencode(f), name), "wb").close()  # noqa: PTH118, PTH123
        for name in (b"-rf", b"new\nline", b"\xff\xfe", b"a*b?[c]", b"{0}%s$HOME`id`", b"\x1b[31m")
    ],
    "a-file-like-the-assignments": lambda f: (f / "data.csv").write_text("1,2\n"),
}


def test_folders_that_are_too_much_are_refused_and_odd_ones_graded(course):
    for name, harm in {**FOLDERS, **HARMLESS}.items():
        harm(hand_in(course, name, answered(course)))
    verdicts = {one.student: one for one in grade(course, ASSIGNMENT, how=TWO)}
    for name in FOLDERS:
        assert verdicts[name].name == "refused", (name, verdicts[name])
        assert not course.autograded(name, ASSIGNMENT).exists()
    for name in HARMLESS:
        assert verdicts[name].name == "graded", (name, verdicts[name])
        assert scores(course, name)["test-data"] == 1.0
        sizes = [one.stat().st_size for one in course.autograded(name, ASSIGNMENT).rglob("*")]
        assert sum(sizes) < 1_000_000


def test_a_link_put_there_since_the_look_is_not_followed(tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text("{}")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "ps.ipynb").write_text("{}")
    seen = list(door._entries(folder))
    (folder / "ps.ipynb").unlink()
    (folder / "ps.ipynb").symlink_to(secret)
    monkeypatch.setattr(door, "_entries", lambda _: seen)
    with pytest.raises((Refusal, OSError)):
        door.read_submission(folder, {"ps": None}, [])

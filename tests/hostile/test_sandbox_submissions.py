"""Broken and strange submissions of code: repaired from the key, read, or refused by name."""

import json
import os
import shutil
import sqlite3
from contextlib import closing

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from tests.sandboxes import ASSIGNMENT, answered, form, graded, hand_in, make_course, scores

from passerelles.grading.course import open_course
from passerelles.grading.verdicts import How, grade

TWO = How(jobs=2)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Make one course, copied for each test: making one takes seconds."""
    return make_course(tmp_path_factory.mktemp("made") / "course").root


@pytest.fixture
def room(made, tmp_path):
    return open_course(shutil.copytree(made, tmp_path / "course"))


def _without(node, *names):
    node.cells = [
        cell
        for cell in node.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in names
    ]
    return node


def _changed(node, name, **metadata):
    for cell in node.cells:
        given = cell.metadata.get("nbgrader", {})
        if given.get("grade_id") == name:
            given.update(metadata)
    return node


def _stripped(node):
    for cell in node.cells:
        cell.metadata.pop("nbgrader", None)
    return node


def _other_type(node):
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test-double":
            cell.cell_type = "markdown"
            del cell["outputs"], cell["execution_count"]
            cell.source = "I took the test away"
    return node


def _weakened(node):
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test-double":
            cell.source = "assert True"
    return node


def _twice(node):
    copy = nbformat.from_dict(json.loads(json.dumps(node.cells[2])))
    copy["id"] = "copy"
    node.cells.append(copy)
    return node


REPAIRED = {
    "deleted": lambda node: _without(node, "test-double", "test-data"),
    "emptied-of-marks": _stripped,
    "another-type": _other_type,
    "weakened": _weakened,
    "duplicated": _twice,
    "points-1000": lambda node: _changed(node, "test-double", points=1000),
    "points-abc": lambda node: _changed(node, "test-double", points="abc"),
    "newer-schema": lambda node: _changed(node, "test-double", schema_version=99),
    "older-schema": lambda node: _changed(node, "test-double", schema_version=1),
    "no-grade": lambda node: _changed(node, "test-double", grade=False, locked=False),
    "unknown-name": lambda node: _changed(node, "double", grade_id="unheard-of"),
}


def test_broken_notebooks_are_repaired_from_the_key(room):
    form()
    for name, harm in REPAIRED.items():
        hand_in(room, name, harm(answered(room)))
    wrong = answered(room, double="return 3")
    hand_in(room, "wrong-and-weakened", _weakened(wrong))
    verdicts = {one.student: one for one in grade(room, ASSIGNMENT, how=TWO)}
    for name in REPAIRED:
        assert verdicts[name].name == "graded", (name, verdicts[name])
        found = scores(room, name)
        assert (found["test-double"], found["test-total"], found["test-data"]) == (2.0, 1.5, 1.0)
    assert scores(room, "wrong-and-weakened")["test-double"] == 0.0


def _deep(_):
    return b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


BYTES = {
    "empty": lambda _: b"",
    "list": lambda _: b"[]",
    "truncated": lambda raw: raw[: len(raw) // 2],
    "utf-16": lambda raw: raw.decode().encode("utf-16"),
    "deep": _deep,
    "newer-format": lambda raw: raw.replace(b'"nbformat": 4', b'"nbformat": 8'),
    "text-format": lambda raw: raw.replace(b'"nbformat": 4', b'"nbformat": "4"'),
    "cells-a-number": lambda _: b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 3}',
    "huge": lambda raw: raw + b" " * 21_000_000,
}
READ = {
    "byte-order-mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "lone-surrogate": lambda raw: raw.replace(b"Because", b"\\ud800"),
    "not-a-number": lambda raw: raw.replace(b'"kernelspec"', b'"n": NaN, "kernelspec"', 1),
    "heavy-metadata": lambda raw: raw.replace(
        b'"kernelspec"', b'"n": "' + b"x" * 5_000_000 + b'", "kernelspec"', 1
    ),
    "keys-twice": lambda raw: raw.replace(b'"kernelspec"', b'"n": 1, "n": 2, "kernelspec"', 1),
    "other-kernel": lambda raw: raw.replace(b'"python3"', b'"unheard-of"'),
}


def test_unreadable_bytes_are_refused_and_strange_ones_read(room):
    form()
    raw = nbformat.writes(answered(room)).encode()
    for name, harm in {**BYTES, **READ}.items():
        hand_in(room, name, harm(raw))
    verdicts = {one.student: one for one in grade(room, ASSIGNMENT, how=TWO)}
    for name in BYTES:
        assert verdicts[name].name == "refused", name
        assert len(verdicts[name].reason.en) < 300
        assert not room.autograded(name, ASSIGNMENT).exists()
    for name in READ:
        assert verdicts[name].name == "graded", (name, verdicts[name])
        assert scores(room, name)["test-double"] == 2.0


def test_links_and_devices_are_refused(room, tmp_path):
    form()
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for name in ("link", "folder-link", "pipe", "notebook-link"):
        folder = hand_in(room, name, answered(room))
        if name == "link":
            (folder / "mine.txt").symlink_to(secret)
        elif name == "folder-link":
            (folder / "mine").symlink_to(tmp_path)
        elif name == "pipe":
            os.mkfifo(folder / "mine")
        else:
            (folder / f"{ASSIGNMENT}.ipynb").unlink()
            (folder / f"{ASSIGNMENT}.ipynb").symlink_to(room.source(ASSIGNMENT))
    hand_in(room, "honest", answered(room))
    (room.root / "submitted" / "linked-person").symlink_to(room.root / "submitted" / "honest")
    verdicts = {one.student: one.name for one in grade(room, ASSIGNMENT, how=TWO)}
    assert verdicts.pop("honest") == "graded"
    assert set(verdicts.values()) == {"refused"}
    assert "linked-person" not in verdicts
    assert not list((room.root / "autograded").rglob("mine*"))


def test_markup_is_shown_as_text(room):
    form()
    node = answered(room, essay="See <script>alert('essay')</script> [x](javascript:alert(1))")
    node.cells.insert(1, new_markdown_cell("<img src=x onerror=alert('added')>", id="m"))
    node.cells.insert(
        1,
        new_code_cell(
            "from IPython.display import HTML\nHTML('<script>alert(1)</script><i>ok</i>')", id="h"
        ),
    )
    raw = nbformat.v4.new_raw_cell("<script>alert('raw')</script>", id="r")
    raw.metadata["raw_mimetype"] = "text/html"
    node.cells.insert(1, raw)
    hand_in(room, "ana", node)
    (verdict,) = grade(room, ASSIGNMENT)
    assert verdict.name == "graded"
    from nbconvert import HTMLExporter  # noqa: PLC0415 - slow to load

    page, _ = HTMLExporter(template_name="basic").from_notebook_node(graded(room, "ana"))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "<i>ok</i>" in page
    assert len(graded(room, "ana").cells) == len(node.cells)  # nothing was taken away
    assert grade(room, ASSIGNMENT, force=True)[0].waiting == 1


def test_times_that_are_none_stop_nobody(room):
    form()
    times = {
        "right": "2026-01-31 17:00:00.000000 UTC",
        "offset": "2026-01-31 18:00:00 +0100",
        "garbage": "yesterday <script>",
        "empty": "",
        "long-ago": "1970-01-01 00:00:00 UTC",
    }
    for name, text in times.items():
        (hand_in(room, name, answered(room)) / "timestamp.txt").write_text(text)
    assert {one.name for one in grade(room, ASSIGNMENT, how=TWO)} == {"graded"}
    with closing(sqlite3.connect(room.database)) as database:
        found = dict(database.execute("SELECT student_id, timestamp FROM submitted_assignment"))
    assert found["right"] == found["offset"]
    assert found["garbage"] is None


def test_folders_that_are_no_names_are_told_and_cost_themselves_only(room):
    form()
    for name in ("-rf", "a*b", "e\u0301va", "Zoé O’Brien", "a+b@c.org"):
        hand_in(room, name, answered(room))
    verdicts = {one.student: one.name for one in grade(room, ASSIGNMENT, how=TWO)}
    assert verdicts == {
        "-rf": "refused",
        "a*b": "refused",
        "e\u0301va": "refused",
        "Zoé O’Brien": "graded",
        "a+b@c.org": "graded",
    }

"""Cells moved, split, renamed, tagged, turned into others: the key decides what each is worth."""

import json

import nbformat
from nbformat.v4 import new_code_cell
from tests.sandboxes import ASSIGNMENT, answered, graded, hand_in, release, scores

from passerelles.grading.verdicts import How, grade

TWO = How(jobs=2)
FULL = (2.0, 1.5, 1.0, None)
"""Automatic points for double, total and the data file; the essay waits for a person."""


def _named(node, name):
    return next(c for c in node.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def _copy(cell, **changed):
    return nbformat.from_dict({**json.loads(json.dumps(cell)), **changed})


def _remove(name):
    def harm(node):
        node.cells.remove(_named(node, name))

    return harm


def _turn(name, kind):
    def harm(node):
        cell = _named(node, name)
        cell.cell_type = kind
        if kind == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)

    return harm


def _tag(*names):
    def harm(node):
        for cell in node.cells:
            cell.metadata["tags"] = list(names)

    return harm


def _mark(value):
    def harm(node):
        _named(node, "test-double").metadata["nbgrader"] = value

    return harm


def _move_test_first(node):
    cell = _named(node, "test-double")
    node.cells.remove(cell)
    node.cells.insert(0, cell)


def _split(node):
    cell = _named(node, "double")
    place = node.cells.index(cell)
    node.cells[place : place + 1] = [
        _copy(cell, source="two = 2"),
        _copy(cell, source="def double(n):\n    return two * n", id="second"),
    ]


def _swap(node):
    one, other = _named(node, "double"), _named(node, "total")
    one.metadata.nbgrader["grade_id"], other.metadata.nbgrader["grade_id"] = "total", "double"


def _double_solution(node):
    wrong = _copy(_named(node, "double"), source="def double(n): return 5", id="late")
    node.cells.append(wrong)


def _double_test(node):
    node.cells.append(_copy(_named(node, "test-double"), source="2.0", id="late"))


def _copies(node):
    node.cells += [new_code_cell("1", id=f"added-{n}") for n in range(500)]


def _output_forged(node):
    """Write the output that would be full marks into every cell."""
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "3.0"})]


CASES = {
    "solution-deleted": (_remove("double"), (0.0, 1.5, 1.0, None)),
    "essay-deleted": (_remove("essay"), (2.0, 1.5, 1.0, 0.0)),
    "no-cells": (lambda node: node.cells.clear(), (0.0, 0.0, 1.0, 0.0)),
    "reversed": (lambda node: node.cells.reverse(), (0.0, 0.0, 1.0, None)),
    "test-before-its-solution": (_move_test_first, (0.0, 1.5, 1.0, None)),
    "solution-split-in-two": (_split, FULL),
    "solution-doubled": (_double_solution, FULL),
    "test-doubled": (_double_test, FULL),
    "names-swapped": (_swap, FULL),
    "solution-to-markdown": (_turn("double", "markdown"), FULL),
    "solution-to-raw": (_turn("double", "raw"), FULL),
    "test-to-raw": (_turn("test-double", "raw"), FULL),
    "essay-to-code": (_turn("essay", "code"), FULL),
    "essay-to-raw": (_turn("essay", "raw"), FULL),
    "hundreds-of-cells": (_copies, FULL),
    "outputs-forged": (_output_forged, FULL),
    "marks-a-text": (_mark("x"), FULL),
    "marks-a-list": (_mark([]), FULL),
    "marks-nothing": (_mark(None), FULL),
    "name-a-number": (_mark({"grade_id": 5}), FULL),
    "name-a-list": (_mark({"grade_id": ["test-double"]}), FULL),
    "name-enormous": (_mark({"grade_id": "a" * 100_000}), FULL),
    "marks-of-another-kind": (
        _mark({"grade_id": "test-double", "locked": "yes", "solution": True, "task": True}),
        FULL,
    ),
    "tags-with-markup": (_tag("a<b>", "x" * 999), FULL),
    "skipping-all-cells": (_tag("skip-execution"), (0.0, 0.0, 1.0, None)),
    "raising-allowed": (_tag("raises-exception"), FULL),
}


def test_the_key_decides_what_a_cell_is(course):
    for name, (harm, _) in CASES.items():
        node = answered(course)
        harm(node)
        hand_in(course, name, json.dumps(node).encode())
    hand_in(course, "honest", answered(course))
    verdicts = {one.student: one for one in grade(course, ASSIGNMENT, how=TWO)}
    for name, (_, points) in {**CASES, "honest": (None, FULL)}.items():
        assert verdicts[name].name == "graded", (name, verdicts[name])
        assert verdicts[name].max_score == 6.0
        found = scores(course, name)
        assert tuple(found[one] for one in ("test-double", "test-total", "test-data", "essay")) == (
            points
        ), name
        names = [
            cell.metadata.nbgrader.grade_id
            for cell in graded(course, name).cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        ]
        assert sorted(names) == ["essay", "test-data", "test-double", "test-total"], name


WITHOUT_WORK = {
    "as-released": lambda _: None,
    "tests-skipped": _tag("skip-execution"),
    "tests-skipped-and-raising": _tag("skip-execution", "raises-exception", "remove_cell"),
    "tests-turned-to-text": _turn("test-double", "markdown"),
    "outputs-forged": _output_forged,
    "test-said-to-be-a-solution": _mark(
        {"grade_id": "test-double", "grade": True, "solution": True, "points": 2}
    ),
    "test-said-to-be-a-task": _mark({"grade_id": "test-double", "task": True, "points": 1000}),
}


def test_nothing_done_earns_nothing(course):
    for name, harm in WITHOUT_WORK.items():
        node = release(course)
        harm(node)
        node.metadata["tags"] = ["skip-execution"]
        hand_in(course, name, node)
    for verdict in grade(course, ASSIGNMENT, how=TWO):
        assert verdict.name == "graded"
        assert verdict.score == 1.0, verdict  # the data file is the instructor's own
        assert scores(course, verdict.student)["test-double"] == 0.0

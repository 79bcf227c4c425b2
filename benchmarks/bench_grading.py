"""Two hundred submissions, half nbgrader's own quickstart assignment, half `e3-governance`.

Stock `nbgrader autograde` on a sample of twenty, scaled; ours on all, sandboxed, in
the same run. Rows of the gradebook compared on the sample; memory is the sum of the
proportional share (PSS) of every process of our run. Then `e3-governance` alone, for 200
learners and for 1000: cost of each submission and memory, which should be the same.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import nbgrader

from benchmarks.common import ROOT, report
from passerelles import grading
from passerelles.build.exercise_checks import solution
from passerelles.build.exercises import load_all
from passerelles.dossier.workspace import Workspace
from passerelles.grading import process
from passerelles.grading.sandbox import recipe
from passerelles.grading.verdicts import How, grade

EACH = int(os.environ.get("BENCH_SUBMISSIONS", "200")) // 2
SAMPLE = int(os.environ.get("BENCH_SAMPLE", "20")) // 2
JOBS = 2
SIZES = tuple(int(one) for one in os.environ.get("BENCH_SIZES", "200,1000").split(",") if one)
DATA, CODE = "e3-governance", "ps1"
GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
ROWS = """
SELECT a.name, s.student_id, n.name, c.name, g.auto_score, g.manual_score, g.needs_manual_grade
FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id
JOIN submitted_notebook sn ON sn.assignment_id = s.id JOIN notebook n ON n.id = sn.notebook_id
JOIN grade g ON g.notebook_id = sn.id JOIN base_cell c ON c.id = g.cell_id
UNION ALL
SELECT a.name, s.student_id, n.name, c.name, k.auto_comment, k.manual_comment, NULL
FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id
JOIN submitted_notebook sn ON sn.assignment_id = s.id JOIN notebook n ON n.id = sn.notebook_id
JOIN comment k ON k.notebook_id = sn.id JOIN base_cell c ON c.id = k.cell_id
"""
SQUARES = (
    "if n < 1:\n        raise ValueError\n    return [i ** 2 for i in range(1, n + 1)]",
    "return [i ** 2 for i in range(1, n + 1)]",
    "return [i * i for i in range(n)]",
    "raise NotImplementedError()",
    "return undefined",
)
SUMS = ("return sum(squares(n))", "return sum(i * i for i in range(n + 1))", "return 385")


def classroom(folder: Path) -> grading.Classroom:
    """Make a classroom with both assignments and all submissions."""
    room = grading.init(folder / "room", ROOT / "solutions")
    shutil.copytree(GUIDE / "source" / CODE, room.root / "source" / CODE)
    job = {"do": "register", "classroom": str(room.root), "exercises": [CODE]}
    process.run(job, 300)
    chance = random.Random(2026)
    for number in range(EACH):
        name = f"learner-{number:04d}"
        data(folder, room, number, chance)
        code(room, name, chance)
    return room


@cache
def solved() -> tuple[dict[str, Any], list[str]]:
    """Return the right answers of the no-code exercise, and its essays."""
    exercise = next(one for one in load_all(ROOT / "solutions") if one.id == DATA)
    right = solution(exercise)
    return right, [question.id for question in exercise.questions if question.id not in right]


def data(folder: Path, room: grading.Classroom, number: int, chance: random.Random) -> None:
    """Hand in the no-code exercise with answers of one's own."""
    right, essays = solved()
    answers: dict[str, Any] = {key: one for key, one in right.items() if chance.random() < 0.7}
    answers |= {key: f"Texte {number}, écrit." for key in essays if chance.random() < 0.8}
    workspace = Workspace.open(folder / f"workspace-{number}")
    store = workspace.answers(DATA)
    for question, value in answers.items() or {essays[0]: "."}.items():
        store.keep(question, value, "fr")
    grading.submit(workspace, DATA, f"learner-{number:04d}", room)


def code(room: grading.Classroom, name: str, chance: random.Random) -> None:
    """Hand in a quickstart assignment with answers of its own."""
    folder = room.submitted(name, CODE)
    shutil.copytree(room.root / "release" / CODE, folder)
    (folder / "timestamp.txt").write_text("2026-01-31 17:00:00.000000 UTC")
    for path in folder.glob("*.ipynb"):
        node = nbformat.read(path, as_version=4)
        for cell in node.cells:
            task = cell.metadata.get("nbgrader", {}).get("grade_id")
            if task == "squares":
                cell.source = f"def squares(n):\n    {chance.choice(SQUARES)}"
            elif task == "sum_of_squares":
                cell.source = f"def sum_of_squares(n):\n    {chance.choice(SUMS)}"
            elif cell.cell_type == "markdown" and task in ("part-a", "sum_of_squares_equation"):
                cell.source = f"Answer {chance.random()}" if chance.random() < 0.8 else cell.source
        nbformat.write(node, path)


def stock(room: grading.Classroom, folder: Path) -> float:
    """Grade the sample with stock nbgrader; return seconds a submission."""
    shutil.copytree(room.root, folder)
    keep = {f"learner-{number:04d}" for number in range(SAMPLE)}
    for one in (folder / "submitted").iterdir():
        if one.name not in keep:
            shutil.rmtree(one)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    begun = time.perf_counter()
    for name in (DATA, CODE):
        subprocess.run(
            [sys.executable, "-m", "nbgrader", "autograde", name],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            check=True,
        )
    return (time.perf_counter() - begun) / (2 * SAMPLE)


class Memory(threading.Thread):
    """Watches the memory of every process this one has started, in MB of 2**20 bytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        """Look once a second: looking costs, too."""
        while not self.over.wait(1.0):
            self.peak = max(self.peak, sum(_share(pid) for pid in _descendants(os.getpid())))


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            try:
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            children.setdefault(parent, []).append(int(place.name))
    found, waiting = [], [root]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def _share(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except (OSError, StopIteration):
        return 0.0


def processor() -> float:
    """Return the seconds of processor of all processes that this one started and that ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


def rows(root: Path) -> set[Any]:
    with closing(sqlite3.connect(root / "gradebook.db")) as database:
        last = f"learner-{SAMPLE - 1:04d}"
        return {row for row in database.execute(ROWS) if row[1] <= last}


def linear(folder: Path, learners: int) -> None:
    """Grade the no-code exercise of a class of some size."""
    room = grading.init(folder / "room", ROOT / "solutions")
    chance = random.Random(2026)
    for number in range(learners):
        data(folder, room, number, chance)
    watch = Memory()
    watch.start()
    begun = time.perf_counter()
    verdicts = grade(room, DATA, how=How(jobs=JOBS))
    seconds = time.perf_counter() - begun
    watch.over.set()
    assert [one.name for one in verdicts] == ["graded"] * learners
    report(
        "grading-linear",
        submissions=learners,
        ours_s_each=round(seconds / learners, 4),
        peak_mb=round(watch.peak),
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        room = classroom(folder)
        spent = [processor()]
        theirs = stock(room, folder / "stock")
        spent.append(processor())
        watch = Memory()
        watch.start()
        seconds = {}
        for assignment in (DATA, CODE):
            begun = time.perf_counter()
            verdicts = grade(room, assignment, how=How(jobs=JOBS))
            seconds[assignment] = time.perf_counter() - begun
            assert all(one.name == "graded" for one in verdicts), json.dumps(
                [one.plain() for one in verdicts if one.name != "graded"][:3]
            )
        watch.over.set()
        spent.append(processor())
        ours = sum(seconds.values()) / (2 * EACH)
        report(
            "grading",
            submissions=2 * EACH,
            sandbox=recipe.working(),
            jobs=JOBS,
            rows_equal=rows(room.root) == rows(folder / "stock"),
            rows_compared=len(rows(folder / "stock")),
            stock_s_each=round(theirs, 3),
            ours_s_each=round(ours, 4),
            ours_s={key: round(value, 2) for key, value in seconds.items()},
            ratio=round(theirs / ours, 1),
            # What a busy machine cannot change: seconds of processor for each submission.
            stock_cpu_s_each=round((spent[1] - spent[0]) / (2 * SAMPLE), 3),
            ours_cpu_s_each=round((spent[2] - spent[1]) / (2 * EACH), 4),
            peak_mb=round(watch.peak),
        )
    for learners in SIZES:
        with tempfile.TemporaryDirectory() as name:
            linear(Path(name), learners)


if __name__ == "__main__":
    main()

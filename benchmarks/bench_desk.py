"""From handing in to the grade: a course's desk, with one learner and with twenty at once.

The desk is the real service on this machine, the exercise `e3-governance` with its right
answers. Then `passerelles grade --watch` on a local classroom, hand-in by hand-in. Stock,
in the same run: `nbgrader autograde` started for one submission, as an instructor would.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.common import ROOT, report, spread
from passerelles import grading
from passerelles.build.exercise_checks import solution
from passerelles.build.exercises import load
from passerelles.desk.remote import RemoteDesk
from passerelles.dossier.workspace import Workspace
from passerelles.grading.attempts import state

EXERCISE = "e3-governance"
RUNS = 10
CROWD = 20
NAMES = [f"learner-{number:02d}" for number in range(RUNS + CROWD)]


def workspace(folder: Path, name: str) -> Workspace:
    """Make a learner's workspace with the right answers."""
    folder.mkdir(exist_ok=True)
    made = Workspace.open(folder / f"workspace-{name}")
    for question, value in solution(load(ROOT / "solutions" / EXERCISE)).items():
        made.answers(EXERCISE).keep(question, value, "fr")
    return made


@contextmanager
def desk(folder: Path, room: Path) -> Iterator[str]:
    """Run the desk without a hub; yield its address."""
    tokens = folder / "tokens.json"
    tokens.write_text(json.dumps({f"token-{name}": name for name in NAMES}))
    command = [sys.executable, "-m", "passerelles.desk", "--course", "bench"]
    command += ["--classroom", str(room), "--tokens", str(tokens)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def graded(one: RemoteDesk) -> tuple[float, float]:
    """Hand in and wait for the result; return seconds to the receipt and to the result."""
    begun = time.perf_counter()
    one.submit(EXERCISE)
    receipt = time.perf_counter() - begun
    while not one.grade(EXERCISE):
        time.sleep(0.05)
    view = one.result(EXERCISE, "fr")
    assert view is not None
    assert view.automatic_points == view.automatic_max
    return receipt, time.perf_counter() - begun


def at_the_desk(folder: Path, room: Path) -> None:
    """Measure one after the other, then all at once."""
    with desk(folder, room) as url:
        desks = [
            RemoteDesk(workspace(folder, name), "bench", None, url, f"token-{name}")
            for name in NAMES
        ]
        time.sleep(5)  # the first worker loads nbgrader
        found = []
        for one in desks[:RUNS]:
            found.append(graded(one))
            time.sleep(4)  # as learners come: not each at the heels of the last
        report("desk-one", **figures(found))
        with ThreadPoolExecutor(CROWD) as pool:
            report("desk-crowd", at_once=CROWD, **figures(list(pool.map(graded, desks[RUNS:]))))


def figures(found: list[tuple[float, float]]) -> dict[str, Any]:
    """Return both times' spreads."""
    return {
        "receipt_s": spread([receipt for receipt, _ in found], 3),
        "result_s": spread([result for _, result in found]),
    }


def by_watching(folder: Path, room: grading.Classroom) -> None:
    """Measure `grade --watch` from the receipt to the state that the run writes."""
    command = [sys.executable, "-m", "passerelles", "grade", EXERCISE, "--watch"]
    with subprocess.Popen(
        [*command, "--classroom", str(room.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(5)
        found = []
        for name in NAMES[:RUNS]:
            one = workspace(folder, name)
            begun = time.perf_counter()
            grading.submit(one, EXERCISE, name, room)
            while not state(room, name, EXERCISE):
                time.sleep(0.02)
            found.append(time.perf_counter() - begun)
            time.sleep(2)
        process.terminate()
    report("grade-watch", target_s=5, grade_s=spread(found))


def stock(folder: Path, room: Path) -> None:
    """Measure `nbgrader autograde` for one learner's submission."""
    copy = shutil.copytree(room, folder / "stock")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    found = []
    for name in NAMES[:3]:
        begun = time.perf_counter()
        subprocess.run(
            [
                *(sys.executable, "-m", "nbgrader", "autograde", EXERCISE),
                *(f"--student={name}", "--force"),
            ],
            cwd=copy,
            env={**os.environ, "PATH": path},
            capture_output=True,
            check=True,
        )
        found.append(time.perf_counter() - begun)
    report("desk-stock", grade_s=spread(found))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        solutions = folder / "solutions"
        shutil.copytree(ROOT / "solutions" / EXERCISE, solutions / EXERCISE)
        made = grading.init(folder / "room", solutions).root
        watched = grading.open_(shutil.copytree(made, folder / "watched"))
        at_the_desk(folder, made)
        by_watching(folder / "w", watched)
        stock(folder, made)


if __name__ == "__main__":
    main()

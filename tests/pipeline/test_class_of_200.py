"""A whole class from handing in to reports, from the command line, as its instructor would.

60 learners by default; `PASSERELLES_CLASS=200` walks the full class.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import end
from tests.graded import ROOT, Graded

from passerelles import grading
from passerelles.dossier.workspace import Workspace
from passerelles.grading import hand, rules
from passerelles.grading.attempts import students as handed_in
from passerelles.grading.questions import essay
from passerelles.grading.settings import Classroom
from passerelles.library.text import Language

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

COUNT = int(os.environ.get("PASSERELLES_CLASS", "60"))
EXERCISE = "e1-context"
ESSAY = "e1-reply"
NAMES = (
    "Ana Lopez",
    "chloé",
    "Nguyễn Văn An",
    "o'brien",
    "j.dupont@ville.fr",
    "محمد",
    "李雷",
    "x+y",
)
"""A few as people really are called; the others are numbered."""
DAY = timedelta(days=1)
WEIGHT = 0.05


@pytest.fixture(scope="module")
def made() -> Graded:
    return Graded(EXERCISE)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, made: Graded) -> Iterator[Walk]:
    root = tmp_path_factory.mktemp("class")
    walk = Walk(root, made)
    walk.all()
    yield walk
    shutil.rmtree(root, ignore_errors=True)


class Walk:
    """The class, its answers, and what each step of the walk printed."""

    def __init__(self, root: Path, made: Graded) -> None:
        self.root, self.made = root, made
        self.people = [*NAMES, *(f"learner-{n:03d}" for n in range(len(NAMES), COUNT))][:COUNT]
        self.given = {name: self.answers(n) for n, name in enumerate(self.people)}
        self.told: dict[str, str] = {}
        self.seconds: dict[str, float] = {}

    def answers(self, number: int) -> dict[str, Any]:
        """Return what one learner answers: some of it right, some not, some of it missing."""
        chance = random.Random(number)
        skill = chance.random()
        found = {}
        for question, right in self.made.solution.items():
            if question == ESSAY:
                if number % 10:  # one in ten writes no text
                    found[question] = f"Réponse {number}. " + "Nos villes sont liées. " * (
                        number % 7
                    )
            elif chance.random() < skill:
                found[question] = right
            elif chance.random() < 0.8:
                found[question] = other(right, chance)
        return found or {ESSAY: "…"}

    def expected(self, name: str) -> float:
        """Return the automatic points, by the marking alone."""
        given = self.given[name]
        return sum(self.made.score(one, given[one]) for one in given if one != ESSAY)

    def language(self, name: str) -> Language:
        return "fr" if self.people.index(name) % 2 else "en"

    @property
    def room(self) -> Classroom:
        return grading.open_(self.root / "room")

    def all(self) -> None:
        """Walk: make, hand in half and half, collect, grade, grade by hand, feed back, report."""
        for step in (self.make, self.submit, self.collect, self.grade, self.by_hand):
            began = time.monotonic()
            step()
            self.seconds[step.__name__] = round(time.monotonic() - began, 1)
        began = time.monotonic()
        place = ["--classroom", str(self.root / "room")]
        self.told["feedback"] = self.run("feedback", EXERCISE, *place)
        for form in ("csv", "moodle", "html"):
            file = self.root / f"grades.{form}"
            self.run("report", EXERCISE, *place, "--to", form, "--lang", "en", "-o", str(file))
            self.told[form] = file.read_text()
        self.seconds["feedback and reports"] = round(time.monotonic() - began, 1)
        print(f"\n{COUNT} learners, seconds: {self.seconds}")

    def run(self, *words: str) -> str:
        """Run a verb of the command line; it must end well."""
        done = subprocess.run(
            [sys.executable, "-m", "passerelles", *words],
            env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def make(self) -> None:
        solutions = self.root / "solutions"
        shutil.copytree(ROOT / "solutions" / EXERCISE, solutions / EXERCISE)
        room = grading.init(self.root / "room", solutions)
        inbound = self.root / "exchange" / "passerelles" / "inbound"
        inbound.mkdir(parents=True)
        config = room.root / "nbgrader_config.py"
        config.write_text(
            config.read_text()
            + f"c.Exchange.root = {str(self.root / 'exchange')!r}\n"
            + "c.ExchangeCollect.check_owner = False\n"
        )
        due = (datetime.now(UTC) - DAY / 2).isoformat()
        rules.change(room, {"late": "penalty", "penalty_percent": 5, "deadline": due})
        # Everybody is half a day late; every fifth was granted a week more.
        for name in self.people[::5]:
            rules.extend(room, EXERCISE, name, datetime.now(UTC) + 7 * DAY)

    def submit(self) -> None:
        """Answer in workspaces; half hand in to the classroom, half into nbgrader's exchange."""
        room = self.room
        for number, name in enumerate(self.people):
            workspace = Workspace.open(self.root / f"workspace-{number}")
            for question, value in self.given[name].items():
                workspace.answers(EXERCISE).keep(question, value, self.language(name))
            if number % 2:
                grading.submit(workspace, EXERCISE, name, room)
                continue
            moment = "2026-01-31 17:00:00.000000 UTC"
            folder = (
                self.root / "exchange/passerelles/inbound" / f"{name}+{EXERCISE}+{moment}+r{number}"
            )
            shutil.copytree(workspace.root / "exercises" / EXERCISE, folder)
            (folder / "timestamp.txt").write_text(moment)
        forged = self.root / f"exchange/passerelles/inbound/..+{EXERCISE}+now+x"
        forged.mkdir()
        (forged / "answers.json").write_text("{")

    def collect(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "passerelles", "classroom", "collect", str(self.room.root)],
            env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1  # the forged one is told
        self.told["collect"] = done.stdout

    def grade(self) -> None:
        words = ["grade", EXERCISE, "--classroom", str(self.room.root), "--json"]
        self.told["grade"] = self.run(*words)

    def by_hand(self) -> None:
        """Grade every text, as the page does: one after the other, by its token."""
        room = self.room
        question = essay(room, EXERCISE, ESSAY)
        for number, place in enumerate(hand.places(room, EXERCISE, ESSAY)):
            shown = hand.sheet(room, EXERCISE, question, place)
            levels = {one.id: number % len(one.levels) for one in question.rubric}
            given = {"levels": levels, "comment": f"Lu {number}.", "version": shown.version}
            hand.keep(room, EXERCISE, question, place, given)


def other(right: Any, chance: random.Random) -> Any:
    """Return an answer of the same shape, seldom the right one."""
    if isinstance(right, list):
        return chance.sample(right, chance.randrange(len(right)) + 1)
    if isinstance(right, dict):
        values = list(right.values())
        chance.shuffle(values)
        return dict(zip(right, values, strict=True))
    return chance.choice(["1", "nobody", right[::-1], "85,4"])


def test_every_piece_of_work_arrives(walked: Walk) -> None:
    assert set(handed_in(walked.room, EXERCISE)) == set(walked.people)
    lines = walked.told["collect"].strip().splitlines()
    assert len(lines) == (COUNT + 1) // 2 + 1
    assert sum("received" in line for line in lines) == (COUNT + 1) // 2


def test_every_grade_is_what_the_marking_alone_gives(walked: Walk) -> None:
    verdicts = {one["student"]: one for one in json.loads(walked.told["grade"])}
    assert {one["verdict"] for one in verdicts.values()} == {"graded"}
    for name in walked.people:
        assert verdicts[name]["score"] == pytest.approx(walked.expected(name)), name
    assert len({one["score"] for one in verdicts.values()}) > COUNT // 4


def test_reports_feedback_and_gradebook_agree(walked: Walk) -> None:
    rows = {
        row["student_id"].lstrip("'"): row for row in csv.DictReader(StringIO(walked.told["csv"]))
    }
    assert set(rows) == set(walked.people)
    most = float(next(iter(rows.values()))["max_score"])
    for number, name in enumerate(walked.people):
        row = rows[name]
        raw, penalty, score = (
            float(row[key]) for key in ("raw_score", "late_submission_penalty", "score")
        )
        due = 0.0 if number % 5 == 0 else min(raw, most * WEIGHT)
        assert (penalty, score) == (pytest.approx(due), pytest.approx(raw - penalty)), name
        view = grading.result(walked.room, EXERCISE, name, walked.language(name))
        assert view is not None
        assert view.points == pytest.approx(score)
        page = walked.room.root / "feedback" / name / EXERCISE / f"{EXERCISE}.html"
        assert f'<html lang="{walked.language(name)}">' in page.read_text()
    moodle = list(csv.DictReader(StringIO(walked.told["moodle"])))
    assert {row["Username"].lstrip("'"): float(row[f"{EXERCISE} (Real)"]) for row in moodle} == {
        name: pytest.approx(float(row["score"])) for name, row in rows.items()
    }
    page = unescape(walked.told["html"])
    assert f"{COUNT} of {COUNT} people" in page
    assert all(name in page for name in walked.people)
    assert walked.told["feedback"].count("feedback released") == COUNT
    (status,) = grading.status(walked.room).values()
    assert {one.state for one in status} == {"graded"}


def test_stock_formgrader_and_the_instructors_page_show_the_class(walked: Walk) -> None:
    command = [sys.executable, "-m", "passerelles", "instruct", "--no-browser"]
    command += ["--classroom", str(walked.room.root)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdout is not None
            address, token = process.stdout.readline().strip().split("?token=")
            asked = {"Authorization": f"token {token}"}

            def get(path: str) -> str:
                url = urllib.parse.urljoin(address, path)
                with urllib.request.urlopen(urllib.request.Request(url, headers=asked)) as answer:
                    return str(answer.read().decode())

            listed = json.loads(get(f"../formgrader/api/submissions/{EXERCISE}"))
            assert {one["student"] for one in listed if one["autograded"]} == set(walked.people)
            assert not any(one["needs_manual_grade"] for one in listed)
            one = json.loads(get(f"../formgrader/api/submitted_notebooks/{EXERCISE}/{EXERCISE}"))
            assert len(one) == COUNT
            page = get(f"../formgrader/submissions/{one[0]['id']}/?index=0")
            assert ESSAY in page or "nbgrader" in page
            ours = get(f"en/class/{EXERCISE}")
            assert ours.count("<tr>") == COUNT + 1
            assert ours.count('data-state="graded"') == COUNT
        finally:
            end(process)

"""The instructor's pages without a browser or scripts: forms, confirmations, refusals, files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from tests.conftest import end, wait_for
from tests.hub.fake_hub import Person
from tests.instructor import CLASS, DEMO, EXERCISE, RIGHT, hand_in

from passerelles import grading
from passerelles.grading.gradebook import students
from passerelles.grading.settings import Classroom

pytestmark = pytest.mark.slow

SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Pages:
    """A running `passerelles instruct` on two classrooms, and an instructor's browser at one."""

    person: Person
    root: str
    base: str
    folder: Path

    @property
    def room(self) -> Classroom:
        return grading.open_(self.folder)

    def get(self, path: str) -> str:
        status, page = self.person.get(path)
        assert status == 200, (path, status, page[:800])
        return page

    def do(self, what: str, language: str = "en", **fields: str) -> str:
        """Send a form; return what the page after it says."""
        status, page = self.person.post(f"{language}/do/{what}", fields)
        assert status == 200, page[:800]
        found = re.search(r'(?s)<div id="said"[^>]*>(.*?)</div>', page)
        assert found, page
        return words(found[1])

    def run(self) -> str:
        """Wait until the grading run has ended; return the page of the classroom."""
        wait_for(lambda: '"running": false' in self.get("api/en/run"), 120, "the run")
        return words(self.get("en/grading"))


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    root = tmp_path_factory.mktemp("pages")
    room = grading.init(root / "Cours d’été", DEMO)
    shutil.copytree(room.root, root / "second")
    for student, (answers, language) in CLASS.items():
        hand_in(room, root, student, answers, language)
    command = [sys.executable, "-m", "passerelles", "instruct", "--no-browser"]
    for one in (room.root, root / "second"):
        command += ["--classroom", str(one)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ
        )
        try:
            assert process.stdout is not None
            first = process.stdout.readline().strip()
            if "?token=" not in first:
                log.seek(0)
                pytest.fail(log.read())
            address, token = first.split("?token=")
            start = address.removesuffix("passerelles/")
            base = f"{start}room/cours-d-t/passerelles/"
            person = Person("ines", base)
            person.ask(urllib.request.Request(f"{address}en/?token={token}"))
            yield Pages(person, start, base, room.root)
        finally:
            end(process)


def test_every_classroom_has_pages_and_a_formgrader_of_its_own(pages: Pages) -> None:
    _, listed = pages.person.ask(urllib.request.Request(f"{pages.root}passerelles/en/"))
    assert "Cours d’été" in listed
    assert "/room/second/passerelles/en/grading" in listed
    for key, count in (("cours-d-t", 4), ("second", 0)):
        place = f"{pages.root}room/{key}/"
        _, page = pages.person.ask(urllib.request.Request(f"{place}passerelles/en/grading"))
        assert f"Handed in: {count}." in words(page)
        _, found = pages.person.ask(
            urllib.request.Request(f"{place}formgrader/api/submissions/{EXERCISE}")
        )
        assert found.count('"submitted": true') == count


def test_one_click_grades_everything_and_names_what_was_refused(pages: Pages) -> None:
    broken = pages.room.attempts("dan", EXERCISE) / "1" / "answers.json"
    whole = broken.read_bytes()
    broken.write_bytes(whole.replace(b"guest", b"mayor"))
    assert pages.do("grade") == "Grading is under way."
    page = pages.run()
    assert "Work graded: 3; up to date already: 0." in page
    assert "Work not graded: 1." in page
    assert "dan: " in page
    assert "restore it from a backup" in page
    row = words(pages.get(f"en/class/{EXERCISE}"))
    assert "dan cannot be read" in row
    assert "restore it from a backup" in row
    assert words(pages.get("en/grading/e0-demo/report.html"))
    broken.write_bytes(whole)
    pages.do("grade", exercise=EXERCISE)
    assert "Work graded: 1; up to date already: 3." in pages.run()
    page = words(pages.get(f"en/class/{EXERCISE}"))
    assert "ana a text to grade 1 of 2 9 out of 13 released" in page
    assert "dan graded 1 of 2 0 out of 13 released" in page


def test_a_list_of_people_tells_who_has_not_handed_in(pages: Pages) -> None:
    boundary = "edge"
    token = next(one.value for one in pages.person.jar if one.name == "_xsrf")

    def send(raw: bytes) -> str:
        body = (
            (
                f'--{boundary}\r\nContent-Disposition: form-data; name="_xsrf"\r\n\r\n{token}\r\n'
                f'--{boundary}\r\nContent-Disposition: form-data; name="list"; filename="l.csv"\r\n'
                "Content-Type: text/csv\r\n\r\n"
            ).encode()
            + raw
            + f"\r\n--{boundary}--\r\n".encode()
        )
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        status, page = pages.person.ask(
            urllib.request.Request(f"{pages.base}fr/do/people", body, kind)
        )
        assert status == 200
        found = re.search(r'(?s)<div id="said"[^>]*>(.*?)</div>', page)
        assert found
        return words(found[1])

    said = send("nom;courriel\nana;ana@example.org\nzoé;zoe@example.org\n../x;x@x\n".encode())
    assert said.startswith("Personnes ajoutées : 1, complétées : 1, déjà là : 0. Ligne 4 :")
    assert {one.id: one.email for one in students(pages.room)}["zoé"] == "zoe@example.org"
    assert "zoé rien remis" in words(pages.get(f"fr/class/{EXERCISE}"))
    assert send(f"{SCRIPT};a@b\n".encode()).count("Ligne 1 :") == 1
    assert send(b'"\n').startswith("Ce fichier n’est pas une liste")
    assert send(b"\xff\xfe").startswith("Cette liste n’est pas en UTF-8")
    assert send(b"x" * 1_000_001).startswith("Cette liste dépasse 1 Mo")
    assert send(b"").startswith("Choisissez d’abord un fichier")


def test_rules_are_saved_confirmed_and_refused_in_words(pages: Pages) -> None:
    page = pages.get("en/rules")
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version
    due = datetime.now().astimezone() - timedelta(days=1, hours=1)
    form = {
        "version": version[1],
        "late": "penalty",
        "counts": "best",
        "feedback": "manual",
        "attempts": "3",
        "penalty_percent": "12,5",
        "deadline": "",
        f"deadline-{EXERCISE}": due.strftime("%Y-%m-%dT%H:%M"),
    }
    for field, bad in (
        ("late", "never"),
        ("attempts", "-1"),
        ("attempts", "9999"),
        ("penalty_percent", "0"),
        ("penalty_percent", "nan"),
        ("deadline", "tomorrow"),
        ("deadline", "0001-01-01T00:00"),
    ):
        said = pages.do("rules", **{**form, field: bad})
        assert said.count(".") <= 2, said
        assert pages.room.settings.attempts == 2
    said = pages.do("rules", **form)
    assert "The classroom’s rules are saved." in said
    assert "To be graded again, because lateness counts differently there: 4." in said
    rules = pages.room.settings
    assert (rules.late, rules.penalty_percent, rules.attempts) == ("penalty", 12.5, 3)
    assert rules.feedback == "manual"
    assert "Somebody else has just changed these rules" in pages.do("rules", **form)
    pages.do("grade")
    assert "Work graded: 4" in pages.run()
    page = words(pages.get(f"en/class/{EXERCISE}"))
    assert "ana a text to grade late 1 of 3 5.75 out of 13 3.25 off for lateness" in page


def test_an_extension_is_granted_confirmed_and_taken_away(pages: Pages) -> None:
    until = (datetime.now().astimezone() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    who = {"exercise": EXERCISE, "student": "ana"}
    said = pages.do("extend", **who, due=until)
    assert said.startswith(f"ana may hand in “{EXERCISE}” until ")
    assert "To be graded again" in said
    pages.do("grade")
    pages.run()
    row = words(pages.get(f"en/class/{EXERCISE}"))
    assert "ana a text to grade 1 of 3 9 out of 13" in row
    assert pages.do("extend", **who, due="2001-01-01T00:00").startswith("This extension does not")
    assert pages.do("extend", **who, due="").startswith("The date of this extension is missing")
    assert pages.do("extend", **who, due=until, remove="1").startswith("ana has no extension")
    assert (
        pages.do("further", **who, further="2") == f"ana may hand in “{EXERCISE}” 5 times in all."
    )
    assert "from 0 to 100" in pages.do("further", **who, further="abc")
    stranger = pages.do("extend", exercise=EXERCISE, student="../../etc", due=until)
    assert "etc" not in stranger
    assert "no exercise" in pages.do("grade", exercise="../x")


def test_feedback_is_released_and_who_lacks_it_is_named(pages: Pages) -> None:
    hand_in(pages.room, pages.folder.parent, "bob", {**RIGHT, "d-number": "5"}, "en")
    said = pages.do("release", exercise=EXERCISE)
    assert "Feedback released: " in said
    assert "bob: This work has not been graded yet" in said


def test_a_name_that_is_a_script_is_only_a_name(pages: Pages) -> None:
    hand_in(pages.room, pages.folder.parent, "a&b {{ 7+7 }} 'x'", {"d-number": "1"}, "en")
    for path in ("fr/grading", f"fr/class/{EXERCISE}?person={urllib.parse.quote(SCRIPT)}"):
        page = pages.get(path)
        assert SCRIPT not in page
        assert "a&b {{" not in page
    assert "a&amp;b {{ 7+7 }}" in pages.get(f"fr/class/{EXERCISE}")


def test_what_is_not_there_says_so(pages: Pages) -> None:
    for path in ("fr/class/e9-none", "fr/nowhere", "xx/grading"):
        assert pages.person.get(path)[0] in (404, 503), path
    assert pages.person.post("fr/do/nothing")[0] == 404
    assert pages.person.post("fr/do/grade", xsrf=False)[0] == 403
    said = datetime.now(UTC)
    assert pages.get(f"fr/grading?said={said.timestamp()}")

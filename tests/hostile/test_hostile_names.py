"""Names of learners as folders: the legal ones graded, the others told without doing anything."""

import json
import os
import subprocess
import sys

import pytest
from tests.sandboxes import ASSIGNMENT, answered, graded, hand_in, scores

from passerelles.grading.names import printable, student_name
from passerelles.grading.verdicts import How, grade
from passerelles.grading.watch import watch
from passerelles.library.errors import Refusal

TWO = How(jobs=2)
LEGAL = [
    "x" * 255,
    "é" * 127,
    "{0}%s{student_id}",
    "李明",
    "محمد",
    "a+b@c.org",
    "ana",
    "ANA",
    "a.b-c",
    "$HOME `id` ; true",
    "NULL",
    "ana' OR '1'='1",
    "gradebook.db",
    ASSIGNMENT,
]
ILLEGAL = [
    b"-rf",
    b".hidden",
    b"a*b",
    b"[ab]",
    b"a?",
    b"new\nline",
    b"ana: submission graded\r",
    b"\x1b[31mred\x1b]0;title\x07",
    b"\xff\xfe",
    b" space ",
    "e\u0301va".encode(),
    "a\u202eb".encode(),
    "zero\u200bwidth".encode(),
    b"a\\b",
    b'a"b',
    b"<script>",
]


def _folder(room, name: bytes):
    place = os.path.join(os.fsencode(room.root / "submitted"), name, ASSIGNMENT.encode())  # noqa: PTH118
    os.makedirs(place)  # noqa: PTH103 - a name that is bytes
    source = room.submitted("ana", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    with open(os.path.join(place, b"%s.ipynb" % ASSIGNMENT.encode()), "wb") as stream:  # noqa: PTH118, PTH123
        stream.write(source.read_bytes())


def test_every_legal_name_is_graded_and_no_other_does_anything(course):
    for name in LEGAL:
        hand_in(course, name, answered(course, total="return 1" if name == "ANA" else "return 3"))
    hand_in(course, "éva", answered(course, total="return 1"))  # her twin is below
    for name in ILLEGAL:
        _folder(course, name)
    verdicts = {one.student: one for one in grade(course, ASSIGNMENT, how=TWO)}
    assert len(verdicts) == len(LEGAL) + 1 + len(ILLEGAL)
    for name in LEGAL:
        assert verdicts[name].name == "graded", (name, verdicts[name])
        assert scores(course, name)["test-total"] == (0.0 if name == "ANA" else 1.5)
        assert graded(course, name).cells
    assert scores(course, "éva")["test-total"] == 0.0
    for name in ILLEGAL:
        verdict = verdicts[os.fsdecode(name)]
        assert verdict.name == "refused", (name, verdict)
        for language in ("fr", "en"):
            assert verdict.sentence(language).isprintable() or "\u00a0" in verdict.sentence("fr")
            assert "\x1b" not in verdict.sentence(language)
            assert "\n" not in verdict.sentence(language)
        json.dumps(verdict.plain(), ensure_ascii=False).encode()
    assert len(list((course.root / "autograded").iterdir())) == len(LEGAL) + 1
    again = grade(course, ASSIGNMENT, how=TWO)
    assert {one.outcome for one in again if one.graded} == {"unchanged"}
    told = []
    watch(course, ASSIGNMENT, TWO, told.append, rounds=2)
    assert {one.name for one in told} == {"refused"}


def test_the_command_line_prints_one_line_for_each_and_steers_no_terminal(course):
    hand_in(course, "ana", answered(course))
    for name in ILLEGAL:
        _folder(course, name)
    command = [sys.executable, "-m", "passerelles", "grade", ASSIGNMENT]
    for more in ([], ["--json"]):
        done = subprocess.run(
            [*command, "--classroom", str(course.root), *more],
            capture_output=True,
            timeout=200,
            env={**os.environ, "PASSERELLES_LANGUAGE": "en"},
            check=False,
        )
        assert done.returncode == 1
        text = done.stdout.decode()
        assert b"Traceback" not in done.stderr
        assert "\x1b" not in text
        assert "\r" not in text
        assert "\u202e" not in text
        if more:
            assert len(json.loads(text)) == len(ILLEGAL) + 1
        else:
            assert len(text.splitlines()) == len(ILLEGAL) + 1
            assert sum("submission graded, " in line for line in text.splitlines()) == 1


@pytest.mark.parametrize("name", ["..", "../ana", "/etc", "a\0b", "a\nb", "*", "\ud800", "-", ""])
def test_a_forged_name_at_the_command_reaches_nothing(course, name):
    hand_in(course, "ana", answered(course))
    with pytest.raises(Refusal):
        grade(course, ASSIGNMENT, name)
    assert not (course.root / "autograded").exists()


def test_names_are_shown_as_they_are_or_as_one_plain_line():
    for name in [*LEGAL, "Zoé O’Brien", "Jean\u00a0Marc"]:
        assert printable(name) == name == student_name(name)
    assert printable("a\nb") == "a\\nb"
    assert printable("\udcff") == "\\udcff"

"""Hand grading: one question across all learners, anonymous, in an order fixed by a seed.

The mark and the comment go into nbgrader's gradebook, where formgrader finds them;
the rubric levels chosen, for which the gradebook has no place, lie beside the
attempts and count as long as they belong to the mark that the gradebook holds.
"""

from __future__ import annotations

import hmac
import math
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from passerelles.dossier.data import plain
from passerelles.grading.attempts import attempts, iso, state
from passerelles.grading.files import locked, read_json, write_file, write_json
from passerelles.grading.gradebook import GradeRow, handed, submissions
from passerelles.grading.hand_marks import Written, write
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, Language
from passerelles_widgets.forms.tasks import Essay

LEVELS_FILE: Final = "hand.json"
LONGEST_COMMENT: Final = 5_000
"""Characters of a comment."""
WAIT_SECONDS: Final = 20.0
_EPSILON: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Place:
    """Where one learner's answer stands in the order of grading; `token` is all a page shows."""

    token: str
    student: str
    state: Literal["waiting", "review", "graded"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One learner's answer to one question, as a grader sees it: without a name.

    `language` is the learner's; `levels` the place of the level chosen for each
    criterion; `points` is None while nobody gave them; `version` changes whenever
    the mark or the comment does.
    """

    place: Place
    answer: Any
    language: Language
    levels: dict[str, int]
    points: float | None
    comment: str
    version: str


class Conflict(Exception):  # noqa: N818 - says what happened, as `Refusal` does
    """Somebody else graded the answer meanwhile; the argument is what stands now."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.version)
        self.sheet = sheet


def places(classroom: Classroom, exercise_id: str, question_id: str) -> tuple[Place, ...]:
    """Return the answers to grade, in the order fixed by the classroom's seed.

    A question left unanswered is scored 0 by nbgrader and asks nobody. Raises `Refusal`.
    """
    key = _seed(classroom)
    found = [
        Place(_token(key, exercise_id, question_id, student), student, _state(row))
        for student, written in submissions(classroom, exercise_id).items()
        if (row := written.rows.get(question_id)) is not None
        and (row.auto_score is None or row.manual_score is not None or row.waiting)
    ]
    return tuple(sorted(found, key=lambda one: one.token))


def sheet(classroom: Classroom, exercise_id: str, question: Essay, place: Place) -> Sheet:
    """Return what a grader needs of one answer; raise `Refusal`."""
    written = handed(classroom, place.student, exercise_id)
    row = written.rows.get(question.id) if written else None
    if row is None:
        raise _gone()
    return _sheet(classroom, exercise_id, question, place, row)


def find(classroom: Classroom, exercise_id: str, question_id: str, token: str) -> Place:
    """Return the place with a token; raise `Refusal` when no answer has it."""
    for place in places(classroom, exercise_id, question_id):
        if hmac.compare_digest(place.token, token):
            return place
    raise _gone()


def keep(
    classroom: Classroom,
    exercise_id: str,
    question: Essay,
    place: Place,
    given: Mapping[str, Any],
) -> Sheet:
    """Save what a grader gives: `levels`, `points`, `comment`, on top of `version`.

    `points` left out are the sum of the levels once every criterion has one. Raises
    `Conflict` when somebody else changed the mark since `version` was read, and
    `Refusal` for values that cannot be: nothing is written then.
    """
    levels = _levels(question, given.get("levels"))
    points = _points(question, given.get("points"), levels)
    comment = _comment(given.get("comment"))
    with locked(classroom.lock("hand"), WAIT_SECONDS):
        now = sheet(classroom, exercise_id, question, place)
        same = (now.levels, now.points, now.comment) == (levels, points, comment)
        if same and now.place.state != "review":
            return now  # sent twice, or by two who agree
        if now.version != given.get("version"):
            raise Conflict(now)
        _write_levels(classroom, exercise_id, place.student, question, levels, points)
        before = Written(now.points, now.comment or None)
        wanted = Written(points, comment or None)
        if before != wanted or now.place.state == "review":
            written = write(classroom, exercise_id, question.id, place.student, before, wanted)
            if not written:
                raise Conflict(sheet(classroom, exercise_id, question, place))
        return sheet(classroom, exercise_id, question, place)


def levels(
    classroom: Classroom, student: str, exercise_id: str, question_id: str, points: float | None
) -> dict[str, int]:
    """Return the levels chosen for a question, empty when they do not belong to `points`."""
    kept = _kept(classroom, student, exercise_id).get(question_id) or {}
    for one in (kept, kept.get("before") or {}):
        mark = one.get("points")
        same = mark is points if mark is None or points is None else abs(mark - points) < _EPSILON
        if same and isinstance(one.get("levels"), dict):
            return dict(one["levels"])
    return {}


def _sheet(
    classroom: Classroom, exercise_id: str, question: Essay, place: Place, row: GradeRow
) -> Sheet:
    found = attempts(classroom, place.student, exercise_id)
    counted = state(classroom, place.student, exercise_id).get("attempt")
    attempt = next((one for one in found if one.number == counted), found[-1] if found else None)
    answer = attempt.answers.answers.get(question.id) if attempt else None
    written = attempt.answers.language if attempt else None
    language: Language = next((one for one in LANGUAGES if one == written), DEFAULT_LANGUAGE)
    chosen = levels(classroom, place.student, exercise_id, question.id, row.manual_score)
    known = {one.id: len(one.levels) for one in question.rubric}
    chosen = {key: at for key, at in chosen.items() if at < known.get(key, 0)}
    comment = row.comment or ""
    said = repr((row.manual_score, comment, sorted(chosen.items()), _state(row), answer))
    version = sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
    place = Place(place.token, place.student, _state(row))
    return Sheet(place, answer, language, chosen, row.manual_score, comment, version)


def _state(row: GradeRow) -> Literal["waiting", "review", "graded"]:
    if not row.waiting:
        return "graded"
    return "waiting" if row.manual_score is None else "review"


def _levels(question: Essay, given: Any) -> dict[str, int]:
    listed = {one.id: len(one.levels) for one in question.rubric}
    if given is None:
        return {}
    if not isinstance(given, dict) or any(
        key not in listed or type(at) is not int or not 0 <= at < listed[key]
        for key, at in given.items()
    ):
        raise Refusal(
            "Ce niveau n’est pas dans la grille ; rechargez la page et choisissez-en un autre.",
            "This level is not in the rubric; reload the page and choose another.",
        )
    return {key: given[key] for key in listed if key in given}


def _points(question: Essay, given: Any, chosen: Mapping[str, int]) -> float | None:
    if given is None:
        if len(chosen) < len(question.rubric):
            return None
        total = sum(one.levels[chosen[one.id]].points for one in question.rubric)
        return min(float(total), question.points)
    number = float(given) if isinstance(given, (int, float)) and type(given) is not bool else None
    if number is None or not math.isfinite(number) or not 0 <= number <= question.points:
        most = f"{question.points:g}"
        raise Refusal(
            f"La note va de 0 à {most.replace('.', ',')} points ; corrigez-la.",
            f"The mark runs from 0 to {most} points; correct it.",
        )
    return number


def _comment(given: Any) -> str:
    text = plain(given).replace("\r\n", "\n").strip() if isinstance(given, str) else ""
    if len(text) > LONGEST_COMMENT:
        raise Refusal(
            f"Un commentaire tient en {LONGEST_COMMENT} caractères ; abrégez-le.",
            f"A comment has at most {LONGEST_COMMENT} characters; shorten it.",
        )
    return text


def _path(classroom: Classroom, student: str, exercise_id: str) -> Path:
    return classroom.attempts(student, exercise_id) / LEVELS_FILE


def _kept(classroom: Classroom, student: str, exercise_id: str) -> dict[str, Any]:
    found = read_json(_path(classroom, student, exercise_id)) or {}
    questions = found.get("questions")
    return questions if isinstance(questions, dict) else {}


def _write_levels(
    classroom: Classroom,
    exercise_id: str,
    student: str,
    question: Essay,
    chosen: Mapping[str, int],
    points: float | None,
) -> None:
    kept = _kept(classroom, student, exercise_id)
    time = iso(datetime.now(UTC))
    earlier = kept.get(question.id) or {}
    # The earlier choice stays beside it: it counts again if the gradebook cannot be written now.
    before = {key: earlier[key] for key in ("levels", "points", "time") if key in earlier}
    kept[question.id] = {"levels": dict(chosen), "points": points, "time": time, "before": before}
    path = _path(classroom, student, exercise_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, {"schema": 1, "questions": kept})


def _seed(classroom: Classroom) -> bytes:
    """Return the classroom's seed, made once: who knows it not cannot tell who is who."""
    path = classroom.root / "hand" / "seed"
    with suppress(OSError):
        return path.read_bytes()
    with locked(classroom.lock("hand"), WAIT_SECONDS):
        if not path.exists():
            write_file(path, secrets.token_hex(16).encode(), private=True)
        return path.read_bytes()


def _token(key: bytes, exercise_id: str, question_id: str, student: str) -> str:
    said = f"{exercise_id}\0{question_id}\0{student}"
    return hmac.new(key, said.encode("utf-8", "replace"), sha256).hexdigest()[:16]


def _gone() -> Refusal:
    return Refusal(
        "Cette copie n’est plus à noter ; rechargez la page.",
        "This answer is no longer to be graded; reload the page.",
    )

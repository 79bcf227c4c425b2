"""The two ends of handing in: what the learner's side sends, and what the classroom's side keeps.

On one machine `handing_in.submit` does both; here they lie apart, with a wire between.
"""

from __future__ import annotations

from collections.abc import Collection

from passerelles.dossier.answers import Answers, parse_answers
from passerelles.dossier.workspace import Workspace
from passerelles.grading.answers import answered, from_workspace, only
from passerelles.grading.database import check_length
from passerelles.grading.files import locked, read_json
from passerelles.grading.handing_in import (
    WAIT_SECONDS,
    Paper,
    Receipt,
    keep_in,
    receipt_of,
    take_dossier,
)
from passerelles.grading.names import student_name
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal

__all__ = ["receipt_of", "receive", "to_send"]


def to_send(
    workspace: Workspace, exercise_id: str, known: Collection[str], dossier: Collection[str]
) -> Answers:
    """Return the answers to hand in: those to `known` questions, the dossier joined to its own.

    Raises `Refusal`: no answer yet, unreadable answers.
    """
    take_dossier(workspace, exercise_id, set(dossier))
    return _checked(only(from_workspace(workspace, exercise_id), set(known)))


def receive(
    classroom: Classroom, student: str, exercise_id: str, raw: bytes, paper: Paper | None = None
) -> Receipt:
    """Keep what came in over a wire as an attempt of `student`, whom somebody else vouched for.

    `paper` says that it was keyed in from a paper form: by whom, and of when. The same
    answers as in the last attempt give that attempt's receipt again. Raises
    `Refusal`: bytes that are no answers or another exercise's, a name or an exercise
    the classroom cannot have, no attempt left, too late.
    """
    name = student_name(student)
    exercise = classroom.check_exercise(exercise_id)
    check_length(classroom, name)
    questions = (read_json(classroom.questions(exercise)) or {}).get("questions", [])
    answers = only(parse_answers(raw, exercise), {str(one["id"]) for one in questions})
    with locked(classroom.lock("submit"), WAIT_SECONDS):
        return keep_in(classroom, name, _checked(answers), paper)


def _checked(answers: Answers) -> Answers:
    if not any(answered(value) for value in answers.answers.values()):
        raise Refusal(
            "Aucune de ces réponses ne correspond à cet exercice ; rouvrez-le et répondez.",
            "None of these answers belongs to this exercise; open it again and answer.",
        )
    return answers

"""The questions of a classroom's exercises, keys included: for the instructor's side alone."""

from __future__ import annotations

from passerelles.grading.files import read_json
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.questions import from_json
from passerelles_widgets.forms.tasks import Essay


def questions_of(classroom: Classroom, exercise_id: str) -> tuple[Question, ...]:
    """Return the questions of an exercise in order; raise `Refusal` when they cannot be read."""
    path = classroom.questions(classroom.check_exercise(exercise_id))
    data = read_json(path)
    if data is None or not isinstance(data.get("questions"), list):
        raise Refusal(
            f"« {path} » manque ou est abîmé ; relancez « passerelles classroom init ».",
            f"“{path}” is missing or damaged; run “passerelles classroom init” again.",
        )
    return tuple(from_json(question, path.name) for question in data["questions"])


def essays(classroom: Classroom, exercise_id: str) -> tuple[Essay, ...]:
    """Return the questions of an exercise that a person grades; raise `Refusal`."""
    return tuple(one for one in questions_of(classroom, exercise_id) if isinstance(one, Essay))


def essay(classroom: Classroom, exercise_id: str, question_id: str) -> Essay:
    """Return one question that a person grades; raise `Refusal` when it is none."""
    for one in essays(classroom, exercise_id):
        if one.id == question_id:
            return one
    raise Refusal(
        "Cet exercice n’a pas de question de ce nom à noter à la main ; choisissez-en une dans la "
        "liste.",
        "This exercise has no question of that name to grade by hand; choose one from the list.",
    )

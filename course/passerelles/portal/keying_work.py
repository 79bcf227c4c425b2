"""A paper form from first field to mark: what its page shows, and how it is handed in.

Handing in is the learner's own: the answers become the same `answers.json`, pass the same
door, count as an attempt and are graded by the same grader. The receipt says who keyed
them in, and its time is the paper's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from passerelles.desk.receiving import receive
from passerelles.dossier import snapshot as snapshots
from passerelles.dossier.answers import ANSWER_LIMIT, Answers, fitted
from passerelles.dossier.incoming import parse_dossier
from passerelles.grading import keyed
from passerelles.grading.answers import answered, to_bytes
from passerelles.grading.attempts import attempts, now, students
from passerelles.grading.files import read_json
from passerelles.grading.gradebook import students as roster
from passerelles.grading.handing_in import Paper
from passerelles.grading.keyed import Draft
from passerelles.grading.names import printable, student_name
from passerelles.grading.questions import questions_of
from passerelles.grading.settings import Classroom
from passerelles.grading.verdicts import grade
from passerelles.grading.watch import release
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Language, Text
from passerelles.portal import keying_fields as fields
from passerelles.portal.keying_scenario import Decision, Sheet
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.questions import public
from passerelles_widgets.forms.tasks import Scenario

_SAME: Final = Text(
    f"Ces réponses étaient déjà remises{NBSP}: rien ne change.",
    "These answers had been handed in already: nothing changes.",
)
_DONE: Final = Text("La copie est remise et corrigée.", "The paper is handed in and graded.")
_MINUTES: Final = 5
"""How far the clock of whoever keys in may be ahead of this machine's."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the paper: its number, what learners see of it, what was typed.

    `dossier` names the two territories of the dossier that is attached.
    """

    number: int
    shown: Mapping[str, Any]
    read: fields.Read
    faults: Mapping[str, str]
    grid: fields.Grid | None = None
    sheet: Sheet | None = None
    decisions: tuple[Decision, ...] = ()
    dossier: tuple[str, str] | None = None


def known(room: Classroom, exercise: str, name: str) -> str:
    """Return the name of somebody this classroom knows; raise `Refusal`."""
    student = student_name(name)
    if student in {one.id for one in roster(room)} or student in students(room, exercise):
        return student
    raise Refusal(
        f"Cette classe ne connaît personne du nom de {printable(student)}{NBSP}; ajoutez d’abord "
        "ce nom.",
        f"This classroom knows nobody called {printable(student)}; add this name first.",
    )


def items(room: Classroom, draft: Draft, language: Language) -> list[Item]:
    """Return the questions in the paper's order with what was typed; raise `Refusal`."""
    made = []
    for position, question in enumerate(questions_of(room, draft.exercise), start=1):
        shown = public(question, language)
        sheet = (
            Sheet(question, language, draft.language) if isinstance(question, Scenario) else None
        )
        found = _read(shown, sheet, draft, language)
        faults = {name: fault[language] for name, fault in found.faults.items()}
        decisions = tuple(sheet.decisions(draft.typed, faults)) if sheet else ()
        grid = fields.grid(shown, draft.typed) if question.type == "table" else None
        dossier = _territories(draft.attached.get(question.id))
        made.append(Item(position, shown, found, faults, grid, sheet, decisions, dossier))
    return made


def _territories(snapshot: Any) -> tuple[str, str] | None:
    if snapshot is None:
        return None
    named = snapshots.read(snapshot).territories
    return named.home or "–", named.partner or "–"


def _read(
    shown: Mapping[str, Any], sheet: Sheet | None, draft: Draft, language: Language
) -> fields.Read:
    if sheet is not None:
        return sheet.read(draft.typed)
    if shown["type"] == "dossier":
        return fields.Read(draft.attached.get(shown["id"]))
    return fields.read(shown, draft.typed, language)


def own_fields(questions: tuple[Question, ...], given: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the fields of a form that belong to these questions; others go no further."""
    ids = {one.id for one in questions}
    return {name: texts for name, texts in given.items() if name.partition("/")[0] in ids}


def moment_of_paper(found: datetime | None) -> str | None:
    """Return when a paper was given in (UTC, ISO 8601); raise `Refusal` for a time to come."""
    if found is None:
        return None
    if (found - now()).total_seconds() > _MINUTES * 60:
        raise Refusal(
            f"La date de cette copie est dans l’avenir{NBSP}; corrigez-la, ou laissez-la vide pour "
            "dire maintenant.",
            "The date of this paper is in the future; correct it, or leave it empty to say now.",
        )
    return min(found.astimezone(UTC), now()).isoformat()


def hand_in(room: Classroom, draft: Draft, language: Language, by: str) -> Text:
    """Hand a paper form in for its learner and grade it; return in words what became of it.

    Raises `Refusal`: nothing typed, something that cannot be read, and whatever refuses a
    learner. A grading that does not happen costs nothing: what was handed in waits for it.
    """
    found = items(room, draft, language)
    wrong = [str(one.number) for one in found if one.read.faults]
    if wrong:
        listed = ", ".join(wrong)
        where = "à la question" if len(wrong) == 1 else "aux questions"
        raise Refusal(
            f"Cette copie n’est pas remise{NBSP}: corrigez d’abord ce qui est signalé {where} "
            f"{listed}.",
            "This paper is not handed in: first correct what is marked in "
            f"{'question' if len(wrong) == 1 else 'questions'} {listed}.",
        )
    limits = {
        one.shown["id"]: snapshots.LIMIT if one.shown["type"] == "dossier" else 0 for one in found
    }
    answers = {
        one.shown["id"]: fitted(one.read.answer, limits[one.shown["id"]] or ANSWER_LIMIT)
        for one in found
        if answered(one.read.answer)
    }
    if not answers:
        raise Refusal(
            f"Cette copie est vide{NBSP}; saisissez au moins une réponse.",
            "This paper is empty; key in one answer at least.",
        )
    written = read_json(room.questions(draft.exercise)) or {}
    version = written.get("version")
    whole = Answers(draft.exercise, version if isinstance(version, int) else 1, language, answers)
    moment = now() if draft.handed is None else datetime.fromisoformat(draft.handed)
    before = {one.number for one in attempts(room, draft.student, draft.exercise)}
    receipt = receive(room, draft.student, draft.exercise, to_bytes(whole), Paper(by, moment))
    keyed.handed_in(room, replace(draft, by=by), receipt.attempt)
    if receipt.attempt in before:
        return _SAME
    return _graded(room, draft.exercise, draft.student)


def _graded(room: Classroom, exercise: str, student: str) -> Text:
    try:
        verdicts = grade(room, exercise, student)
    except Refusal as refusal:
        return Text(
            f"La copie est remise, pas encore corrigée{NBSP}: {refusal.text.fr}",
            f"The paper is handed in, not graded yet: {refusal.text.en}",
        )
    told = [one.reason for one in verdicts if one.reason is not None]
    told += [
        problem
        for one in verdicts
        if one.graded and (problem := release(room, exercise, student)) is not None
    ]
    return told[0] if told else _DONE


def attached(raw: bytes) -> dict[str, Any]:
    """Return the snapshot of a dossier that came as a file; raise `Refusal`."""
    dossier = parse_dossier(raw)
    try:
        return snapshots.taken(dossier)
    except Refusal as refusal:
        raise Refusal(
            f"Ce dossier est vide ou trop long pour être joint{NBSP}; choisissez celui de la "
            "personne, ou continuez sans dossier.",
            "This dossier is empty or too long to be attached; choose the learner’s own, or go on "
            "without one.",
        ) from refusal

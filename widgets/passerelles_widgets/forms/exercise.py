"""A graded question: every change is saved at once; graded from `answers.json` alone.

`ask` knows the public question only. `mark` is in the instructor's notebook
and reads the answers beside it; neither runs anything a learner wrote.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.answers import (
    ANSWER_LIMIT,
    FILE_LIMIT,
    Answers,
    AnswerStore,
    parse_answers,
)
from passerelles.dossier.snapshot import LIMIT as SNAPSHOT_LIMIT
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, NBSP, Language, Text
from passerelles_widgets import session
from passerelles_widgets.forms.form import Form
from passerelles_widgets.forms.marking import mark as mark_answer
from passerelles_widgets.forms.questions import from_json
from passerelles_widgets.forms.statement import escaped, statement

GRADING_VARIABLE: Final = "NBGRADER_EXECUTION"
ANSWERS_FILE: Final = "answers.json"

_SAVED: Final = Text("Enregistré à {time}", "Saved at {time}")
_RESTORED: Final = Text("Votre réponse enregistrée est là.", "Your saved answer is here.")
_NOT_KEPT: Final = Text(
    f"Rien n’est enregistré{NBSP}: {{reason}} Ce que vous avez saisi reste affiché.",
    "Nothing is being saved: {reason} What you entered stays on the page.",
)
_NO_EXERCISE: Final = Text(
    "ce carnet ne dit pas de quel exercice il s’agit. Rouvrez-le depuis l’accueil.",
    "this notebook does not say which exercise it is. Open it again from the home page.",
)


@dataclass(frozen=True, slots=True)
class Exercise:
    """The exercise of this notebook; `store` is `None` where nothing can be kept."""

    id: str
    version: int
    language: Language
    store: AnswerStore | None = None
    refusal: Text | None = None


_current: Exercise | None = None


def begin_exercise(exercise_id: str, version: int = 1, lang: str = DEFAULT_LANGUAGE) -> None:
    """Start the exercise of a notebook: its id, its version, and `fr` or `en`.

    Raises `Refusal` for another language. Answers that cannot be opened are no
    error: each question says that nothing is being saved. When the notebook is
    executed for grading, nothing is opened for writing.
    """
    global _current  # noqa: PLW0603 - a kernel runs one notebook
    language = _language(lang)
    if grading():
        _current = Exercise(exercise_id, version, language)
        return
    # The workspace first, which marks its folder: the session then finds that one, and
    # leaves no mark of its own in the exercise's folder, whose content is handed in.
    try:
        workspace = Workspace.open(_root(exercise_id), session.find_shared())
        store = workspace.answers(exercise_id, version)
        _current = Exercise(exercise_id, version, language, store)
    except Refusal as refusal:
        _current = Exercise(exercise_id, version, language, refusal=refusal.text)
    session.begin(exercise_id, language)


def grading() -> bool:
    """Tell whether nbgrader, or our own grading, is executing this notebook."""
    return bool(os.environ.get(GRADING_VARIABLE))


def ask(spec: Mapping[str, Any]) -> None:
    """Show a graded question; `spec` is its public view (`questions.public`).

    Executed for grading, it prints question and answer as static, escaped HTML.
    """
    from IPython.display import HTML, display  # noqa: PLC0415 - grading's core needs none

    if grading():
        display(HTML(_printed(spec)))
    else:
        display(Graded(spec).form.box)


def mark(key: Mapping[str, Any]) -> float:
    """Return the score, in points, of the answer kept in the working directory's `answers.json`.

    `key` is the whole question, keys included. No file, a damaged one and one of
    another exercise give 0; so does an essay, which a person grades.
    """
    question = from_json(key)
    return mark_answer(question, _read_answers()[0].get(question.id)).score


class Graded:
    """A graded question on a page; `form.box` is the widget."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._exercise = _current
        self._id = str(spec["id"])
        language = _current.language if _current else session.current().language
        kept, problem = self._kept()
        answer = kept.get(self._id)
        self.form = Form(spec, language, answer, graded=True)
        if problem is not None:
            self._not_saved(problem)
        elif self._exercise and self._exercise.store and self._exercise.store.notice:
            self.form.panel.sentence = self._exercise.store.notice[language]
        elif answer is not None:
            self.form.panel.status = _RESTORED[language]
            self.form.check_form()
        self.form.on_answer(self.save)

    def _kept(self) -> tuple[dict[str, Any], Text | None]:
        """Return the answers kept so far and, if something is wrong, what."""
        exercise = self._exercise
        if exercise is None:
            return {}, _NO_EXERCISE
        if exercise.store is None:
            return {}, exercise.refusal
        try:
            return exercise.store.load().answers, None
        except Refusal as refusal:
            return {}, refusal.text

    def save(self) -> None:
        """Keep the answer as it stands and say so, or say why not; what was typed stays."""
        self.form.check_form()
        exercise = self._exercise
        if exercise is None or exercise.store is None:
            self._not_saved((exercise.refusal if exercise else None) or _NO_EXERCISE)
            return
        try:
            limit = SNAPSHOT_LIMIT if self.form.shown["type"] == "dossier" else ANSWER_LIMIT
            exercise.store.keep(self._id, self.form.answer, exercise.language, limit)
        except Refusal as refusal:
            self._not_saved(refusal.text)
            return
        time = datetime.now(UTC).astimezone().strftime("%H:%M")
        self.form.panel.sentence = ""
        self.form.panel.status = _SAVED.format(time=time)[exercise.language]

    def _not_saved(self, reason: Text) -> None:
        language = self.form.language
        self.form.panel.status = ""
        self.form.panel.sentence = _NOT_KEPT.format(reason=reason)[language]


def _printed(spec: Mapping[str, Any]) -> str:
    answers, problem = _read_answers()
    language = _current.language if _current else DEFAULT_LANGUAGE
    printed = statement(spec, answers.get(str(spec["id"])), language)
    return printed if problem is None else f"{printed}<p>{escaped(problem[language], language)}</p>"


def _read_answers() -> tuple[dict[str, Any], Text | None]:
    """Read the answers beside the notebook, never following a link out of the folder."""
    path = Path(ANSWERS_FILE)
    if path.is_symlink() or not path.is_file():
        return {}, None
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
        return _parsed(raw, _current.id if _current else None).answers, None
    except Refusal as refusal:
        return {}, refusal.text
    except OSError:
        return {}, None


@lru_cache(maxsize=1)
def _parsed(raw: bytes, exercise_id: str | None) -> Answers:
    """Read the answers once for all questions of a notebook, which only look at them."""
    return parse_answers(raw, exercise_id)


def _root(exercise_id: str) -> Path:
    """Return the workspace: two folders up where the notebook lies in `exercises/<id>/`."""
    here = Path.cwd()
    if not os.environ.get(session.WORKSPACE_VARIABLE) and (
        (here.parent.name, here.name) == ("exercises", exercise_id)
    ):
        return here.parent.parent
    return session.find_workspace()


def _language(lang: str) -> Language:
    for language in LANGUAGES:
        if lang == language:
            return language
    raise Refusal(
        f'La langue demandée n’existe pas ici{NBSP}; écrivez lang="fr" ou lang="en".',
        'That language does not exist here; write lang="fr" or lang="en".',
    )

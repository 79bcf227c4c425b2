"""Exercises: the list, and one exercise with Submit, receipt and result."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import nbformat
from tornado import web

from passerelles.build.course import ExerciseEntry, course, places
from passerelles.dossier.data import Damaged
from passerelles.dossier.files import StoredFile
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.portal import results
from passerelles.portal.dashboards import DashboardHandler
from passerelles.portal.module_page import blocks, contents
from passerelles.portal.pages import PageHandler

LARGEST: Final = 20_000_000


def release(exercise: ExerciseEntry, language: Language) -> Path:
    """Return the released notebook of an exercise; raise `Refusal` when it is not there."""
    path = places().exercises / language / exercise.id / f"{exercise.id}.ipynb"
    if not path.is_file():
        raise Refusal(
            f"L’exercice « {exercise.title.fr} » n’est pas encore proposé en français ; "
            "revenez à la liste des exercices.",
            f"The exercise “{exercise.title.en}” is not offered in English yet; "
            "go back to the list of exercises.",
        )
    return path


def place(workspace: Workspace, exercise: ExerciseEntry, language: Language) -> tuple[Path, Any]:
    """Put the exercise in the workspace in `language`; answers are never touched.

    The notebook is rewritten from the course each time, so whatever happened to
    the learner's copy is mended.
    """
    content = release(exercise, language).read_bytes()
    folder = workspace.root / "exercises" / exercise.id
    target = StoredFile(folder / f"{exercise.id}.ipynb", LARGEST)
    with target.locked():
        if _differs(target, content):
            target.write_bytes(content)
    return folder, nbformat.reads(content.decode(), as_version=4)


def _differs(target: StoredFile, content: bytes) -> bool:
    try:
        return target.read_bytes() != content
    except Damaged:
        return True


class ExercisesHandler(PageHandler):
    """The list of exercises and the state of each."""

    @web.authenticated
    async def get(self, code: str) -> None:
        language = self.language(code)
        try:
            states = await results.states(self.portal, self.workspace(), course().exercises)
        except Refusal as refusal:
            self.refuse(refusal, language, 503)
            return
        self.show(
            "exercises.html",
            language,
            "exercises",
            accent="m2",
            states=states,
            faults=results.faults(states),
        )


class ExerciseHandler(DashboardHandler):
    """One exercise: statement and forms, then Submit and the latest result."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        language = self.language(code)
        try:
            exercise = course().exercise(name)
            workspace = self.workspace()
            folder, notebook = place(workspace, exercise, language)
            state = await results.state(self.portal, workspace, exercise, language)
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        self.set_cookie("passerelles-language", language, path=self.base_url)
        module = course().module(exercise.module)
        head = self.page(
            "exercise.html",
            language,
            f"exercises/{name}",
            accent=f"m{module.number}",
            exercise=exercise,
            module=module,
            blocks=blocks(notebook, language),
            contents=contents(notebook),
            state=state,
        )
        await self.stream(head, notebook, folder, self.portal.to_environment())

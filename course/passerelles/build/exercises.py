"""From the source of an exercise to the instructor's notebook and the learners'.

A source is `solutions/<id>/<id>.md`, a MyST file like a module's: prose in both
languages and question cells in YAML, keys included. The instructor's notebook
holds everything; the learners' is what nbgrader's own preprocessors leave of
it. Nothing here needs a database, a kernel or the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from passerelles.build.exercise_cells import (
    ANSWER_STUB,
    by_hand,
    plain_code,
    question_cells,
)
from passerelles.build.course import course
from passerelles.build.myst import Cell, Source, read
from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml
from passerelles.library.text import LANGUAGES, Language
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.questions import from_json, to_json

SOLUTION_FILE: Final = "solution.yml"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise as its author wrote it.

    `version` grows when questions change meaning; ids of questions never change.
    """

    id: str
    version: int
    source: Source
    questions: tuple[Question, ...]

    @property
    def folder(self) -> Path:
        """The exercise's folder under `solutions/`."""
        return self.source.path.parent

    def question(self, question_id: str) -> Question:
        """Return a question by id; raise `KeyError`."""
        return next(q for q in self.questions if q.id == question_id)


def load(folder: Path) -> Exercise:
    """Read the exercise in `folder` (its name is the exercise's id).

    Raises `Refusal` naming file and line for the first fault met, and when the
    exercise has no automatic question or none that a person grades.
    """
    path = folder / f"{folder.name}.md"
    if not path.is_file():
        raise Refusal(
            f"{path} n’existe pas ; la source d’un exercice porte le nom de son dossier.",
            f"{path} does not exist; an exercise’s source has the name of its folder.",
        )
    source = read(path)
    if source.problems:
        first = source.problems[0]
        raise Refusal(first.sentence("fr"), first.sentence("en"))
    questions = tuple(_question(cell) for cell in source.cells if "question" in cell.tags)
    if len({by_hand(question) for question in questions}) < 2:  # noqa: PLR2004 - both kinds
        raise Refusal(
            f"{path.name} : il faut au moins une question automatique et une question corrigée "
            "par une personne.",
            f"{path.name}: needs at least one automatic question and one that a person grades.",
        )
    version = source.metadata.get("passerelles", {}).get("version", 1)
    return Exercise(folder.name, int(version), source, questions)


def load_all(solutions: Path) -> tuple[Exercise, ...]:
    """Read every exercise under `solutions` that is written, in the order of their names."""
    return tuple(load(path.parent) for path in sorted(solutions.glob("e*/e*.md")))


def source_notebook(exercise: Exercise, language: Language) -> Any:
    """Build the instructor's notebook: keys, hidden tests, model answers and all."""
    # nbformat is slow to load.
    from passerelles.build.notebooks import markdown_cell, notebook  # noqa: PLC0415
    from passerelles.build.prose import Expander  # noqa: PLC0415
    from passerelles.library.loader import library  # noqa: PLC0415

    expander = Expander(library(), language)
    cells = [plain_code("begin", _begin(exercise, language))]
    known = {entry.id: entry for entry in course().exercises}.get(exercise.id)
    if known is not None:
        cells.insert(0, markdown_cell("title", f"# {known.title[language]}"))
    for cell in exercise.source.in_language(language):
        cells += _convert(cell, exercise, expander, language)
    return notebook(cells, language, exercise=exercise.id, version=exercise.version)


def release_notebook(exercise: Exercise, language: Language) -> Any:
    """Build the learners' notebook with nbgrader's own release preprocessors, in its order.

    The same as `nbgrader generate_assignment --no-db` makes of the instructor's.
    """
    from nbgrader import preprocessors as pp  # noqa: PLC0415 - slow to load
    from traitlets.config import Config  # noqa: PLC0415

    config = Config()
    config.ClearSolutions.text_stub = ANSWER_STUB[language]
    node = source_notebook(exercise, language)
    resources: dict[str, Any] = {}
    for step in (
        pp.LockCells,
        pp.ClearSolutions,
        pp.ClearOutput,
        pp.CheckCellMetadata,
        pp.ComputeChecksums,
        pp.ClearHiddenTests,
        pp.ClearMarkScheme,
        pp.ComputeChecksums,
        pp.CheckCellMetadata,
    ):
        node, resources = step(config=config).preprocess(node, resources)
    return node


def build_exercises(solutions: Path, out: Path) -> dict[Path, bytes]:
    """Build the learners' notebooks of every exercise under `solutions`.

    Returns the content of each file under its path `out/<language>/<id>/<id>.ipynb`
    and writes nothing. Raises `Refusal` for a faulty source and for any file
    that would give an answer away.
    """
    from passerelles.build.exercise_checks import leaks  # noqa: PLC0415
    from passerelles.build.notebooks import to_bytes  # noqa: PLC0415 - nbformat is slow to load

    built = {}
    for exercise in load_all(solutions):
        for language in LANGUAGES:
            content = to_bytes(release_notebook(exercise, language))
            for leak in leaks(exercise, content):
                raise Refusal(leak.fr, leak.en)
            path = out / language / exercise.id / f"{exercise.id}.ipynb"
            built[path] = content
    return built


def questions_file(exercise: Exercise) -> dict[str, Any]:
    """Return the whole questions, keys included, as plain data for a classroom."""
    return {
        "schema": 1,
        "exercise": exercise.id,
        "version": exercise.version,
        "questions": [to_json(question) for question in exercise.questions],
    }


def _begin(exercise: Exercise, language: Language) -> str:
    return (
        "from passerelles_widgets.forms.exercise import ask, begin_exercise, mark\n"
        "from passerelles_widgets.notebook import simulator\n\n"
        f'begin_exercise("{exercise.id}", version={exercise.version}, lang="{language}")'
    )


def _question(cell: Cell) -> Question:
    where = f"{cell.file}:{cell.line}"
    data = parse_yaml(cell.source, where)
    if not isinstance(data, dict):
        raise Refusal(
            f"{where} : une question s’écrit en clés YAML (type, prompt…).",
            f"{where}: a question is written as YAML keys (type, prompt…).",
        )
    return from_json({"id": cell.name, **data}, where)


def _convert(cell: Cell, exercise: Exercise, expander: Any, language: Language) -> list[Any]:
    from passerelles.build.notebooks import markdown_cell  # noqa: PLC0415

    where = f"{cell.file}:{cell.line}"
    if cell.kind == "prose":
        try:
            return [markdown_cell(cell.name, expander.expand(cell.source))]
        except Refusal as refusal:
            raise Refusal(
                f"{where} : {refusal.text.fr}", f"{where}: {refusal.text.en}"
            ) from refusal
    if "question" in cell.tags:
        return question_cells(exercise.question(cell.name), language)
    return [plain_code(cell.name, cell.source, cell.tags)]

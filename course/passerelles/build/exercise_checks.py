"""Checks of exercises: nothing leaks into a release, and the author's solution earns everything."""

from __future__ import annotations

import ast
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from passerelles.build.exercise_cells import BEGIN_HIDDEN, END_HIDDEN, by_hand
from passerelles.build.exercises import SOLUTION_FILE, Exercise, source_notebook
from passerelles.dossier.answers import Answers, answers_data
from passerelles.dossier.data import encode
from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml
from passerelles.library.text import LANGUAGES, Language, Text
from passerelles_widgets.forms.questions import to_json

SECRET_KEYS: Final = frozenset(
    {
        "key",
        "right",
        "why",
        "tolerance",
        "accept",
        "model_answer",
        "rubric",
        "levels",
        "at_least",
        "at_most",
        "equals",
        "indicator",
    }
)
_SECRET_TEXTS: Final = frozenset({"why", "model_answer"})
_TOLERANCE: Final = 1e-9


def leaks(exercise: Exercise, release: bytes) -> list[Text]:
    """Return a sentence for everything in a released notebook that gives an answer away.

    Looks for hidden tests, for the keys' names in the data of every cell, and
    for the text of every explanation and model answer in the whole file.
    """
    found = []
    for cell in json.loads(release)["cells"]:
        source = "".join(cell["source"])
        if BEGIN_HIDDEN in source or END_HIDDEN in source or cell.get("outputs"):
            found.append(_leak(exercise, cell["id"], "hidden tests"))
        if cell["cell_type"] == "code":
            found += [_leak(exercise, cell["id"], name) for name in _secrets_in(source)]
            source = "\n".join(_strings(source))
        for text in _texts(to_json_all(exercise)):
            if text in source:
                found.append(_leak(exercise, cell["id"], text[:40]))
    return found


def to_json_all(exercise: Exercise) -> list[dict[str, Any]]:
    """Return all the questions as plain data, keys included."""
    return [to_json(question) for question in exercise.questions]


def solution(exercise: Exercise) -> dict[str, Any]:
    """Return the author's answers (`solution.yml`: question id to answer); raise `Refusal`."""
    path = exercise.folder / SOLUTION_FILE
    if not path.is_file():
        raise Refusal(
            f"{path} manque : écrivez-y une réponse juste à chaque question automatique.",
            f"{path} is missing: write in it a right answer to every automatic question.",
        )
    read = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    answers = read.get("answers", read) if isinstance(read, dict) else {}
    known = {question.id for question in exercise.questions}
    needed = {question.id for question in exercise.questions if not by_hand(question)}
    if not isinstance(answers, dict) or set(answers) - known or needed - set(answers):
        wrong = ", ".join(sorted((set(answers) - known) | (needed - set(answers))))
        raise Refusal(
            f"{path.name} : questions inconnues ou sans réponse ({wrong}) ; corrigez-les.",
            f"{path.name}: questions unknown or without an answer ({wrong}); correct them.",
        )
    return answers


def check_solution(exercise: Exercise) -> list[Text]:
    """Run the instructor's notebook in both languages with the solution, then with no answer.

    Returns a sentence for each automatic question that does not give all its
    points to the solution and none to silence; empty when all is well. Changes
    the working directory of this process while it runs.
    """
    answers = solution(exercise)
    found = []
    for language in LANGUAGES:
        earned, empty = scores(exercise, language, answers), scores(exercise, language, {})
        for question in exercise.questions:
            if by_hand(question):
                continue
            full = earned[question.id]
            if abs(full - question.points) > _TOLERANCE:
                found.append(
                    Text(
                        f"{exercise.id}, {question.id} ({language}) : la solution obtient "
                        f"{full:g} au lieu de {question.points:g} ; corrigez l’une ou l’autre.",
                        f"{exercise.id}, {question.id} ({language}): the solution earns {full:g} "
                        f"instead of {question.points:g}; correct one or the other.",
                    )
                )
            if empty[question.id] > _TOLERANCE:
                found.append(
                    Text(
                        f"{exercise.id}, {question.id} ({language}) : sans réponse, la question "
                        f"donne {empty[question.id]:g} ; elle doit donner 0.",
                        f"{exercise.id}, {question.id} ({language}): without an answer the "
                        f"question gives {empty[question.id]:g}; it must give 0.",
                    )
                )
    return found


def scores(exercise: Exercise, language: Language, answers: dict[str, Any]) -> dict[str, float]:
    """Return what each automatic question gives for `answers`, by running the notebook."""
    from nbgrader.utils import determine_grade, is_grade  # noqa: PLC0415 - slow to load

    from passerelles.grading.execute import execute  # noqa: PLC0415 - grading knows the build

    node = source_notebook(exercise, language)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.json"
        if answers:
            handed = Answers(exercise.id, exercise.version, language, answers)
            path.write_bytes(encode(answers_data(handed)))
        execute(node, path)
    return {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] or 0.0
        for cell in node.cells
        if cell.cell_type == "code" and is_grade(cell)
    }


def _secrets_in(source: str) -> list[str]:
    """Return the forbidden keys of every dictionary written in a cell.

    What a scenario starts from is a simulator's values, whose columns have names of their own.
    """
    found, left = set(), list[ast.AST]([ast.parse(source)])
    while left:
        node = left.pop()
        if not isinstance(node, ast.Dict):
            left += ast.iter_child_nodes(node)
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            name = key.value if isinstance(key, ast.Constant) else None
            if name in SECRET_KEYS:
                found.add(str(name))
            if name != "start":
                left.append(value)
    return sorted(found)


def _strings(source: str) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _texts(value: Any, *, secret: bool = False) -> Iterator[str]:
    """Yield every explanation and model answer, in both languages."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, secret=secret or key in _SECRET_TEXTS)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, secret=secret)
    elif secret and isinstance(value, str) and value.strip():
        yield value.strip()


def _leak(exercise: Exercise, cell: str, what: str) -> Text:
    return Text(
        f"{exercise.id} : la cellule « {cell} » de la version remise aux apprenants révèle "
        f"« {what} » ; retirez-le de sa source.",
        f"{exercise.id}: cell “{cell}” of the learners’ version gives away “{what}”; take it "
        "out of its source.",
    )

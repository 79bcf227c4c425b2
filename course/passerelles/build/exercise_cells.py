"""The cells of an exercise: what nbgrader needs to know of each question.

An automatic question is one locked, autograded code cell: it asks, and its
hidden part marks (its last value, a number, is the score). A question that a
person grades ends in a Markdown solution cell, because nbgrader empties a
hand-graded code cell; `ask` then stands in a read-only cell before it.
"""

from __future__ import annotations

import pprint
from typing import Any, Final

from nbformat.v4 import new_code_cell, new_markdown_cell

from passerelles.library.text import NBSP, Language, Text
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.marks import points_text
from passerelles_widgets.forms.questions import public, to_json
from passerelles_widgets.forms.tasks import Essay

SCHEMA_VERSION: Final = 3
BEGIN_HIDDEN: Final = "### BEGIN HIDDEN TESTS"
END_HIDDEN: Final = "### END HIDDEN TESTS"
ASK_SUFFIX: Final = "-ask"
"""Added to the question's id for the cell that asks; the id itself is the graded cell's."""

ANSWER_STUB: Final = Text(
    "*Votre réponse s’inscrit ici quand vous remettez l’exercice.*",
    "*Your answer is written here when you hand in the exercise.*",
)
_MODEL: Final = Text("Réponse modèle", "Model answer")
_RUBRIC: Final = Text("Grille de correction", "Marking grid")


def by_hand(question: Question) -> bool:
    """Tell whether a person grades this question."""
    return isinstance(question, Essay)


def question_cells(question: Question, language: Language) -> list[Any]:
    """Return the instructor's cells of one question, keys and hidden tests included."""
    if isinstance(question, Essay):
        return [_read_only(question, language), _solution(question, language)]
    return [_automatic(question, language)]


def plain_code(name: str, source: str, tags: tuple[str, ...] = ()) -> Any:
    """Return a code cell that nbgrader ignores, its input folded away."""
    metadata: dict[str, Any] = {"jupyter": {"source_hidden": True}}
    if tags:
        metadata["tags"] = list(tags)
    return new_code_cell(source, id=name, metadata=metadata)


def _automatic(question: Question, language: Language) -> Any:
    source = "\n".join(
        [
            _call("ask", public(question, language)),
            BEGIN_HIDDEN,
            _call("mark", to_json(question)),
            END_HIDDEN,
        ]
    )
    cell = plain_code(question.id, source)
    cell.metadata["nbgrader"] = _nbgrader(question.id, grade=True, points=question.points)
    return cell


def _read_only(question: Question, language: Language) -> Any:
    name = question.id + ASK_SUFFIX
    cell = plain_code(name, _call("ask", public(question, language)))
    cell.metadata["nbgrader"] = _nbgrader(name)
    return cell


def _solution(question: Essay, language: Language) -> Any:
    """Return the graded cell; in the instructor's version it holds the model answer and grid."""
    colon = f"{NBSP}:" if language == "fr" else ":"
    lines = [f"**{_MODEL[language]}{colon}** {question.model_answer[language].strip()}", ""]
    lines += [f"**{_RUBRIC[language]}{colon}**", ""]
    for criterion in question.rubric:
        lines.append(f"- {criterion.title[language].strip()}")
        for level in criterion.levels:
            points = points_text(level.points)[language]
            lines.append(f"  - {points}{colon} {level.text[language].strip()}")
    cell = new_markdown_cell("\n".join(lines), id=question.id)
    cell.metadata["nbgrader"] = _nbgrader(
        question.id, grade=True, solution=True, points=question.points
    )
    return cell


def _nbgrader(
    grade_id: str, *, grade: bool = False, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": SCHEMA_VERSION,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        metadata["points"] = points
    return metadata


def _call(function: str, data: dict[str, Any]) -> str:
    literal = pprint.pformat(data, sort_dicts=False, width=96)
    return f"{function}(\n{literal}\n)"

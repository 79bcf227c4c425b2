"""What an activity points at: a simulator in its module, an exercise, a figure of the library."""

from __future__ import annotations

from functools import cache
from typing import Any

from passerelles.build.course import course
from passerelles.build.modules import sources
from passerelles.build.myst import read
from passerelles.library.loader import library
from passerelles.library.text import LANGUAGES, Language, Text
from passerelles_widgets import simulators
from passerelles_widgets.simulators.magnitudes.figures import BY_ID


def simulator(simulator_id: Any) -> dict[str, Any]:
    """Return a simulator's place and name; raise `Refusal` for one that does not exist."""
    found = simulators.load(simulator_id)
    module = found.data.module
    return {
        "simulator": found.id,
        "question": both(found.data.title),
        "place": {"module": module, "section": _anchor(module, found.id)},
    }


def exercise(exercise_id: Any) -> dict[str, Any]:
    """Return an exercise's place and name; raise `Refusal` for one that does not exist."""
    found = course().exercise(exercise_id)
    return {
        "exercise": found.id,
        "question": both(found.title),
        "place": {"exercise": found.id},
    }


def figure_question(figure: str) -> dict[str, Any]:
    """Return the question and the unit of a figure as the simulator `magnitudes` asks it."""
    table = simulators.load("magnitudes").parameter("guesses")
    column = next(column for column in table.columns if column.id == "figure")
    label = next(option.label for option in column.options if option.id == figure)
    question, unit = {}, {}
    for language in LANGUAGES:
        said, _, measured = label[language].rpartition(" (")
        question[language], unit[language] = said, measured.rstrip(")")
    return {"question": question, "unit": unit}


def figure_answer(figure: str, language: Language) -> dict[str, Any]:
    """Return the number sought, and what the library says of it: value, date, source, why."""
    held = library().figure(figure)
    texts = simulators.load("magnitudes").texts(language)
    return {
        "number": BY_ID[figure].number,
        "bound": BY_ID[figure].bound,
        "value": held.value[language],
        "year": held.year,
        "source": held.source,
        "why": texts.strings.get(f"why_{figure}", ""),
    }


@cache
def _anchor(module: str, simulator_id: str) -> str:
    """Return the name of the cell where a module shows a simulator; empty when it does not."""
    for source in sources(course().module(module)):
        for cell in read(source).cells:
            if cell.kind == "code" and f'simulator("{simulator_id}")' in cell.source:
                return cell.name
    return ""


def both(text: Text) -> dict[str, str]:
    """Return a text as plain data."""
    return {code: text[code] for code in LANGUAGES}

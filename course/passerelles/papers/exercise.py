"""An exercise on paper, and, apart, the key of whoever grades it.

The paper is made from the released notebook, which holds no key. The key is made from the source,
which only a checkout or a classroom has.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any, Final

import nbformat

from passerelles.build.boxes import colon
from passerelles.build.course import course, places
from passerelles.build.exercises import load
from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text, number
from passerelles.papers.forms import lines, question
from passerelles.papers.paper import Paper, Section
from passerelles_widgets.forms.dossier import DossierQuestion
from passerelles_widgets.forms.kinds import Choice, Matching, Number, Ordering, Question, Short
from passerelles_widgets.forms.tasks import Essay, Scenario, TableQuestion

NAME: Final = Text("Nom, date", "Name, date")
POINT: Final = Text("{points}\u00a0point", "{points} point")
POINTS: Final = Text("{points}\u00a0points", "{points} points")
NUMBERED: Final = re.compile(r"^(\d+)\.", re.MULTILINE)
"""What Markdown takes for a list of its own inside an item."""
SAVED: Final = re.compile(
    r" (?:Chaque réponse est enregistrée|Each answer is saved)[^.]*\.", re.IGNORECASE
)
"""What is true of the page alone: nothing saves an answer on paper."""
KEY: Final = Text("Corrigé\u00a0: {title}", "Key: {title}")
KEY_LEAD: Final = Text(
    "Pour la personne qui corrige. À ne pas laisser sur une table.",
    "For whoever grades. Not to be left on a table.",
)
SCENARIO: Final = Text(
    "Écrivez vos décisions sur la feuille du simulateur «\u00a0{title}\u00a0»\u00a0; "
    "elles seront saisies après.",
    "Write your decisions on the sheet of the simulator “{title}”; they will be keyed in later.",
)
DOSSIER: Final = Text("Joignez votre dossier imprimé.", "Attach your printed dossier.")
MODEL: Final = Text("Réponse possible", "A possible answer")


def names() -> tuple[str, ...]:
    """Return the papers there are: one for each exercise."""
    return tuple(f"exercise-{one.id}" for one in course().exercises)


def paper(exercise_id: str, language: Language) -> Paper:
    """Return an exercise as a paper; raise `Refusal` for an unknown one."""
    entry = course().exercise(exercise_id)
    path = places().exercises / language / exercise_id / f"{exercise_id}.ipynb"
    sections = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and not cell.metadata.get("nbgrader", {}).get("solution"):
            sections.append(Section(cell.id, SAVED.sub("", cell.source)))
        elif cell.cell_type == "code":
            shown = _asked(cell.source)
            if shown is not None:
                sections.append(Section(cell.id, _question(shown, language)))
    lead = f"{entry.summary[language]}\n\n{NAME[language]}{colon(language)}\n\n{lines(1)}"
    title = entry.title[language]
    # The notebook's own title is the paper's.
    rest = tuple(one for one in sections if not one.text.startswith("# "))
    return Paper(f"exercise-{exercise_id}", "trainer", language, title, lead, rest)


def key(exercise_id: str, language: Language, solutions: Path | None = None) -> Paper:
    """Return the key; raise `Refusal` where the sources are not at hand."""
    folder = solutions or places().solutions
    if folder is None:
        raise Refusal(
            "Les corrigés ne sont pas dans le cours installé ; lancez cette commande dans une "
            "copie du dépôt.",
            "The installed course holds no keys; run this command in a checkout.",
        )
    entry = course().exercise(exercise_id)
    found = load(folder / exercise_id)
    sections = tuple(Section(one.id, _key(one, language)) for one in found.questions)
    title = KEY[language].format(title=entry.title[language])
    return Paper(f"key-{exercise_id}", "trainer", language, title, KEY_LEAD[language], sections)


def _asked(source: str) -> dict[str, Any] | None:
    for statement in ast.parse(source).body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "ask":
            shown: dict[str, Any] = ast.literal_eval(call.args[0])
            return shown
    return None


def points(earned: float, language: Language) -> str:
    """Write points: in French the plural begins at two, in English only one is singular."""
    singular = earned < 2 if language == "fr" else earned == 1  # noqa: PLR2004
    return (POINT if singular else POINTS)[language].format(points=number(earned, language))


def _question(shown: dict[str, Any], language: Language) -> str:
    head = f"**{shown['prompt']}** ({points(shown['points'], language)})"
    if shown["type"] == "scenario":
        from passerelles_widgets import simulators  # noqa: PLC0415 - only where one is asked

        title = simulators.load(shown["simulator"]).data.title[language]
        aims = "\n".join(f"- {one['text']}" for one in shown["constraints"])
        return f"{head}\n\n{SCENARIO[language].format(title=title)}\n\n{aims}"
    if shown["type"] == "dossier":
        return f"{head}\n\n{DOSSIER[language]}"
    return f"{head}\n\n{question(shown, language)}"


def _key(one: Question, language: Language) -> str:
    head = f"**{one.prompt[language]}** ({number(one.points, language)})"
    return f"{head}\n\n" + "\n".join(
        "- " + NUMBERED.sub(r"\1\\.", line) for line in _right(one, language)
    )


def _right(one: Question, language: Language) -> list[str]:
    match one:
        case Choice():
            return [
                f"{'☒' if option.right else '☐'} {option.text[language]} – {option.why[language]}"
                for option in one.options
            ]
        case Ordering():
            texts = {item.id: item.text[language] for item in one.items}
            ranked = [f"{place}. {texts[item]}" for place, item in enumerate(one.key, start=1)]
            return [*ranked, one.why[language]]
        case Matching():
            texts = {option.id: option.text[language] for option in one.options}
            return [
                f"{row.text[language]} → **{' / '.join(texts[item] for item in row.key)}** – "
                f"{row.why[language]}"
                for row in one.rows
            ]
        case Number():
            unit = f" {one.unit[language]}" if one.unit else ""
            within = f" ± {number(one.tolerance, language)}" if one.tolerance else ""
            return [f"**{number(one.key, language)}{within}{unit}** – {one.why[language]}"]
        case Short():
            accepted = " / ".join(getattr(one.accept, language))
            return [f"**{accepted}** – {one.why[language]}"]
        case _:
            return _work(one, language)


def _work(one: Question, language: Language) -> list[str]:
    match one:
        case Essay():
            rubric = [
                f"**{criterion.title[language]}**{colon(language)} "
                + " · ".join(
                    f"{number(level.points, language)} – {level.text[language]}"
                    for level in criterion.levels
                )
                for criterion in one.rubric
            ]
            return [*rubric, f"*{MODEL[language]}*{colon(language)} {one.model_answer[language]}"]
        case Scenario():
            return [
                f"{goal.text[language]} ({number(goal.points, language)}) – {goal.why[language]}"
                for goal in one.constraints
            ]
        case TableQuestion():
            return [
                f"{check.text[language]} ({number(check.points, language)}) – {check.why[language]}"
                for check in one.checks
            ]
        case DossierQuestion():
            return [
                f"{plank.text[language]} ({number(plank.points, language)})" for plank in one.planks
            ]
        case _:
            return []

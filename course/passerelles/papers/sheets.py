"""A simulator on paper: its question, the decisions to take, what the model supposes.

The trainer keys the decisions into the simulator afterwards; what a sheet asks is what the panel
asks, from the same data.
"""

from __future__ import annotations

from typing import Final

from passerelles.build.boxes import colon, source_label
from passerelles.library.text import Language, Text, localised
from passerelles.papers.forms import amount, lines, parameter, table
from passerelles.papers.paper import Paper, Section
from passerelles_widgets import simulators
from passerelles_widgets.simulators.base import Parameter
from passerelles_widgets.simulators.simulator import Simulator

WORDS: Final[dict[str, Text]] = {
    "who": Text("Équipe, date", "Team, date"),
    "decisions": Text("## Vos décisions", "## Your decisions"),
    "assumptions": Text("## Ce que le modèle suppose", "## What the model assumes"),
    "hypothesis": Text("hypothèse du cours", "hypothesis of the course"),
    "assumption": Text("Hypothèse", "Assumption"),
    "value": Text("Valeur", "Value"),
    "source": Text("D’où elle vient", "Where it comes from"),
    "result": Text("## Après le calcul", "## After the calculation"),
    "said": Text("Ce que le simulateur calcule", "What the simulator works out"),
    "answer": Text("Sa réponse", "Its answer"),
    "note": Text(
        "Recopiez ici ce que le simulateur a répondu, puis ce que vous en décidez.",
        "Copy here what the simulator answered, then what you decide from it.",
    ),
    "why": Text("Notre décision, et pourquoi", "Our decision, and why"),
}
ASSUMPTIONS: Final = 12
"""Assumptions a sheet lists at most: those with a number, in the panel's order."""


def names() -> tuple[str, ...]:
    """Return the papers there are: one for each simulator."""
    return tuple(f"sheet-{name.replace('_', '-')}" for name in simulators.ids())


def sheet(name: str, language: Language) -> Paper:
    """Return the paper version of the simulator `name`, written with hyphens or as its id."""
    tool = simulators.load(name.replace("-", "_"))
    sections = [Section("decisions", _decisions(tool, language))]
    listed = [
        one for one in tool.data.parameters if one.kind == "assumption" and one.type == "number"
    ]
    if listed:
        sections.append(Section("assumptions", _assumptions(listed[:ASSUMPTIONS], language)))
    sections.append(Section("result", _result(tool, language)))
    lead = f"{tool.data.purpose[language].strip()}\n\n{WORDS['who'][language]}"
    return Paper(
        f"sheet-{name.replace('_', '-')}",
        "trainer",
        language,
        tool.data.title[language],
        f"{lead}{colon(language)}\n\n{lines(1)}",
        tuple(sections),
    )


def _decisions(tool: Simulator, language: Language) -> str:
    parts = [WORDS["decisions"][language]]
    for one in tool.data.parameters:
        if one.kind == "decision":
            label, field = f"**{one.label[language]}**", parameter(one, language)
            help_ = [f"*{one.help[language].strip()}*"] if one.help is not None else []
            # A number or a yes takes no line of its own, and stands beside its name.
            short = one.type in ("number", "switch") and not one.options
            ordered = [f"{label} – {field}", *help_] if short else [label, *help_, field]
            parts.append((" – " if short else "\n\n").join(ordered))
    return "\n\n".join(parts)


def _assumptions(listed: list[Parameter], language: Language) -> str:
    rows = [[WORDS[key][language] for key in ("assumption", "value", "source")]]
    for one in listed:
        source = (
            WORDS["hypothesis"][language]
            if one.source == "hypothesis"
            else source_label(one.source.split(",")[0], language)
        )
        value = localised(one.default, language)
        shown = amount(value, one, language) if isinstance(value, int | float) else str(value)
        rows.append([one.label[language], shown, source])
    return f"{WORDS['assumptions'][language]}\n\n{table(rows)}"


def _result(tool: Simulator, language: Language) -> str:
    head = [WORDS[key][language] for key in ("said", "answer")]
    rows = [[one.label[language], ""] for one in tool.data.indicators]
    return "\n\n".join(
        [
            WORDS["result"][language],
            WORDS["note"][language],
            table([head, *rows]),
            f"**{WORDS['why'][language]}**",
            lines(4),
        ]
    )

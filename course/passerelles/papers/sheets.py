"""A simulator on paper: its question, the decisions to take, what the model supposes.

The trainer keys the decisions into the simulator afterwards; what a sheet asks is what the panel
asks, from the same data.
"""

from __future__ import annotations

from typing import Final

from passerelles.build.boxes import colon, source_label
from passerelles.library.text import Language, Text, localised, number
from passerelles.papers.forms import lines, parameter, table
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
            parts.append(f"**{one.label[language]}**")
            if one.help is not None:
                parts.append(f"*{one.help[language].strip()}*")
            parts.append(parameter(one, language))
    return "\n\n".join(parts)


def _assumptions(listed: list[Parameter], language: Language) -> str:
    rows = [[WORDS[key][language] for key in ("assumption", "value", "source")]]
    for one in listed:
        unit = f" {one.unit[language]}" if one.unit else ""
        source = (
            WORDS["hypothesis"][language]
            if one.source == "hypothesis"
            else source_label(one.source.split(",")[0], language)
        )
        value = localised(one.default, language)
        shown = number(value, language) if isinstance(value, int | float) else str(value)
        rows.append([one.label[language], f"{shown}{unit}", source])
    return f"{WORDS['assumptions'][language]}\n\n{table(rows)}"


def _result(tool: Simulator, language: Language) -> str:
    rows = [[one.label[language], ""] for one in tool.data.indicators]
    return "\n\n".join(
        [
            WORDS["result"][language],
            WORDS["note"][language],
            table([["", ""], *rows]),
            f"**{WORDS['why'][language]}**",
            lines(4),
        ]
    )

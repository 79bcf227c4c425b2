"""Fields to fill in by hand, as Markdown: what a question or a simulator becomes on paper.

A fenced block called `lines` holds a number and becomes that many lines to write on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from passerelles.build.boxes import colon
from passerelles.library.text import Language, Text, localised, number
from passerelles_widgets.simulators.base import Column, Option, Parameter

BOX: Final = "☐"
BLANK: Final = "…………"
ROWS: Final = 5
"""Empty rows of a table that learners fill from nothing."""
TALL: Final = 12
WIDEST: Final = 6
"""Columns a page of A4 holds; a wider table is turned on its side."""
ACROSS: Final = 5
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
YES_NO: Final = Text(f"{BOX} oui {BOX} non", f"{BOX} yes {BOX} no")
RANGE: Final = Text("de {low} à {high}", "{low} to {high}")
SEVERAL: Final = Text("*Plusieurs réponses possibles.*", "*More than one answer may be right.*")
RANK: Final = Text(
    "*Numérotez, 1 pour la première place.*", "*Number them, 1 for the first place.*"
)
LETTER: Final = Text("Lettre", "Letter")


def lines(count: int) -> str:
    """Return `count` lines to write on."""
    return f"```lines\n{count}\n```"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; the first row is its head."""
    rule = ["---"] * len(rows[0])
    safe = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in [safe[0], rule, *safe[1:]])


def question(shown: Mapping[str, Any], language: Language) -> str:
    """Return the field of a graded question from what learners may see of it."""
    kind = shown["type"]
    if kind in ("single", "multiple"):
        note = f"{SEVERAL[language]}\n\n" if kind == "multiple" else ""
        return note + "\n".join(f"- {BOX} {one['text']}" for one in shown["options"])
    if kind == "ordering":
        listed = "\n".join(f"- {BLANK} {one['text']}" for one in shown["items"])
        return f"{RANK[language]}\n\n{listed}"
    if kind == "matching":
        return _matching(shown, language)
    if kind == "number":
        return f"{BLANK}{BLANK} {shown.get('unit', '')}".strip()
    if kind == "table":
        return _table(shown, language)
    return lines({"short": 1, "essay": TALL}.get(kind, ROWS))


def _matching(shown: Mapping[str, Any], language: Language) -> str:
    letters = dict(zip(LETTERS, shown["options"], strict=False))
    options = "\n".join(f"- **{letter}** {one['text']}" for letter, one in letters.items())
    rows = [["", LETTER[language]], *([one["text"], BLANK] for one in shown["rows"])]
    return f"{options}\n\n{table(rows)}"


def _table(shown: Mapping[str, Any], language: Language) -> str:
    columns = shown["columns"]
    heads = [one["label"] + (f" ({one['unit']})" if one.get("unit") else "") for one in columns]
    named = [one["text"] for one in shown["rows"]]
    blank = [""] * len(columns)
    if named:
        grid = [["", *heads], *([name, *blank] for name in named)]
    else:
        grid = [heads, *([list(blank)] * max(ROWS, shown["min_rows"]))]
    choices = [
        f"- **{one['label']}**{colon(language)} "
        + " · ".join(option["text"] for option in one["options"])
        for one in columns
        if one.get("options")
    ]
    return "\n\n".join([table(grid), "\n".join(choices)]).strip()


def parameter(one: Parameter, language: Language) -> str:
    """Return the field of a simulator's decision."""
    unit = f" {one.unit[language]}" if one.unit else ""
    if one.type == "table":
        return _columns(one, language)
    if one.options:
        return "\n".join(f"- {BOX} {option.label[language]}" for option in one.options)
    if one.type == "switch":
        return YES_NO[language]
    if one.type == "number":
        return f"{BLANK}{BLANK}{unit}{_limits(one, language)}"
    return lines(2)


def _limits(one: Parameter | Column, language: Language) -> str:
    if one.min is None or one.max is None:
        return ""
    low, high = number(one.min, language), number(one.max, language)
    return f" ({RANGE[language].format(low=low, high=high)})"


def _columns(one: Parameter, language: Language) -> str:
    heads = [column.label[language] for column in one.columns]
    given = localised(one.default or [], language)
    first = one.columns[0].id
    # The names of the start are examples; their values are what is to be decided.
    names = (
        [str(row.get(first, "")) for row in given[:TALL]] if one.columns[0].options == () else []
    )
    if len(heads) > WIDEST:
        # Too many columns for a page: what is asked goes down, what it is asked of goes across.
        names = (names + [""] * ACROSS)[:ACROSS]
        grid = [[heads[0], *names], *([head, *[""] * ACROSS] for head in heads[1:])]
    else:
        rows = [[name, *[""] * (len(heads) - 1)] for name in names] + [[""] * len(heads)] * 2
        grid = [heads, *rows[: TALL + 2]]
    return "\n\n".join([table(grid), _choices(one, language)]).strip()


def _choices(one: Parameter, language: Language) -> str:
    """Return what may be written in each column; columns that share their options share a line."""
    shared: dict[str, list[str]] = {}
    for column in one.columns:
        if column.options:
            shared.setdefault(_options(column.options, language), []).append(column.label[language])
    return "\n".join(
        f"- **{', '.join(labels)}**{colon(language)} {options}"
        for options, labels in shared.items()
    )


def _options(options: Sequence[Option], language: Language) -> str:
    return " · ".join(option.label[language] for option in options)

"""Fields to fill in by hand, as Markdown: what a question or a simulator becomes on paper.

A fenced block called `lines` holds a number and becomes that many lines to write on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Final

from passerelles.build.boxes import colon
from passerelles.library.text import Language, Text, localised, money, number
from passerelles_widgets.simulators.base import Column, Option, Parameter

BOX: Final = "☐"
BLANK: Final = "…………"
ROWS: Final = 5
MANY: Final = 5
"""Options that each have a line; more of them run on, or they fill a page."""
"""Empty rows of a table that learners fill from nothing."""
TALL: Final = 12
WORDS_A_LINE: Final = 9
"""What a hand writes on a line of A4; a text asked for in 200 words gets the lines it takes."""
ASKED: Final = re.compile(r"(\d+)\s(?:mots|words)")
WIDEST: Final = 6
"""Columns a page of A4 holds; a wider table is turned on its side."""
ACROSS: Final = 5
FOLDS: Final = 2
"""Tables that a list turned on its side becomes at most, five of its rows each."""
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
YES_NO: Final = Text(
    f"{BOX}\u00a0oui\u00a0\u00a0{BOX}\u00a0non", f"{BOX}\u00a0yes\u00a0\u00a0{BOX}\u00a0no"
)
RANGE: Final = Text("de {low} à {high}", "{low} to {high}")
SEVERAL: Final = Text("*Plusieurs réponses possibles.*", "*More than one answer may be right.*")
RANK: Final = Text(
    "*Numérotez, 1 pour la première place.*", "*Number them, 1 for the first place.*"
)
LETTER: Final = Text("Lettre", "Letter")
CRITERIA: Final = Text("Ce qui sera lu", "What it is read for")


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
    return _written(shown, language)


def _written(shown: Mapping[str, Any], language: Language) -> str:
    if shown["type"] == "table":
        return _table(shown, language)
    if shown["type"] == "essay":
        return _essay(shown, language)
    return lines({"short": 1}.get(shown["type"], ROWS))


def _essay(shown: Mapping[str, Any], language: Language) -> str:
    """Return what the text will be read for, then lines for as many words as are asked."""
    titles = " · ".join(one["title"] for one in shown.get("criteria", ()))
    asked = max((int(found) for found in ASKED.findall(shown["prompt"])), default=0)
    room = lines(max(TALL, ceil(asked / WORDS_A_LINE)))
    return f"*{CRITERIA[language]}{colon(language)} {titles}*\n\n{room}" if titles else room


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
    if one.type == "table":
        return _columns(one, language)
    if len(one.options) > MANY:
        boxes = (f"{BOX}\u00a0{option.label[language]}" for option in one.options)
        return " \u2003".join(boxes)
    if one.options:
        return "\n".join(f"- {BOX} {option.label[language]}" for option in one.options)
    if one.type == "switch":
        return YES_NO[language]
    if one.type == "number":
        return f"{with_unit(BLANK * 2, one, language)}{_limits(one, language)}"
    return lines(2)


def _limits(one: Parameter | Column, language: Language) -> str:
    if one.min is None or one.max is None:
        return ""
    low, high = (
        str(int(limit)) if one.format == "year" else number(limit, language)
        for limit in (one.min, one.max)
    )
    return f" ({RANGE[language].format(low=low, high=high)})"


def amount(value: float, one: Parameter, language: Language) -> str:
    """Write a value of a parameter with its unit: a year has no space inside, a sum has its €."""
    if one.format == "year":
        return str(int(value))
    if one.format == "euro":
        return money(value, language)
    return with_unit(number(value, language), one, language)


def with_unit(written: str, one: Parameter, language: Language) -> str:
    """Write the unit of a parameter where the language puts it."""
    if one.format == "euro":
        return f"€{written}" if language == "en" else f"{written}\u00a0€"
    unit = one.unit[language] if one.unit else ""
    space = "" if not unit or (unit == "%" and language == "en") else "\u00a0"
    return f"{written}{space}{unit}"


def _columns(one: Parameter, language: Language) -> str:
    heads = [column.label[language] for column in one.columns]
    given = localised(one.default or [], language)
    first = one.columns[0].id
    # The names of the start are examples; their values are what is to be decided.
    named = one.columns[0].type == "text"
    names = [str(row.get(first, "")) if named else "" for row in given[:TALL]]
    if len(heads) > WIDEST:
        # Too many columns for a page: what is asked goes down, what it is asked of goes across.
        tables = []
        for fold in range(max(1, min(FOLDS, ceil(len(names) / ACROSS)))):
            across = (names[fold * ACROSS :] + [""] * ACROSS)[:ACROSS]
            grid = [[heads[0], *across], *([head, *[""] * ACROSS] for head in heads[1:])]
            tables.append(table(grid))
    else:
        rows = [[name, *[""] * (len(heads) - 1)] for name in names] + [[""] * len(heads)] * 2
        tables = [table([heads, *rows[: TALL + 2]])]
    return "\n\n".join([*tables, _choices(one, language)]).strip()


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

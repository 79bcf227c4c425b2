"""A deck as PDF: slides of 16:9 to project, or, on A4, each slide beside what the speaker says."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

import matplotlib as mpl
import typst

from passerelles.library.text import Language, Text, number
from passerelles.papers.blocks import blocks
from passerelles.papers.pdf import EPOCH, LICENCE
from passerelles.papers.slides import Deck, deck, plain

Sheet = Literal["slides", "notes"]
"""What is printed of a deck: what the room sees, or what the speaker holds."""

SHEETS: Final[tuple[Sheet, ...]] = get_args(Sheet)

ACCENTS: Final = ("#3b4a6b", "#1f6f8b", "#7a4b8f", "#2f7d4f", "#a65e1a", "#b23a48", "#1d2430")
"""The colour of each module on white, as `portal.css` has it."""

WORDS: Final[dict[str, Text]] = {
    "module": Text("Module {number}", "Module {number}"),
    "none": Text("Avant la première planche", "Before the first plank"),
    "one": Text("Planche {first}", "Plank {first}"),
    "several": Text("Planches {first} à {last}", "Planks {first} to {last}"),
    "two": Text("Planches {first} et {last}", "Planks {first} and {last}"),
    "notes": Text(
        "Pour la personne qui anime\u00a0: {slides} diapositives, {minutes} minutes",
        "For the trainer: {slides} slides, {minutes} minutes",
    ),
}


def planks(found: Deck) -> str:
    """Say which planks of the footbridge a module lays."""
    steps = found.module.steps
    if not steps:
        return WORDS["none"][found.language]
    shape = {1: "one", 2: "two"}.get(len(steps), "several")
    return WORDS[shape][found.language].format(first=steps[0], last=steps[-1])


@lru_cache(maxsize=16)
def deck_pdf(name: str, sheet: Sheet, language: Language) -> bytes:
    """Return the deck of `m2` and the like as a tagged PDF; raise `Refusal` for an unknown one."""
    return compiled(deck(name, language), sheet)


def compiled(found: Deck, sheet: Sheet) -> bytes:
    """Return a deck as a tagged PDF; the same text gives the same bytes."""
    language, module = found.language, found.module
    data = {
        "sheet": sheet,
        "lang": language,
        "title": module.title[language],
        "module": WORDS["module"][language].format(number=module.number),
        "accent": ACCENTS[module.number],
        "steps": module.steps,
        "planks": planks(found),
        "summary": WORDS["notes"][language].format(
            slides=number(len(found.slides), language), minutes=number(found.minutes, language)
        ),
        "licence": LICENCE[language],
        "slides": [
            {
                "kind": one.kind,
                "blocks": blocks(one.text),
                "length": len(plain(one.text)),
                "sources": one.sources,
                "notes": blocks(one.notes),
                "minutes": one.minutes,
            }
            for one in found.slides
        ],
    }
    here = Path(__file__)
    sources = {
        "main.typ": here.with_name("slides.typ").read_bytes(),
        "runs.typ": here.with_name("runs.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    made: dict[str, Any] = {
        "font_paths": [Path(mpl.get_data_path()) / "fonts" / "ttf"],
        "timestamp": EPOCH,
    }
    return bytes(typst.compile(sources, pdf_standards="ua-1", **made))

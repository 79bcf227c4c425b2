"""Paragraphs and runs of the Word document, each in its own language."""

from __future__ import annotations

from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_TAB_ALIGNMENT
from docx.shared import Cm

from passerelles.export.docx_xml import right_to_left, set_language, set_right_to_left, set_style
from passerelles.export.model import Paragraph, Run
from passerelles.library.text import Language

STYLES: Final = {
    "body": "Normal",
    "lead": "Lead",
    "note": "Note",
    "item": "List Bullet",
    "clause": "Clause",
    "party": "Party",
}


def write(target: Any, text: str, language: Language, *, strong: bool = False) -> Any:
    """Add plain words to a paragraph and return the run."""
    run = target.add_run(text)
    set_language(run, language)
    if strong:
        run.bold = True
    return run


def write_run(target: Any, run: Run, language: Language) -> None:
    """Add a run with its looks; a blank is highlighted, and in brackets for those who print."""
    made = write(target, run.text, run.language or language, strong=run.strong)
    if run.blank:
        made.font.highlight_color = WD_COLOR_INDEX.YELLOW


def fill(target: Any, found: Paragraph, language: Language, document: Any) -> None:
    """Write a paragraph of the model into an empty paragraph of Word."""
    set_style(target, document.styles[STYLES[found.role]])
    if found.number:
        write(target, f"{found.number}\t", language)
        target.paragraph_format.tab_stops.add_tab_stop(Cm(1.1), WD_TAB_ALIGNMENT.LEFT)
    elif found.role == "clause":
        target.paragraph_format.first_line_indent = Cm(0)
    for run in found.runs:
        write_run(target, run, language)
    turn(target, found.text)


def cell_text(
    cell: Any,
    text: str,
    language: Language,
    style: Any,
    *,
    strong: bool = False,
    numeric: bool = False,
    blank: bool = False,
) -> None:
    """Write plain words into the first paragraph of a cell."""
    paragraph = cell.paragraphs[0]
    set_style(paragraph, style)
    run = write(paragraph, text, language, strong=strong)
    if blank:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    if numeric:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    turn(paragraph, text)


def turn(paragraph: Any, text: str) -> None:
    """Set a paragraph from right to left when its words begin that way."""
    if right_to_left(text):
        set_right_to_left(paragraph)

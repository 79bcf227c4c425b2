"""The front of the Word document: title page, contents, and what stands on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Pt

from passerelles.export import docx_tables
from passerelles.export.docx_words import cell_text, turn, write
from passerelles.export.docx_xml import field, instruct, link, mark
from passerelles.export.model import Document, Part

_MARK_WIDTH: Final = 15.0


def cover(writer: Any) -> None:
    """Write the title page of a dossier, or the head of an agreement."""
    word, documents = writer.word, writer.documents
    front = [document.cover for document in documents]
    if front[0].mark is not None:
        target = word.add_paragraph()
        target.paragraph_format.space_before = Pt(60)
        writer.picture(target, front[0].mark, _MARK_WIDTH)
        banks = docx_tables.grid(word, 1, [_MARK_WIDTH / 2] * 2, "", lines=False)
        for cell, name, side in zip(
            banks.rows[0].cells, (front[0].home, front[0].partner), ("left", "right"), strict=True
        ):
            cell_text(
                cell,
                name,
                documents[0].language,
                word.styles["Normal"],
                strong=True,
                numeric=side == "right",
            )
        word.add_paragraph()
    for place, document in enumerate(documents):
        title = word.add_paragraph(style="Title")
        write(title, document.cover.title, document.language)
        if place:
            title.paragraph_format.space_before = Pt(6)
        subtitle = word.add_paragraph(style="Subtitle")
        write(subtitle, document.cover.subtitle, document.language)
        subtitle.paragraph_format.space_after = Pt(4)
        between = word.add_paragraph(style="Lead")
        write(between, document.cover.between, document.language, strong=True)
        turn(between, document.cover.between)
        for fact in document.cover.facts:
            write(word.add_paragraph(style="Note"), fact, document.language)


def contents(word: Any, documents: Sequence[Document], parts: Sequence[tuple[Part, ...]]) -> None:
    """Write the contents: a field that Word can bring up to date, filled with links already.

    Page numbers come with the update (F9): only the program that lays out the pages knows them.
    """
    title = word.add_paragraph(style="Contents Title")
    title.paragraph_format.page_break_before = True
    for place, document in enumerate(documents):
        write(title, " · " * bool(place) + document.contents, document.language)
    listed = [(number, part) for number, part in enumerate(parts, start=1) if part[0].title]
    for place, (number, part) in enumerate(listed):
        target = word.add_paragraph(style=f"toc {part[0].level}")
        if place == 0:
            mark(target.add_run(), "begin")
            instruct(target.add_run(), 'TOC \\o "1-2" \\h \\z \\u')
            mark(target.add_run(), "separate")
        anchor = link(target, f"_Toc{number:06d}")
        for side, (one, document) in enumerate(zip(part, documents, strict=True)):
            if side and one.title == part[0].title:
                continue
            text = f" · {one.title}" if side else one.title
            anchor.append(write(target, text, document.language)._r)  # noqa: SLF001
        if place == len(listed) - 1:
            mark(target.add_run(), "end")


def header_and_footer(word: Any, documents: Sequence[Document]) -> None:
    """Write whose document it is above each page but the first, and page numbers below."""
    section = word.sections[0]
    front = documents[0]
    section.different_first_page_header_footer = front.kind == "dossier"
    header = section.header.paragraphs[0]
    write(header, f"{front.cover.title} · {front.cover.between}", front.language)
    footer = section.footer.paragraphs[0]
    footer.paragraph_format.tab_stops.clear_all()
    end = section.page_width - section.left_margin - section.right_margin
    footer.paragraph_format.tab_stops.add_tab_stop(end, WD_TAB_ALIGNMENT.RIGHT)
    write(footer, "\t", front.language)
    before, _, rest = front.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    write(footer, before, front.language)
    field(footer, "PAGE", "1")
    write(footer, between, front.language)
    field(footer, "NUMPAGES", "1")
    write(footer, after, front.language)

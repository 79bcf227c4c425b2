"""The Word document: title page, contents, parts; one language, or two side by side."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Cm

from passerelles.export import docx_tables
from passerelles.export.docx_front import contents, cover, header_and_footer
from passerelles.export.docx_styles import set_styles
from passerelles.export.docx_words import fill, write
from passerelles.export.docx_xml import bookmark, describe, divide, keep_row, set_width
from passerelles.export.model import (
    Block,
    Document,
    Paragraph,
    Part,
    Picture,
    Signatures,
    Table,
    paired,
)
from passerelles.export.pictures import render

_PORTRAIT: Final = (21.0, 29.7)
_MARGIN: Final = 2.2
_GAP: Final = 0.4
_ON_A_NEW_PAGE: Final = frozenset({"state", "before"})
_FIRST_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Dates the file of a dossier that was never saved."""


def docx_bytes(documents: Sequence[Document]) -> bytes:
    """Return the documents, one a language, as one Word file; the same ones give the same bytes."""
    return _Writer(documents).finished()


def moment_of(document: Document) -> datetime:
    """Return the dossier's own time, which dates the file."""
    try:
        found = datetime.fromisoformat(document.stamp).astimezone(UTC)
    except (ValueError, OverflowError):
        return _FIRST_MOMENT
    return max(found.replace(microsecond=0), _FIRST_MOMENT)


class _Writer:
    """Writes the parts in their order; two languages stand on a page laid on its side."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.languages = [document.language for document in documents]
        self.word = docx.Document()
        self.pictures = 0
        self.pairs: Any = None
        page = _PORTRAIT if len(documents) == 1 else _PORTRAIT[::-1]
        self.width = page[0] - 2 * _MARGIN
        self.half = (self.width - _GAP * (len(documents) - 1)) / len(documents)
        set_styles(self.word, documents[0].language)
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(page[0]), Cm(page[1])
        if len(documents) > 1:
            section.orientation = WD_ORIENT.LANDSCAPE
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(_MARGIN)

    def finished(self) -> bytes:
        parts = list(paired(self.documents))
        cover(self)
        if self.documents[0].kind == "dossier":
            contents(self.word, self.documents, parts)
        for number, part in enumerate(parts, start=1):
            self._part(number, part)
        header_and_footer(self.word, self.documents)
        self._properties()
        out = io.BytesIO()
        self.word.save(out)
        return _dated(out.getvalue(), moment_of(self.documents[0]))

    def picture(self, target: Any, picture: Picture, width: float) -> None:
        """Put a picture into a run of the paragraph `target`."""
        self.pictures += 1
        raw = io.BytesIO(render(picture, width, "png"))
        made = target.add_run().add_picture(raw, width=Cm(width))
        describe(made, picture.alt, f"{picture.id} {self.pictures}", self.pictures)

    def _part(self, number: int, parts: tuple[Part, ...]) -> None:
        if parts[0].title:
            self.pairs = None
            heading = self.word.add_paragraph(style=f"Heading {parts[0].level}")
            self._titles(heading, [part.title for part in parts])
            bookmark(heading, f"_Toc{number:06d}", number)
            if parts[0].id in _ON_A_NEW_PAGE:
                heading.paragraph_format.page_break_before = True
        for blocks in zip(*(part.blocks for part in parts), strict=True):
            self._block(blocks)

    def _titles(self, target: Any, titles: Sequence[str]) -> None:
        """Write a title in each language, once when both are the same word."""
        for place, (title, language) in enumerate(zip(titles, self.languages, strict=True)):
            if place and title == titles[0]:
                continue
            write(target, f" · {title}" if place else title, language)

    def _block(self, blocks: tuple[Block, ...]) -> None:
        first = blocks[0]
        if isinstance(first, Paragraph):
            self._paragraphs([block for block in blocks if isinstance(block, Paragraph)])
        elif isinstance(first, Table):
            tables = [block for block in blocks if isinstance(block, Table)]
            self._caption([table.title for table in tables])
            self.pairs = None
            docx_tables.add_table(self.word, tables, self.languages, self.width)
            self.word.add_paragraph(style="Table Small")
        elif isinstance(first, Picture):
            pictures = [block for block in blocks if isinstance(block, Picture)]
            self._caption([picture.title for picture in pictures])
            for place, target in enumerate(self._cells(len(pictures))):
                self.picture(target, pictures[place], self.half - (_GAP if place else 0))
        else:
            self._signatures([block for block in blocks if isinstance(block, Signatures)])

    def _caption(self, titles: Sequence[str]) -> None:
        self.pairs = None
        self._titles(self.word.add_paragraph(style="Caption"), titles)

    def _paragraphs(self, found: Sequence[Paragraph]) -> None:
        targets = self._cells(len(found))
        for target, paragraph, language in zip(targets, found, self.languages, strict=True):
            fill(target, paragraph, language, self.word)

    def _cells(self, count: int) -> list[Any]:
        """Return an empty paragraph for each language: alone, or side by side in a table."""
        if count == 1:
            return [self.word.add_paragraph()]
        # Word runs two tables together that nothing separates, so one table goes on.
        if self.pairs is None:
            self.pairs = docx_tables.grid(self.word, 1, self._halves(count), "", lines=False)
        else:
            self.pairs.add_row()
        cells = docx_tables.cells_of(self.pairs)[-1]
        for cell, width in zip(cells, self._halves(count), strict=True):
            set_width(cell, width)
        divide(cells[1])
        return [cell.paragraphs[0] for cell in cells]

    def _halves(self, count: int) -> list[float]:
        return [self.width / count] * count

    def _signatures(self, found: Sequence[Signatures]) -> None:
        alone = len(found) == 1
        columns = found[0].blocks if alone else tuple(item.blocks[0] for item in found)
        rows = [columns] if alone else list(zip(*(item.blocks for item in found), strict=True))
        self.pairs = None
        made = docx_tables.grid(self.word, len(rows), self._halves(len(columns)), "", lines=False)
        for row, blocks in zip(made.rows, rows, strict=True):
            keep_row(row, header=False)
            for place, (cell, block) in enumerate(zip(row.cells, blocks, strict=True)):
                language = self.languages[0 if alone else place]
                for line, paragraph in enumerate(block):
                    target = cell.paragraphs[0] if line == 0 else cell.add_paragraph()
                    fill(target, paragraph, language, self.word)
                for _ in range(2):  # room to sign
                    cell.add_paragraph()

    def _properties(self) -> None:
        properties = self.word.core_properties
        front = self.documents[0].cover
        title = " · ".join(document.cover.title for document in self.documents)
        properties.title = f"{title}: {front.home} – {front.partner}"[:250]
        properties.subject = front.subtitle[:250]
        properties.language = self.documents[0].language
        properties.author, properties.comments, properties.last_modified_by = "", "", ""
        properties.keywords = "Passerelles"
        properties.revision = 1
        properties.created = properties.modified = moment_of(self.documents[0])


def _dated(raw: bytes, when: datetime) -> bytes:
    """Return the file with every entry dated `when`: python-docx would date them now."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()

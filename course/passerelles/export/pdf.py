"""The PDF: our Typst page (`dossier.typ`) filled with data, tagged for screen readers.

Fonts never depend on the machine: Libertinus Serif is part of typst, DejaVu Sans of
matplotlib. What the machine has comes last, for scripts neither of them knows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import typst

from passerelles.export.docx_file import moment_of
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
from passerelles.export.words import word
from passerelles.export.writing import beside, widths
from passerelles.library.text import Language

_PAGE: Final = (21.0, 29.7)
_MARGIN: Final = 2.2
_GAP: Final = 0.8
_SMALL: Final = 6
_MARK_WIDTH: Final = 15.0


def pdf_bytes(documents: Sequence[Document]) -> bytes:
    """Return the documents, one a language, as one PDF; the same ones give the same bytes.

    The file keeps the accessibility standard PDF/UA-1. A text in a script that no font here
    has breaks that standard: then the file is tagged all the same, without the claim.
    """
    data, files = _Writer(documents).gathered()
    sources = {
        "main.typ": Path(__file__).with_name("dossier.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **files,
    }
    options: dict[str, Any] = {
        "font_paths": [Path(mpl.get_data_path()) / "fonts" / "ttf"],
        "timestamp": int(moment_of(documents[0]).timestamp()),
    }
    try:
        return bytes(typst.compile(sources, pdf_standards="ua-1", **options))
    except typst.TypstError:
        return bytes(typst.compile(sources, **options))


class _Writer:
    """Turns parts into what the page reads: one entry a block, its sides by language."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.languages: list[Language] = [document.language for document in documents]
        self.files: dict[str, bytes] = {}
        self.page = _PAGE if len(documents) == 1 else _PAGE[::-1]
        self.width = self.page[0] - 2 * _MARGIN

    def gathered(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        first = self.documents[0]
        when = moment_of(first)
        front = [document.cover for document in self.documents]
        data = {
            "kind": first.kind,
            "languages": self.languages,
            "title": " · ".join(cover.title for cover in front)
            + f": {front[0].home} – {front[0].partner}",
            "date": {
                name: getattr(when, name)
                for name in ("year", "month", "day", "hour", "minute", "second")
            },
            "page": {"width": self.page[0], "height": self.page[1], "margin": _MARGIN},
            "running": f"{front[0].title} · {front[0].between}",
            "paging": first.page,
            "home": front[0].home,
            "partner": front[0].partner,
            "mark": self._picture(front[0].mark, _MARK_WIDTH) if front[0].mark else None,
            "covers": [
                {
                    "lang": language,
                    "title": cover.title,
                    "subtitle": cover.subtitle,
                    "between": cover.between,
                    "facts": cover.facts,
                }
                for cover, language in zip(front, self.languages, strict=True)
            ],
            "contents": self._texts([document.contents for document in self.documents]),
            "parts": [self._part(parts) for parts in paired(self.documents)],
        }
        return data, self.files

    def _texts(self, texts: Sequence[str]) -> list[dict[str, str]]:
        return [
            {"text": text, "lang": language}
            for text, language in zip(texts, self.languages, strict=True)
        ]

    def _part(self, parts: tuple[Part, ...]) -> dict[str, Any]:
        return {
            "level": parts[0].level,
            "fresh": parts[0].id == "before",
            "titles": self._texts([part.title for part in parts]),
            "blocks": [
                self._block(blocks) for blocks in zip(*(part.blocks for part in parts), strict=True)
            ],
        }

    def _block(self, blocks: tuple[Block, ...]) -> dict[str, Any]:
        first = blocks[0]
        if isinstance(first, Paragraph):
            sides = [
                self._paragraph(block, language)
                for block, language in zip(blocks, self.languages, strict=True)
                if isinstance(block, Paragraph)
            ]
            return {"type": "paragraph", "sides": sides}
        if isinstance(first, Table):
            return self._table([block for block in blocks if isinstance(block, Table)])
        if isinstance(first, Picture):
            return self._pictures([block for block in blocks if isinstance(block, Picture)])
        return self._signatures([block for block in blocks if isinstance(block, Signatures)])

    def _paragraph(self, found: Paragraph, language: Language) -> dict[str, Any]:
        return {
            "lang": language,
            "role": found.role,
            "number": found.number,
            "runs": [
                {
                    "text": run.text,
                    "blank": run.blank,
                    "strong": run.strong,
                    "lang": run.language,
                }
                for run in found.runs
            ],
        }

    def _table(self, tables: Sequence[Table]) -> dict[str, Any]:
        titles = self._texts([table.title for table in tables])
        columns = len(tables[0].headings)
        if not beside(tables):
            return {"type": "records", "titles": titles, **self._records(tables)}
        small = columns * len(tables) >= _SMALL
        half = self.width / len(tables)
        sides = list(zip(tables, self.languages, strict=True))
        return {
            "type": "table",
            "titles": titles,
            "small": small,
            "divide": columns if len(tables) > 1 else None,
            "columns": [
                part for table in tables for part in widths(table, half, 8.5 if small else 9.5)
            ],
            "numeric": [numeric for table in tables for numeric in table.numeric],
            "header": [
                {"text": heading, "lang": language, "blank": False}
                for table, language in sides
                for heading in table.headings
            ],
            "rows": [
                [
                    {"text": text, "lang": language, "blank": (place, column) in table.blanks}
                    for table, language in sides
                    for column, text in enumerate(table.rows[place])
                ]
                for place in range(len(tables[0].rows))
            ],
        }

    def _records(self, tables: Sequence[Table]) -> dict[str, Any]:
        columns = len(tables[0].headings)
        sides = list(zip(tables, self.languages, strict=True))
        return {
            "header": [
                {"text": " · ".join(table.headings), "lang": language, "blank": False}
                for table, language in sides
            ],
            "rows": [
                [
                    {
                        "lang": language,
                        "first": table.rows[place][0],
                        "rest": [
                            {
                                "label": word("record", language, heading=table.headings[column]),
                                "text": table.rows[place][column],
                                "lang": language,
                                "blank": (place, column) in table.blanks,
                            }
                            for column in range(1, columns)
                        ],
                    }
                    for table, language in sides
                ]
                for place in range(len(tables[0].rows))
            ],
        }

    def _pictures(self, pictures: Sequence[Picture]) -> dict[str, Any]:
        width = (self.width - _GAP * (len(pictures) - 1)) / len(pictures)
        sides = [
            {"lang": language, **self._picture(picture, width)}
            for picture, language in zip(pictures, self.languages, strict=True)
        ]
        titles = self._texts([picture.title for picture in pictures])
        return {"type": "pictures", "titles": titles, "sides": sides}

    def _picture(self, picture: Picture, width: float) -> dict[str, Any]:
        name = f"{picture.id}-{len(self.files)}.svg"
        self.files[name] = render(picture, width, "svg")
        return {"file": name, "alt": picture.alt, "width": width}

    def _signatures(self, found: Sequence[Signatures]) -> dict[str, Any]:
        sides = [
            [[self._paragraph(line, language) for line in block] for block in item.blocks]
            for item, language in zip(found, self.languages, strict=True)
        ]
        rows = sides if len(sides) == 1 else [list(row) for row in zip(*sides, strict=True)]
        return {"type": "signatures", "rows": rows}

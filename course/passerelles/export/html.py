"""The web page: one file that needs no network, in one language or two side by side.

Pictures travel inside it as SVG; nothing runs, and its own policy forbids it to load or run
anything. Templates escape every text.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from passerelles.export.model import (
    Block,
    Document,
    Paragraph,
    Picture,
    Signatures,
    Table,
    paired,
)
from passerelles.export.pictures import render
from passerelles.export.words import word
from passerelles.export.writing import beside
from passerelles.library.text import Language

_HERE: Final = Path(__file__).parent
_WIDTH: Final = 16.0
_HALF: Final = 12.0


def html_bytes(documents: Sequence[Document]) -> bytes:
    """Return the documents, one a language, as one page; the same ones give the same bytes."""
    languages = [document.language for document in documents]
    front = [document.cover for document in documents]
    mark = front[0].mark
    page = _template().render(
        kind=documents[0].kind,
        languages=languages,
        both=len(documents) > 1,
        title=f"{front[0].title} – {front[0].home} – {front[0].partner}",
        style=_style(),
        covers=front,
        mark=_image(mark, _WIDTH) if mark else None,
        contents=[document.contents for document in documents],
        parts=[
            {
                "id": parts[0].id,
                "level": parts[0].level,
                "titles": [part.title for part in parts],
                "blocks": [
                    _block(blocks, languages)
                    for blocks in zip(*(part.blocks for part in parts), strict=True)
                ],
            }
            for parts in paired(documents)
        ],
    )
    return page.strip().encode()


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("document.html")


@cache
def _style() -> Markup:
    return Markup((_HERE / "document.css").read_text(encoding="utf-8"))  # noqa: S704 - our own


def _image(picture: Picture, width: float) -> dict[str, str]:
    raw = base64.b64encode(render(picture, width, "svg")).decode()
    return {"source": f"data:image/svg+xml;base64,{raw}", "alt": picture.alt}


def _block(blocks: tuple[Block, ...], languages: Sequence[Language]) -> dict[str, Any]:
    first = blocks[0]
    if isinstance(first, Paragraph):
        return {"type": "paragraph", "sides": blocks}
    if isinstance(first, Table):
        return _table([block for block in blocks if isinstance(block, Table)], languages)
    if isinstance(first, Picture):
        pictures = [block for block in blocks if isinstance(block, Picture)]
        width = _WIDTH if len(pictures) == 1 else _HALF
        return {
            "type": "pictures",
            "titles": [picture.title for picture in pictures],
            "sides": [_image(picture, width) for picture in pictures],
        }
    return _signatures([block for block in blocks if isinstance(block, Signatures)], languages)


def _table(tables: Sequence[Table], languages: Sequence[Language]) -> dict[str, Any]:
    """Return French columns on the left and English ones on the right, row by row."""
    if not beside(tables):
        return _records(tables, languages)

    def cells(place: int | None) -> list[dict[str, Any]]:
        return [
            {
                "text": text,
                "lang": language,
                "blank": place is not None and (place, column) in table.blanks,
                "classes": " ".join(
                    ["figure"] * table.numeric[column] + ["other"] * (side > 0 and column == 0)
                ),
            }
            for side, (table, language) in enumerate(zip(tables, languages, strict=True))
            for column, text in enumerate(table.headings if place is None else table.rows[place])
        ]

    return {
        "type": "table",
        "titles": [table.title for table in tables],
        "header": cells(None),
        "rows": [cells(place) for place in range(len(tables[0].rows))],
    }


def _records(tables: Sequence[Table], languages: Sequence[Language]) -> dict[str, Any]:
    """Return a wide table as pairs of cells that say every column by its name."""
    sides = list(zip(tables, languages, strict=True))
    return {
        "type": "records",
        "titles": [table.title for table in tables],
        "header": [(" · ".join(table.headings), language) for table, language in sides],
        "rows": [
            [
                {
                    "lang": language,
                    "first": table.rows[place][0],
                    "rest": [
                        {
                            "label": word("record", language, heading=table.headings[column]),
                            "text": table.rows[place][column],
                            "blank": (place, column) in table.blanks,
                        }
                        for column in range(1, len(table.headings))
                    ],
                }
                for table, language in sides
            ]
            for place in range(len(tables[0].rows))
        ],
    }


def _signatures(found: Sequence[Signatures], languages: Sequence[Language]) -> dict[str, Any]:
    sides = [
        [{"lines": block, "lang": language} for block in item.blocks]
        for item, language in zip(found, languages, strict=True)
    ]
    rows = sides if len(sides) == 1 else [list(row) for row in zip(*sides, strict=True)]
    return {"type": "signatures", "rows": rows}

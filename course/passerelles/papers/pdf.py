"""A paper as PDF: the page `paper.typ`, filled with data.

Nothing depends on the machine's fonts: Libertinus Serif and DejaVu Sans Mono are part of typst,
DejaVu Sans of matplotlib.
"""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import typst

from passerelles.library.text import Text
from passerelles.papers.blocks import Block, blocks
from passerelles.papers.paper import Paper
from passerelles.papers.pictures import picture

CONTENTS: Final = Text("Sommaire", "Contents")
LICENCE: Final = Text(
    "Passerelles · texte sous licence CC BY 4.0", "Passerelles · text under the licence CC BY 4.0"
)
UNLISTED: Final = ("sheet-", "exercise-", "key-", "ballot-", "count-", "game-", "hand-")
"""Papers to fill in or to grade by: they are worked through, not looked things up in."""
FILLED: Final = ("sheet-", "exercise-", "ballot-", "count-", "hand-")
EPOCH: Final = 1767225600
"""The date every PDF carries, so that the same text gives the same bytes: 1 January 2026, UTC."""


@lru_cache(maxsize=32)
def pdf_bytes(paper: Paper) -> bytes:
    """Return a paper as a tagged PDF; the same text gives the same bytes."""
    sections = [{"anchor": one.anchor, "blocks": blocks(one.text)} for one in paper.sections]
    data = {
        "title": paper.title,
        "lang": paper.language,
        "lead": blocks(paper.lead),
        "contents": "" if paper.id.startswith(UNLISTED) else CONTENTS[paper.language],
        "roomy": paper.id.startswith(FILLED),  # somebody writes in these tables by hand
        "filled": paper.id.startswith(UNLISTED),  # a question stays with where it is answered
        "licence": LICENCE[paper.language],
        "sections": sections,
    }
    sources = {
        "main.typ": Path(__file__).with_name("paper.typ").read_bytes(),
        "runs.typ": Path(__file__).with_name("runs.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **{name: content for part in sections for name, content in pictures(part["blocks"])},
    }
    made: dict[str, Any] = {
        "font_paths": [Path(mpl.get_data_path()) / "fonts" / "ttf"],
        "timestamp": EPOCH,
    }
    return bytes(typst.compile(sources, pdf_standards="ua-1", **made))


def pictures(found: list[Block] | Any) -> list[tuple[str, bytes]]:
    """Return the files of the pictures among some blocks, by the name the text gives them."""
    named = []
    for block in found:
        if block["type"] == "picture":
            named.append((block["file"], _framed(picture(block["file"]).read_bytes())))
        elif block["type"] == "box":
            named += pictures(block["blocks"])
        elif block["type"] == "list":
            named += [one for item in block["items"] for one in pictures(item)]
    return named


def _framed(png: bytes) -> bytes:
    """Return a PNG picture inside an SVG: typst takes only text among files given in memory."""
    # Width and height stand in the first chunk of a PNG (ISO/IEC 15948, 11.2.2).
    width, height = (int.from_bytes(png[place : place + 4]) for place in (16, 20))
    content = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{content}"/></svg>'
    ).encode()

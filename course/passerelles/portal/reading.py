"""What a page with a guide on it shows, whichever server it is on."""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup

from passerelles.papers.paper import Paper
from passerelles.papers.pictures import picture
from passerelles.portal.rendering import headings, markdown

PICTURE: Final = re.compile(r'<img src="pictures/(?P<name>[a-z0-9.-]+)"')
_SIZE: Final = slice(16, 24)
"""Where a PNG file writes its width and its height."""


def contents(found: Paper) -> list[tuple[str, str]]:
    """Return (anchor, title) of each section, for the table of contents."""
    return [(one.anchor, title) for one in found.sections for title in headings(one.text)[:1]]


def reading(found: Paper, *, listed: bool) -> dict[str, Any]:
    """Return what `_paper.html` needs; `listed` where the list of papers and their PDFs are too."""

    def prose(text: str) -> Markup:
        written = markdown(text, found.language)
        return Markup(PICTURE.sub(_sized, written))  # noqa: S704 - the course's own Markdown

    return {"paper": found, "contents": contents(found), "prose": prose, "listed": listed}


def _sized(opening: re.Match[str]) -> str:
    """Say how large a picture is: the paragraph one is led to must not move as pictures come."""
    width, height = _size(opening["name"])
    return f'{opening[0]} width="{width}" height="{height}"'


@lru_cache(maxsize=64)
def _size(name: str) -> tuple[int, int]:
    with picture(name).open("rb") as file:
        width, height = struct.unpack(">II", file.read(_SIZE.stop)[_SIZE])
    return width, height

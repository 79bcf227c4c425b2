"""What a page with a guide on it shows, whichever server it is on."""

from __future__ import annotations

from typing import Any

from passerelles.papers.paper import Paper
from passerelles.portal.rendering import headings, markdown


def contents(found: Paper) -> list[tuple[str, str]]:
    """Return (anchor, title) of each section, for the table of contents."""
    return [(one.anchor, title) for one in found.sections for title in headings(one.text)[:1]]


def reading(found: Paper, *, listed: bool) -> dict[str, Any]:
    """Return what `_paper.html` needs; `listed` where the list of papers and their PDFs are too."""
    return {
        "paper": found,
        "contents": contents(found),
        "prose": lambda text: markdown(text, found.language),
        "listed": listed,
    }

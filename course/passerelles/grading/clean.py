"""Markup that learners wrote, made harmless before anything shows it."""

from __future__ import annotations

import re
from typing import Any, Final

from passerelles.grading.rebuild import as_text

# What could be an element, a protocol that runs something, or either one in disguise.
_RISKY: Final = re.compile(
    r"<\s*[A-Za-z/!?]|&[#\w]|script|data\s*:|\\(?:href|style|class|cssId)", re.IGNORECASE
)
_LISTED: Final = (
    "a abbr b blockquote br caption code col colgroup dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol "
    "p pre s small span strong sub sup table tbody td tfoot th thead tr u ul"
)
_TAGS: Final = frozenset(_LISTED.split())
_IMAGES: Final = ("image/png", "image/jpeg")
_ATTRIBUTES: Final = {
    "*": ["title", "dir", "lang"],
    "a": ["href"],
    "table": ["border"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
}
_PROTOCOLS: Final = frozenset({"http", "https", "mailto"})
_DROPPED: Final = re.compile(r"<(style|script)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"[\w-]{1,60}\Z")


def clean_html(html: str) -> str:
    """Return HTML with tables, lists and text, and nothing that acts, loads or hides."""
    from bleach import clean  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to load

    bare = _DROPPED.sub("", html)
    return str(clean(bare, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, strip=True))


def clean_cell(cell: Any, *, ours: bool) -> None:
    """Make one cell of a graded notebook harmless to show; `ours` are the instructor's words.

    A learner's Markdown that could be more than text is shown as typed; raw cells
    are not rendered. Code is shown as text everywhere.
    """
    cell.metadata["tags"] = [
        tag for tag in cell.metadata.get("tags", []) if isinstance(tag, str) and _TAG.match(tag)
    ]
    if not cell.metadata["tags"]:
        del cell.metadata["tags"]
    if ours:
        return
    if cell.cell_type == "raw":
        for key in ("format", "raw_mimetype"):
            cell.metadata.pop(key, None)
        cell.metadata["raw_mimetype"] = "text/plain"
    elif cell.cell_type == "markdown":
        attachments = cell.get("attachments") or {}
        for name, kinds in list(attachments.items()):
            safe = {
                kind: data for kind, data in kinds.items() if kind in ("image/png", "image/jpeg")
            }
            attachments[name] = safe
        if _RISKY.search(cell.source):
            cell.source = as_text(cell.source)

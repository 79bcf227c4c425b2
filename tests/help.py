"""The link to a page's help, as a reader finds it."""

from __future__ import annotations

import re
from html import unescape

from passerelles.library.text import Language
from passerelles.papers.help import HELP

LINK = re.compile(r'<a class="(?:site-help|skip)" href="([^"]+)" target="passerelles-help"[^>]*>')
WORDS = {"fr": "Aide (nouvel onglet)", "en": "Help (new tab)"}


def link_of(body: str, page: str, language: Language) -> str:
    """Return where the one link to help of a page leads; it must be what the table says."""
    found = list(LINK.finditer(body))
    assert len(found) == 1, (page, body[:3000])
    assert WORDS[language] in body[found[0].start() : found[0].end() + 60]
    address = unescape(found[0][1])
    assert re.search(rf"/guides/{HELP[page].guide}(?:\?lang={language})?#", address), address
    assert address.endswith(f"#{HELP[page].section}"), address
    return address

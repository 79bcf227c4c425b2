"""Finds a word, or a whole message somebody has just read, in the guides."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from passerelles.library.text import Language
from passerelles.papers.blocks import TAG
from passerelles.papers.catalogue import papers
from passerelles.papers.messages import GAP, messages
from passerelles.papers.paper import Paper

LONGEST: Final = 400
"""Characters of a question that are looked at: the longest message has fewer."""
AROUND: Final = 90
TITLE: Final = re.compile(r"^#+\s*(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a guide: its address after `guides/`, its title, and the words around."""

    address: str
    title: str
    excerpt: str


def search(question: str, language: Language) -> tuple[Found, ...]:
    """Return the sections that hold `question`, a message that is worded so first.

    Case, accents and the spaces of typography do not matter; where a message has a name or a
    number of its own, any will do.
    """
    wanted = folded(question[:LONGEST])
    if not wanted:
        return ()
    known = papers(language)
    found = [*_messages(wanted, language, known)]
    for paper in known:
        for section in paper.sections:
            plain = html.unescape(TAG.sub("", section.text))
            place = folded(plain).find(wanted)
            if place >= 0:
                titles = TITLE.findall(section.text)
                title = f"{paper.title}, {titles[0]}" if titles else paper.title
                excerpt = " ".join(plain.split())[max(0, place - AROUND) : place + AROUND]
                found.append(Found(f"{paper.id}#{section.anchor}", title, excerpt))
    return tuple(found)


def folded(text: str) -> str:
    """Return `text` without accents, case, kinds of space and kinds of quotation mark."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(plain.split())


def _messages(wanted: str, language: Language, known: tuple[Paper, ...]) -> list[Found]:
    titles = {paper.id: paper.title for paper in known}
    found = []
    for one in messages():
        sentence = one.text[language]
        parts = [re.escape(folded(part)).replace(r"\ ", r"\s*") for part in sentence.split(GAP)]
        pattern = r"\s*.{1,300}?\s*".join(parts)
        if wanted in folded(sentence) or re.fullmatch(pattern, wanted):
            found.append(Found(f"{one.reader}#messages", titles.get(one.reader, ""), sentence))
    return [one for one in found if one.title]

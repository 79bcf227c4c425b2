"""Finds a word, or a whole message somebody has just read, in the guides."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from passerelles.library.text import Language
from passerelles.papers.blocks import TAG
from passerelles.papers.catalogue import papers
from passerelles.papers.messages import GAP, messages
from passerelles.papers.paper import Paper

LONGEST: Final = 400
"""Characters of a question that are looked at: the longest message has fewer."""
AROUND: Final = 90
TELLING: Final = 25
"""Characters of a message's own from which it is recognised inside a longer one."""
FILLED: Final = ".{1,200}?"
"""What may stand in a gap of a message: a name, a number, a list, a reason."""
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
            plain, sought = _words(section.text)
            place = sought.find(wanted)
            if place >= 0:
                titles = TITLE.findall(section.text)
                title = f"{paper.title}, {titles[0]}" if titles else paper.title
                excerpt = plain[max(0, place - AROUND) : place + AROUND]
                found.append(Found(f"{paper.id}#{section.anchor}", title, excerpt))
    return tuple(found)


def folded(text: str) -> str:
    """Return `text` without accents, case, kinds of space and kinds of quotation mark."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(plain.split())


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[str, str]:
    """Return the words of a section, as they are read and as they are looked for."""
    plain = html.unescape(TAG.sub("", text))
    return " ".join(plain.split()), folded(plain)


@cache
def _patterns(language: Language) -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    """Return every message as it is looked for: its words, with anything in its gaps.

    The last says whether it is recognised inside a longer sentence, which tells where the
    fault is or why it came.
    """
    made = []
    for one in messages():
        parts = [folded(part) for part in one.text[language].split(GAP)]
        pattern = FILLED.join(re.escape(part).replace(r"\ ", " ?") for part in parts)
        telling = len("".join(parts)) >= TELLING
        made.append((folded(one.text[language]), re.compile(pattern), telling))
    return tuple(made)


def _messages(wanted: str, language: Language, known: tuple[Paper, ...]) -> list[Found]:
    titles = {paper.id: paper.title for paper in known}
    found = []
    for one, (sentence, pattern, telling) in zip(messages(), _patterns(language), strict=True):
        within = pattern.search if telling else pattern.fullmatch
        if one.reader in titles and (wanted in sentence or within(wanted)):
            address = f"{one.reader}#messages"
            found.append(Found(address, titles[one.reader], one.text[language]))
    return found

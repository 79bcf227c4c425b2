"""A deck of slides for each module, with what the speaker says: `course/trainer/slides/`.

`m2-institutional.md` is the deck of that module, a pair of cells a slide, the first its title.
A tag says what a slide is for (`slide-question`); `:::{notes} 3` holds what the speaker says in
three minutes. A slide's `{source}` and the source of its `{fact}` stand at its foot.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

from passerelles.build.boxes import source_label
from passerelles.build.course import ModuleEntry, course, places
from passerelles.build.myst import Cell, read
from passerelles.build.prose import DIRECTIVE, ROLE, TITLED, Expander
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.text import Language

SlideKind = Literal["title", "idea", "figure", "question", "work", "remember"]
"""What a slide is for; `work` sends people to the simulators and exercises."""

TAG: Final = "slide-"
TITLE: Final = re.compile(r"#{1,2}[ \t]+\S")
SOURCE: Final = re.compile(r"[ \t]*\{source\}`[^`\n]+`")
MARKUP: Final = re.compile(
    r"<[^>\n]+>|^[ \t]*(?:[-*>]|\d+\.)[ \t]|^\|?[ \t:|-]+\|$|[#*|]", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide in one language: its Markdown, what its foot names, what the speaker says."""

    anchor: str
    kind: SlideKind
    text: str
    sources: tuple[str, ...]
    notes: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Deck:
    """The slides of a module in one language, in order."""

    module: ModuleEntry
    language: Language
    slides: tuple[Slide, ...]

    @property
    def minutes(self) -> int:
        """How long it takes to speak it."""
        return sum(one.minutes for one in self.slides)


def path(module: ModuleEntry) -> Path:
    """Return where a module's deck is written."""
    return places().course_file.parent / "trainer" / "slides" / f"{module.id}.md"


def short(module: ModuleEntry) -> str:
    """Return the name a deck goes by: `m2`."""
    return f"m{module.number}"


def module_of(name: str) -> ModuleEntry:
    """Return the module that goes by `name`; raise `Refusal` for an unknown one."""
    for module in course().modules:
        if short(module) == name:
            return module
    raise Refusal(
        "Aucun module ne porte ce numéro\u00a0; choisissez un diaporama dans la liste des guides.",
        "No module has this number; choose a slide deck from the list of guides.",
    )


def deck(name: str, language: Language) -> Deck:
    """Return the deck of `m2` and the like; raise `Refusal` for an unknown one."""
    module = module_of(name)
    source = path(module)
    return _read(module.id, source, source.stat().st_mtime_ns, language)


def slide_of(cell: Cell, language: Language, *, first: bool) -> Slide:
    """Read one cell as a slide; raise `Refusal` for what the library does not know."""
    expander = Expander(library(), language)
    shown, notes, minutes = parts(cell.source)
    return Slide(
        cell.name,
        "title" if first else kind(cell),
        expander.expand(SOURCE.sub("", shown)),
        _sources(shown, language),
        expander.expand(notes),
        minutes,
    )


def parts(source: str) -> tuple[str, str, int]:
    """Return what a cell shows, what the speaker says, and the minutes it takes (0: not said)."""
    for match in DIRECTIVE.finditer(source):
        if match[1] == "notes":
            shown = source[: match.start()] + source[match.end() :]
            minutes = match[2].strip()
            return shown.strip(), match[3].strip(), int(minutes) if minutes.isdecimal() else 0
    return source.strip(), "", 0


def kind(cell: Cell) -> SlideKind:
    """Return what a slide is for, from its tags."""
    for one in get_args(SlideKind):
        if f"{TAG}{one}" in cell.tags:
            found: SlideKind = one
            return found
    return "idea"


def plain(text: str) -> str:
    """Return what a slide shows, without marks."""
    return " ".join(html.unescape(MARKUP.sub(" ", text)).split())


def words(text: str) -> int:
    """Return how many words a slide shows: signs and bullets are none."""
    return sum(any(sign.isalnum() for sign in word) for word in plain(text).split())


def _sources(shown: str, language: Language) -> tuple[str, ...]:
    found = []
    for match in ROLE.finditer(shown):
        name, body = match[1], match[2].strip()
        if name == "source":
            found.append(source_label(body, language))
        elif name == "fact":
            figure = library().figure(TITLED.sub(r"\2", body))
            found.append(f"{source_label(figure.source, language)} ({figure.year})")
    dated = {one.partition(" (")[0] for one in found if one.endswith(")")}
    return tuple(dict.fromkeys(one for one in found if one not in dated))


@lru_cache(maxsize=32)
def _read(module_id: str, source: Path, _changed: int, language: Language) -> Deck:
    cells = [cell for cell in read(source).in_language(language) if cell.kind == "prose"]
    slides = (slide_of(cell, language, first=place == 0) for place, cell in enumerate(cells))
    return Deck(course().module(module_id), language, tuple(slides))

"""Every text of the course, by language: what the checks of spelling and typography read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from passerelles.build.myst import read
from passerelles.library.text import LANGUAGES, Language

ROOT = Path(__file__).resolve().parent.parent
WIDGETS = ROOT / "widgets" / "passerelles_widgets"

DRAWN = ROOT / "course" / "passerelles" / "workshop" / "words.yml"

# What is no prose: roles and their ids, code, addresses, HTML, names of directives, places to fill.
NOT_PROSE = re.compile(
    r"""^```[\s\S]*?^```
      | \{(?:term|acronym|fact|source)\}`[^`]*` | `[^`\n]*` | ^:::.*$ | <[^<>\n]*> | \]\([^)]*\)
      | \{[a-z_.-]+(?::[^}]*)?\}\w*
      | https?://\S+ | www\.\S+ | \S+@\S+\.\w+ | \b[\w.-]+\.(?:org|net|com|eu|int|json|md|csv)\b
    """,
    re.MULTILINE | re.VERBOSE,
)
# Titles and words quoted, which may be in another language.
QUOTED = re.compile(r"(?<!\*)\*(?!\*)[^*]{1,300}\*(?!\*)|«[^«»]{1,300}»|“[^“”]{1,300}”")
TITLED = re.compile(r"\{term\}`([^`<]+)\s<[^`>]*>`")


@dataclass(frozen=True)
class Said:
    """A piece of text: the file it stands in, where in it, its language."""

    file: str
    place: str
    language: Language
    text: str

    @property
    def prose(self) -> str:
        """The words a reader reads, without roles, code and addresses."""
        shown = TITLED.sub(lambda match: match[1], self.text)
        return NOT_PROSE.sub(" ", shown)

    @property
    def own(self) -> str:
        """The prose without its titles and quotations."""
        return QUOTED.sub(" ", self.prose)

    @property
    def quoted(self) -> str:
        """The titles and quotations of the prose, which may be in another language."""
        return "\n".join(QUOTED.findall(self.prose))


def data_files() -> list[Path]:
    """Return the YAML files that hold texts of both languages."""
    return sorted(
        [
            # A list of single words to draw from is no text.
            *(path for path in (ROOT / "course").rglob("*.yml") if path != DRAWN),
            *WIDGETS.rglob("*.yml"),
            *(ROOT / "solutions").rglob("*.yml"),
        ]
    )


def sources() -> list[Path]:
    """Return modules, exercises, guides and the trainer's pages as they are written."""
    course = ROOT / "course"
    return sorted(
        [
            *(ROOT / "modules").rglob("*.md"),
            *(ROOT / "solutions").rglob("*.md"),
            *(course / "guides").glob("*.md"),
            *(course / "trainer").rglob("*.md"),
        ]
    )


def pairs(value: Any, place: str = "") -> Iterator[tuple[str, Language, str]]:
    """Yield (place, language, text) for each text under a `fr` or `en` key."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in LANGUAGES:
                for text in item if isinstance(item, list) else [item]:
                    if isinstance(text, str):
                        yield place, key, text
            else:
                yield from pairs(item, f"{place}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from pairs(item, f"{place}/{index}")


def texts() -> Iterator[Said]:
    """Yield every text of the library, the interface, the simulators, modules and exercises."""
    for path in data_files():
        file = path.relative_to(ROOT).as_posix()
        for place, language, text in pairs(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield Said(file, place, language, text)
    for path in sources():
        file = path.relative_to(ROOT).as_posix()
        for cell in read(path).cells:
            place = f"{cell.line} {cell.name}"
            if cell.language:
                yield Said(file, place, cell.language, cell.source)
            elif "question" in cell.tags:
                for inside, language, text in pairs(yaml.safe_load(cell.source)):
                    yield Said(file, place + inside, language, text)

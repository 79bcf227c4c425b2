"""The papers of the course: guides for each of its people, and the trainer's material.

A paper is one MyST file under `course/guides/` or `course/trainer/`, French and English cells side
by side as in a module. `03-instructor.md` is the paper `instructor`; the number is its place.
Its first cell holds the title (`#`) and a paragraph that says whom it is for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final, get_args

from passerelles.build.course import places
from passerelles.build.myst import Cell, Problem, read
from passerelles.build.prose import Expander
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.text import Language, Text
from passerelles.papers import ballots, by_hand, exercise, game_papers, sheets
from passerelles.papers.messages import listed
from passerelles.papers.paper import Kind, Paper, Section
from passerelles.papers.plans import plan_papers

FILE: Final = re.compile(r"^\d\d-([a-z][a-z0-9-]*)\.md$")
MESSAGES: Final = Text(
    "## Les messages que vous pouvez lire\n\nChacun dit ce qui ne va pas et ce qu’il faut faire. "
    "Les points de suspension tiennent la place d’un nom ou d’un nombre.",
    "## Messages you may read\n\nEach says what is wrong and what to do. Three dots stand for a "
    "name or a number.",
)
TITLE: Final = re.compile(r"^#[ \t]+(.+)$", re.MULTILINE)


def files(kind: Kind) -> tuple[Path, ...]:
    """Return the sources of one kind, in order."""
    found = (places().course_file.parent / kind).glob("*.md")
    return tuple(sorted(path for path in found if FILE.match(path.name)))


def papers(language: Language) -> tuple[Paper, ...]:
    """Return every paper in one language: guides, trainer's material, session plans."""
    written = [paper_of(path, kind, language) for kind in get_args(Kind) for path in files(kind)]
    return (*written, *plan_papers(language))


def paper(name: str, language: Language) -> Paper:
    """Return one paper by name: a guide, a plan, `sheet-…` or `exercise-…`; raise `Refusal`."""
    _, _, rest = name.partition("-")
    if name in sheets.names():
        return sheets.sheet(rest, language)
    for kind in (game_papers, ballots, by_hand):
        if name in kind.names():
            return kind.paper(name, language)
    if name in exercise.names():
        return exercise.paper(rest, language)
    for kind in get_args(Kind):
        for path in files(kind):
            if _name(path) == name:
                return paper_of(path, kind, language)
    for found in plan_papers(language):
        if found.id == name:
            return found
    raise Refusal(
        "Ce guide n’existe pas\u00a0; choisissez-en un dans la liste.",
        "There is no such guide; choose one from the list.",
    )


def paper_of(path: Path, kind: Kind, language: Language) -> Paper:
    """Read one source in one language; read again only when the file has changed."""
    return _read(path, path.stat().st_mtime_ns, kind, language)


def problems(path: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a source: missing twins, names, unknown roles."""
    return read(path).problems


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, kind: Kind, language: Language) -> Paper:
    cells = [cell for cell in read(path).in_language(language) if cell.kind == "prose"]
    if not cells:
        raise Refusal(
            f"«\u00a0{path.name}\u00a0» est vide\u00a0; restaurez ce fichier.",
            f"“{path.name}” is empty; restore this file.",
        )
    expander = Expander(library(), language)
    first = _opening(cells[0])
    rest = tuple(Section(cell.name, expander.expand(cell.source)) for cell in cells[1:])
    lead = expander.expand(TITLE.sub("", cells[0].source, count=1).strip())
    return Paper(_name(path), kind, language, first, lead, rest + _messages(_name(path), language))


def _messages(name: str, language: Language) -> tuple[Section, ...]:
    """Return the section of the sentences this guide's reader may be told, if there are any."""
    found = listed(name, language)
    if not found:
        return ()
    items = "\n".join(f"- {sentence}" for sentence in found)
    return (Section("messages", f"{MESSAGES[language]}\n\n{items}"),)


def _opening(cell: Cell) -> str:
    found = TITLE.search(cell.source)
    if found is None:
        raise Refusal(
            f"{cell.file}:{cell.line}\u00a0: la première cellule n’a pas de titre\u00a0; "
            "commencez-la par «\u00a0# \u00a0».",
            f"{cell.file}:{cell.line}: the first cell has no title; begin it with “# ”.",
        )
    return found[1].strip()


def _name(path: Path) -> str:
    found = FILE.match(path.name)
    assert found
    return found[1]

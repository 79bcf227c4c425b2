"""MyST sources: French and English cells side by side, read once for every use.

A source is a jupytext MyST notebook. A prose cell tagged `lang-fr` is followed
by its `lang-en` twin of the same name; code cells carry no language. Names are
the contract: cell ids, anchors and question ids derive from them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language, Text

NAME: Final = re.compile(r"^[a-z0-9](?:[a-z0-9-]{0,56}[a-z0-9])?$")


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a source, for the author: file, line, and what to do, in both languages."""

    file: str
    line: int
    text: Text

    def sentence(self, language: Language) -> str:
        """Return `file:line: what is wrong` in `language`."""
        return f"{self.file}:{self.line}: {self.text[language]}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a source; `language` is None for code, which serves both."""

    kind: str
    name: str
    source: str
    tags: tuple[str, ...]
    language: Language | None
    line: int
    file: str


@dataclass(frozen=True, slots=True)
class Source:
    """One MyST file: its front matter, its cells, and what is wrong with it."""

    path: Path
    metadata: dict[str, Any]
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...] = field(default=())

    def in_language(self, language: Language) -> Iterator[Cell]:
        """Yield the cells a reader of `language` gets, in order."""
        return (cell for cell in self.cells if cell.language in (None, language))


def read(path: Path) -> Source:
    """Read a MyST notebook; faults of single cells are collected in `problems`.

    Raises `Refusal` where the file cannot be read as MyST at all.
    """
    # Heavy, and only the build needs it.
    from jupytext.myst import MystMetadataParsingError, myst_to_notebook  # noqa: PLC0415

    text = path.read_text(encoding="utf-8")
    try:
        with warnings.catch_warnings():
            # Questions are YAML cells among Python ones: meant, not a mistake.
            warnings.filterwarnings("ignore", message="All code cells in a MyST")
            notebook = myst_to_notebook(text, add_source_map=True)
    except (ValueError, TypeError, AssertionError, MystMetadataParsingError) as error:
        raise Refusal(
            f"{path.name} : cellule MyST mal formée ({error}) ; corrigez son en-tête.",
            f"{path.name}: malformed MyST cell ({error}); correct its heading.",
        ) from error
    lines = notebook.metadata.pop("source_map")
    cells, problems = [], []
    for raw, line in zip(notebook.cells, lines, strict=True):
        cell, fault = _cell(raw, line + 1, path.name)
        cells.append(cell)
        problems += fault
    problems += _twins(cells) + _names(cells)
    return Source(path, dict(notebook.metadata), tuple(cells), tuple(problems))


def _cell(raw: Any, line: int, file: str) -> tuple[Cell, list[Problem]]:
    tags = tuple(raw.metadata.get("tags", ()))
    name = str(raw.metadata.get("name", ""))
    languages = [lang for lang in LANGUAGES if f"lang-{lang}" in tags]
    prose = raw.cell_type == "markdown"
    cell = Cell(
        kind="prose" if prose else "code",
        name=name,
        source=raw.source,
        tags=tags,
        language=languages[0] if languages else None,
        line=line,
        file=file,
    )
    faults = []
    if prose and len(languages) != 1:
        faults.append(
            Text(
                "cellule de texte sans langue : donnez-lui l’étiquette lang-fr ou lang-en.",
                "text cell without a language: tag it lang-fr or lang-en.",
            )
        )
    if not prose and languages:
        faults.append(
            Text(
                "une cellule de code sert les deux langues : retirez son étiquette de langue.",
                "a code cell serves both languages: remove its language tag.",
            )
        )
    if not NAME.match(name):
        faults.append(
            Text(
                f"nom de cellule manquant ou mal écrit ({name!r}) : "
                "minuscules, chiffres et traits d’union.",
                f"missing or malformed cell name ({name!r}): "
                "use lower-case letters, digits and hyphens.",
            )
        )
    return cell, [Problem(file, line, fault) for fault in faults]


def _twins(cells: list[Cell]) -> list[Problem]:
    """Report every prose cell whose twin does not stand right beside it."""
    problems = []
    waiting: Cell | None = None
    for cell in [*cells, None]:
        if waiting is not None:
            if cell is not None and cell.language == "en" and cell.name == waiting.name:
                waiting = None
                continue
            problems.append(_missing_twin(waiting, "en"))
            waiting = None
        if cell is None or cell.language is None:
            continue
        if cell.language == "fr":
            waiting = cell
        else:
            problems.append(_missing_twin(cell, "fr"))
    return problems


def _missing_twin(cell: Cell, missing: Language) -> Problem:
    return Problem(
        cell.file,
        cell.line,
        Text(
            f"la cellule « {cell.name} » n’a pas de jumelle lang-{missing} : "
            "écrivez-la juste à côté, sous le même nom.",
            f"cell “{cell.name}” has no lang-{missing} twin: "
            "write it right beside it under the same name.",
        ),
    )


def _names(cells: list[Cell]) -> list[Problem]:
    """Report a name used twice in the notebook of one language, code cells included."""
    problems = []
    for language in LANGUAGES:
        seen: dict[str, int] = {}
        for cell in cells:
            if cell.language not in (None, language) or not cell.name:
                continue
            if cell.name in seen:
                problems.append(
                    Problem(
                        cell.file,
                        cell.line,
                        Text(
                            f"le nom «\u00a0{cell.name}\u00a0» sert déjà à la ligne "
                            f"{seen[cell.name]}\u00a0: changez-le.",
                            f"the name “{cell.name}” is already used on line {seen[cell.name]}: "
                            "change it.",
                        ),
                    )
                )
            seen.setdefault(cell.name, cell.line)
    return list(dict.fromkeys(problems))

"""From the MyST sources of a module to one notebook a language.

Each step is a small function over cells; `build` puts them in order. Cell ids
are the cells' names, so an anchor is the same in both languages.
"""

from __future__ import annotations

import pprint
from functools import lru_cache
from pathlib import Path
from typing import Any

from passerelles.build.course import ModuleEntry, course, places
from passerelles.build.myst import Cell, Source, read
from passerelles.build.notebooks import code_cell, markdown_cell, notebook
from passerelles.build.prose import Expander
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.records import parse_yaml
from passerelles.library.text import Language


def sources(module: ModuleEntry) -> tuple[Path, ...]:
    """Return the module's source files in reading order."""
    return tuple(sorted((places().modules / module.folder).glob("[0-9]*.md")))


def build(module_id: str, language: Language) -> Any:
    """Build the notebook of a module in one language (cached until a source changes).

    Raises `Refusal` naming file and line for the first fault met.
    """
    module = course().module(module_id)
    stamps = tuple((path, path.stat().st_mtime_ns) for path in sources(module))
    if not stamps:
        raise Refusal(
            f"Le module « {module.title.fr} » n’est pas encore écrit ; "
            "revenez à l’accueil pour ceux qui le sont.",
            f"The module “{module.title.en}” is not written yet; "
            "go back to the home page for those that are.",
        )
    return _build(module, language, stamps)


@lru_cache(maxsize=32)
def _build(module: ModuleEntry, language: Language, stamps: tuple[tuple[Path, int], ...]) -> Any:
    expander = Expander(library(), language)
    cells = [markdown_cell("title", f"# {module.title[language]}"), _begin(module, language)]
    for path, _ in stamps:
        source = _sound(read(path))
        cells += [_convert(cell, expander) for cell in source.in_language(language)]
    _unique(cells)
    return notebook(cells, language, module=module.id, title=module.title[language], version=1)


def _sound(source: Source) -> Source:
    if source.problems:
        first = source.problems[0]
        raise Refusal(first.sentence("fr"), first.sentence("en"))
    return source


def _begin(module: ModuleEntry, language: Language) -> Any:
    return code_cell(
        "begin",
        "from passerelles_widgets.notebook import begin, question, simulator\n\n"
        f'begin(course="{module.id}", lang="{language}")',
    )


def _convert(cell: Cell, expander: Expander) -> Any:
    where = f"{cell.file}:{cell.line}"
    if cell.kind == "prose":
        try:
            return markdown_cell(cell.name, expander.expand(cell.source))
        except Refusal as refusal:
            french, english = refusal.text.fr, refusal.text.en
            raise Refusal(f"{where}\u00a0: {french}", f"{where}: {english}") from refusal
    if "question" in cell.tags:
        spec = {"id": cell.name, **parse_yaml(cell.source, where)}
        literal = pprint.pformat(spec, sort_dicts=False, width=96)
        return code_cell(cell.name, f"question(\n{literal}\n)", tags=["question"])
    return code_cell(cell.name, cell.source, tags=list(cell.tags))


def _unique(cells: list[Any]) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell.id in seen:
            raise Refusal(
                f"Le nom de cellule « {cell.id} » sert deux fois dans ce module ; changez-en un.",
                f"The cell name “{cell.id}” is used twice in this module; change one of them.",
            )
        seen.add(cell.id)

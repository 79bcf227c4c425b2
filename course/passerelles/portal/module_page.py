"""A module: its text at once, its simulators and questions when the kernel has run them."""

from __future__ import annotations

import ast
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from tornado import web

from passerelles.build.course import course
from passerelles.build.modules import build
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language
from passerelles.portal.dashboards import DashboardHandler
from passerelles.portal.outline import section_names
from passerelles.portal.rendering import headings, markdown
from passerelles.portal.static_questions import StaticQuestion, static_question
from passerelles_widgets import simulators

PAUSE: Final = 0.3
"""Seconds between two pages made ahead."""
TITLE: Final = re.compile(r"^# [^\n]*\n*")


@dataclass(frozen=True, slots=True)
class Block:
    """One cell on a page: prose as HTML, or the room kept for what a code cell will show."""

    kind: str
    anchor: str
    cell: str = ""
    html: str = ""
    title: str = ""
    purpose: str = ""
    question: StaticQuestion | None = None


def argument(source: str) -> Any:
    """Return the literal argument of a built cell such as `question({...})`."""
    call = ast.parse(source).body[-1]
    if not (isinstance(call, ast.Expr) and isinstance(call.value, ast.Call) and call.value.args):
        return None
    return ast.literal_eval(call.value.args[0])


def blocks(notebook: Any, language: Language) -> list[Block]:
    """Turn a built notebook's cells into the blocks of a page."""
    made = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            # The page has the title already; a notebook opened in JupyterLab needs its own.
            text = TITLE.sub("", cell.source)
            if text.strip() and not cell.metadata.get("nbgrader", {}).get("solution"):
                made.append(Block("prose", cell.id, html=markdown(text, language)))
        elif cell.cell_type == "code" and cell.id != "begin":
            made.append(_room(cell, language))
    return made


def _room(cell: Any, language: Language) -> Block:
    given = argument(cell.source)
    if isinstance(given, str):
        data = simulators.load(given).data
        return Block(
            "simulator",
            cell.id,
            cell.id,
            title=data.title[language],
            purpose=data.purpose[language],
        )
    question = static_question(given, language) if isinstance(given, dict) else None
    # An essay's cell is named after the one that holds its answer; its place is the question's.
    anchor = given["id"] if question else cell.id
    return Block("question" if question else "output", anchor, cell.id, question=question)


def contents(notebook: Any) -> list[tuple[str, str]]:
    """Return (anchor, title) of each section, for the table of contents."""
    return [
        (cell.id, title)
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for title in headings(cell.source)[:1]
    ]


_WRITTEN: Final[dict[tuple[str, Language], tuple[Any, list[Block], list[tuple[str, str]]]]] = {}


def written(name: str, language: Language) -> tuple[Any, list[Block], list[tuple[str, str]]]:
    """Return a module's notebook, blocks and contents, made once for each version of its text."""
    notebook = build(name, language)
    kept = _WRITTEN.get((name, language))
    if kept is None or kept[0] is not notebook:
        kept = notebook, blocks(notebook, language), contents(notebook)
        _WRITTEN[name, language] = kept
    return kept


def write_ahead() -> None:
    """Make every module's page before it is asked for, leaving the processor to who asks now."""
    for module in course().modules:
        for language in LANGUAGES:
            time.sleep(PAUSE)
            # A module that cannot be built says why to whoever opens it.
            with suppress(Refusal):
                written(module.id, language)


class ModuleHandler(DashboardHandler):
    """A module's page."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        language = self.language(code)
        try:
            module = course().module(name)
            notebook, parts, places = written(name, language)
            workspace = self.workspace()
            workspace.progress.load()
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        self.set_cookie("passerelles-language", language, path=self.base_url)
        modules = course().modules
        index = modules.index(module)
        head = self.page(
            "module.html",
            language,
            f"modules/{name}",
            accent=f"m{module.number}",
            module=module,
            blocks=parts,
            contents=places,
            sections=section_names(module),
            before=modules[index - 1] if index else None,
            after=modules[index + 1] if index + 1 < len(modules) else None,
        )
        await self.stream(
            head,
            notebook,
            workspace.root,
            {
                **self.portal.to_environment(),
                "PASSERELLES_SHARE": self.get_query_argument("share", ""),
                "PASSERELLES_PAGE": f"{self.base_url}passerelles/{language}/modules/{name}",
            },
        )

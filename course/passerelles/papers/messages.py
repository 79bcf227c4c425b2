"""Every sentence with which the course refuses something, taken from where it is written.

A refusal is written once, in the code, in both languages (`Refusal(fr, en)`). The guides list them
from there, so that none is missing and none is out of date. What the program fills in (a name, a
number) stands as “…”.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text

GAP: Final = "…"
PACKAGES: Final = ("passerelles", "passerelles_widgets")
READERS: Final[tuple[tuple[str, str], ...]] = (
    ("passerelles.workshop", "trainer"),
    ("passerelles.grading", "instructor"),
    ("passerelles.portal.hand_grading", "instructor"),
    ("passerelles.portal.instructor", "instructor"),
    ("passerelles.portal.serve", "administrator"),
    ("passerelles.portal.listening", "administrator"),
    ("passerelles.portal.doctor", "administrator"),
    ("passerelles.kernels", "administrator"),
    ("passerelles.hub", "administrator"),
    ("passerelles.backup", "administrator"),
    ("passerelles.verbs", "administrator"),
    ("passerelles.build", "author"),
    ("passerelles.library", "author"),
    ("passerelles.papers", "author"),
    ("passerelles", "learner"),
)
"""Whose guide lists the refusals of a module: the first that its name begins with."""


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages, and the guide that lists it."""

    text: Text
    reader: str


@cache
def messages() -> tuple[Message, ...]:
    """Return every refusal, in the order of the French alphabet, each once."""
    found: dict[tuple[str, str], Message] = {}
    for module, path in sorted(_modules()):
        source = path.read_text(encoding="utf-8")
        if "Refusal(" not in source:
            continue
        for text in _refusals(source):
            found.setdefault((text.fr, text.en), Message(text, _reader(module)))
    return tuple(sorted(found.values(), key=lambda one: one.text.fr.lower()))


def listed(reader: str, language: Language) -> list[str]:
    """Return the sentences of one guide, in alphabetical order."""
    return sorted((one.text[language] for one in messages() if one.reader == reader), key=str.lower)


def _modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        assert spec is not None
        for folder in spec.submodule_search_locations or ():
            root = Path(folder)
            for path in root.rglob("*.py"):
                parts = path.relative_to(root).with_suffix("").parts
                yield ".".join((package, *parts)), path


def _reader(module: str) -> str:
    return next(reader for start, reader in READERS if module.startswith(start))


def _refusals(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Refusal"
            and len(node.args) == 2  # noqa: PLR2004 - French and English
        ):
            french, english = map(_words, node.args)
            # A refusal that only passes on another one has no words of its own.
            if french.strip(GAP) and english.strip(GAP):
                yield Refusal(french, english).text


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _words(node.left) + _words(node.right)
    # A space that French wants before a sign is often a named constant.
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name):
        return {"NBSP": "\u00a0", "THIN": "\u202f"}.get(node.value.id, GAP)
    return GAP

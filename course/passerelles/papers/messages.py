"""Every sentence that tells people something went wrong, taken from where it is written.

A refusal is written once, in the code, in both languages (`Refusal(fr, en)`). The guides list them
from there, so that none is missing and none is out of date. `messages.yml` names the others: what
the pages and their scripts say, and texts of the code. What the program fills in (a name, a
number) stands as “…”.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final

from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
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
    ("passerelles_widgets.simulators.checks", "author"),
    ("passerelles", "learner"),
)
"""Whose guide lists the refusals of a module: the first that its name begins with."""


DOORS: Final = frozenset(
    {"Refusal", "NewerVersion", "ValueRefusal", "faulty", "refuse", "_refused"}
)
"""What makes a refusal of its last two words, French and English."""
SAYINGS: Final = frozenset({"Text", "say"})
_PLACE: Final = re.compile(r"\{[^{}]*\}")

Names = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Apart:
    """`messages.yml`: by file or module, then by reader, the names of what is said there."""

    strings: Names
    texts: Names


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages, and the guide that lists it."""

    text: Text
    reader: str


@cache
def apart() -> Apart:
    """Read `messages.yml` once."""
    return load_yaml(Path(__file__).with_name("messages.yml"), Apart)


@cache
def messages() -> tuple[Message, ...]:
    """Return every one of these sentences, in the order of the French alphabet, each once."""
    found: dict[tuple[str, str], Message] = {}
    for text, reader in (*_refused(), *_told(), *_written()):
        # One that only passes on another has no words of its own.
        if _plain(text.fr) and _plain(text.en):
            found.setdefault((text.fr, text.en), Message(text, reader))
    return tuple(sorted(found.values(), key=lambda one: one.text.fr.lower()))


def listed(reader: str, language: Language) -> list[str]:
    """Return the sentences of one guide, in alphabetical order."""
    return sorted((one.text[language] for one in messages() if one.reader == reader), key=str.lower)


def _refused() -> Iterator[tuple[Text, str]]:
    """Yield the refusals of the code, each with whose guide lists it."""
    for module, path in sorted(_modules()):
        source = path.read_text(encoding="utf-8")
        if "Refusal" in source or "faulty(" in source or "refuse(" in source:
            for _, call in _calls(ast.parse(source), DOORS):
                yield from ((text, _reader(module)) for text in _text(call))


def _told() -> Iterator[tuple[Text, str]]:
    """Yield the texts of the code that `messages.yml` names."""
    paths = dict(_modules())
    for module, readers in apart().texts.items():
        tree = ast.parse(paths[module].read_text(encoding="utf-8"))
        for name, call in _calls(tree, SAYINGS):
            for reader in _readers(readers, name):
                yield from ((text, reader) for text in _text(call))


def _written() -> Iterator[tuple[Text, str]]:
    """Yield the strings of the pages that `messages.yml` names."""
    for name, readers in apart().strings.items():
        package, _, rest = name.partition("/")
        for folder in _folders(package):
            for key, text in load_yaml(folder / rest, dict[str, Text]).items():
                words = Refusal(_PLACE.sub(GAP, text.fr), _PLACE.sub(GAP, text.en)).text
                yield from ((words, reader) for reader in _readers(readers, key))


def _readers(readers: Mapping[str, Iterable[str]], name: str) -> list[str]:
    return [one for one, names in readers.items() if any(fnmatchcase(name, n) for n in names)]


def _modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for root in _folders(package):
            for path in root.rglob("*.py"):
                parts = path.relative_to(root).with_suffix("").parts
                yield ".".join((package, *parts)), path


def _folders(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    return [Path(folder) for folder in spec.submodule_search_locations or ()]


def _reader(module: str) -> str:
    return next(reader for start, reader in READERS if module.startswith(start))


def _calls(tree: ast.Module, names: Iterable[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of one of `names`, with what stands at the top of the module around it."""
    for top in tree.body:
        said = getattr(top, "name", "")
        if isinstance(top, ast.Assign | ast.AnnAssign):
            said = ast.unparse(top.targets[0] if isinstance(top, ast.Assign) else top.target)
        family = isinstance(top, ast.ClassDef) and any(
            isinstance(base, ast.Name) and base.id in names for base in top.bases
        )
        for node in ast.walk(top):
            if isinstance(node, ast.Call):
                called = node.func
                name = getattr(called, "id", getattr(called, "attr", ""))
                # A kind of refusal gives its words to the one above it.
                if name in names or (family and name == "__init__"):
                    yield said, node


def _text(call: ast.Call) -> Iterator[Text]:
    if len(call.args) > 1:
        french, english = map(_words, call.args[-2:])
        yield Refusal(_PLACE.sub(GAP, french), _PLACE.sub(GAP, english)).text


def _plain(sentence: str) -> bool:
    """Tell whether a sentence has words of its own, besides what is filled in."""
    return re.search(r"\w{3}", sentence) is not None


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

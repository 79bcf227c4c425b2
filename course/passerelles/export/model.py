"""The document every renderer writes: parts, paragraphs, tables and pictures in one language.

A document in both languages is two of them, built from the same data and therefore of the
same shape: `paired` puts them side by side and refuses what does not match. Texts are plain
text: a renderer must bring them out as they are, whatever marks they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from passerelles.library.text import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Role = Literal["body", "lead", "note", "item", "party", "clause"]

# What XML 1.0 cannot hold (Char production), and UTF-8 neither.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT: Final = "\ufffd"


def clean(text: str) -> str:
    """Return `text` with one kind of line break, and U+FFFD for what no file can hold."""
    return _UNWRITABLE.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike: `blank` is for the reader to fill, `language` another than around."""

    text: str
    blank: bool = False
    strong: bool = False
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `number` is a clause's (“2.1”)."""

    runs: tuple[Run, ...]
    role: Role = "body"
    number: str = ""

    @property
    def text(self) -> str:
        """The words without their looks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words and written numbers; `numeric` tells which columns are numbers.

    `least` is the length of each column's longest word, `wanted` the length it would rather
    have, both in letters; `blanks` are the cells (row, column) for the reader to fill.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    least: tuple[float, ...]
    wanted: tuple[float, ...]
    blanks: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: `draw` makes it for a width in centimetres, `alt` says what it shows."""

    id: str
    title: str
    alt: str
    draw: Callable[[float], Figure]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Two blocks to sign, one an authority: lines of text with their blanks."""

    blocks: tuple[tuple[Paragraph, ...], ...]


Block = Paragraph | Table | Picture | Signatures


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of level 1 or 2, and what follows it; `id` is the same in both languages."""

    id: str
    level: int
    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """The title page: what it is, whose, and as of when."""

    title: str
    subtitle: str
    home: str
    partner: str
    between: str
    facts: tuple[str, ...]
    mark: Picture | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one language.

    `stamp` is the dossier's own time (ISO 8601): it dates the file, so that the same dossier
    makes the same file.
    """

    language: Language
    kind: Literal["dossier", "agreement"]
    cover: Cover
    contents: str
    page: str
    stamp: str
    parts: tuple[Part, ...]


def cleaned(document: Document) -> Document:
    """Return the document with every text fit to be written."""
    made = _cleaned(document)
    assert isinstance(made, Document)
    return made


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    return replace(value, **{name: _cleaned(getattr(value, name)) for name in fields})  # type: ignore[type-var]


def paired(documents: Sequence[Document]) -> Iterator[tuple[Part, ...]]:
    """Return the parts of the documents together: one a language, French first.

    Raise `ValueError` when they differ in shape, which is a fault of the program.
    """
    for parts in zip(*(document.parts for document in documents), strict=True):
        shapes = {
            (part.id, part.level, tuple(type(block) for block in part.blocks)) for part in parts
        }
        if len(shapes) != 1:
            raise ValueError(f"the languages differ in part {parts[0].id}")
        yield parts

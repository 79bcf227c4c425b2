"""What the tests of exports share: the sample, a hostile dossier, a tiny document, readers."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from pathlib import Path

import docx
import pytest

from passerelles.build.sample import sample
from passerelles.dossier.schema import Dossier, from_plain, to_plain
from passerelles.export import export
from passerelles.export.model import Cover, Document, Paragraph, Part, Run, Table
from passerelles.export.writing import table

MARKUP = "#set page(width: 1cm) *gras* $x^2$ <b>\"&amp;' </w:t> \\ @ref `code` // {{ t }}"
ARABIC = "رابطة المهاجرين في المدينة"
EMBEDDED = "Tanger (طنجة) et 移民協会 ☂"
LONG = "Fédération" * 29


@cache
def made(to: str, languages: str, *, agreement: bool = False) -> bytes:
    """Return the sample dossier exported, once for all tests."""
    found = sample("en" if languages == "en" else "fr")
    return export(found, to, languages, agreement=agreement)


@cache
def hostile_made(to: str, languages: str) -> bytes:
    """Return the hostile dossier exported, once for all tests."""
    return export(hostile(), to, languages)


@cache
def hostile() -> Dossier:
    """Return the sample dossier with texts meant to break documents in its places for names."""
    data = to_plain(sample("fr"))
    data["territories"] = {"home": MARKUP, "partner": ARABIC}
    items = data["sections"]["stakeholders"]["items"]
    for item, name in zip(items, (MARKUP, ARABIC, LONG, EMBEDDED, "a\tb\nc", " "), strict=False):
        item["name"] = name
    data["sections"]["initiative"]["activities"][0]["name"] = MARKUP
    data["sections"]["initiative"]["activities"][1]["name"] = LONG
    data["sections"]["agreement"]["elements"][0]["text"] = MARKUP
    data["sections"]["agreement"]["home"] = MARKUP
    data["notes"] = {"2": {"text": f"{MARKUP}\n\n{ARABIC}", "language": "en"}}
    return from_plain(data)


def document(text: str) -> Document:
    """Return a document that says `text` in a paragraph and in a table's cell."""
    found: Table = table("T", ("H", "I"), ((text, "x"),))
    blocks = (Paragraph((Run(text),)), found)
    cover = Cover("Titre", "Sous-titre", "A", "B", "A et B", ())
    part = Part("part", 1, "Partie", blocks)
    return Document(
        "fr", "dossier", cover, "Sommaire", "{page}/{pages}", "2026-10-05T08:30:00Z", (part,)
    )


def read_docx(raw: bytes) -> docx.document.Document:
    """Open a Word file."""
    return docx.Document(io.BytesIO(raw))


def pdf_text(raw: bytes, folder: Path) -> str:
    """Return the words of a PDF without any space: a reader drops the narrow ones."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    path = folder / "read.pdf"
    path.write_bytes(raw)
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return squeezed(said)


def squeezed(text: str) -> str:
    """Return a text without spaces, word joiners and the hyphens of broken lines."""
    return "".join(text.replace("\u2060", "").replace("\u00ad", "").split())

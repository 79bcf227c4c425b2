"""The PDF: words, pages, tags, languages, and nothing of the machine it was made on."""

from __future__ import annotations

import re

import pytest
from tests.pipeline.exports import made, pdf_text, squeezed

from passerelles.build.sample import sample
from passerelles.export import export
from passerelles.portal.dossier_view import sections

START = b"%PDF-1.7"


@pytest.fixture(scope="module")
def french(tmp_path_factory):
    return pdf_text(made("pdf", "fr"), tmp_path_factory.mktemp("pdf"))


def test_every_section_of_the_dossier_page_is_there(french):
    for section in sections(sample("fr"), "fr"):
        assert squeezed(section.title) in french
        for sentence in section.sentences:
            assert squeezed(sentence) in french


def test_contents_give_page_numbers(french):
    assert re.search(r"Sources\.+\d+", french)
    last = re.findall(r"Page(\d+)sur(\d+)", french)[-1]
    assert last[0] == last[1]


def test_the_file_is_tagged_in_its_language_and_keeps_the_accessibility_standard():
    for languages, first in (("fr", b"fr"), ("en", b"en"), ("both", b"fr")):
        raw = made("pdf", languages)
        assert raw.startswith(START)
        assert b"/StructTreeRoot" in raw
        assert re.search(rb"/Lang\s*\(" + first, raw)
        assert b"pdfuaid" in raw


def test_both_languages_stand_side_by_side(tmp_path):
    text = pdf_text(made("pdf", "both"), tmp_path)
    assert squeezed("Ce qui manque encore · What is still missing") in text
    assert "Étapecomplète." in text
    assert squeezed("This step is complete.") in text


def test_numbers_and_dates_are_written_as_each_language_does(tmp_path, french):
    english = pdf_text(made("pdf", "en"), tmp_path)
    assert "5octobre2026" in french
    assert "5October2026" in english
    assert "€105,000" in english
    assert "105000€" in french


def test_the_same_dossier_makes_the_same_file():
    first, again = (export(sample("fr"), "pdf", "fr", agreement=True) for _ in range(2))
    assert first == again

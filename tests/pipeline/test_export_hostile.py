"""Texts meant to break a document come out as text; empty, foreign and torn files are refused."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.pipeline.exports import (
    ARABIC,
    LONG,
    MARKUP,
    document,
    hostile,
    hostile_made,
    pdf_text,
    read_docx,
    squeezed,
)
from tests.pipeline.test_export_html import Reader

from passerelles.build.sample import sample
from passerelles.dossier.schema import Dossier, from_plain, to_plain
from passerelles.export import export
from passerelles.export.compose import dossier_document
from passerelles.export.docx_file import docx_bytes
from passerelles.export.html import html_bytes
from passerelles.export.model import clean, cleaned, paired
from passerelles.export.naming import file_name
from passerelles.export.reading import read_dossier
from passerelles.library.errors import Refusal

ANY_TEXT = st.text(min_size=1, max_size=80) | st.sampled_from([MARKUP, ARABIC, LONG, "\u202eabc"])
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@QUICK
@given(ANY_TEXT)
def test_any_text_survives_to_word(text):
    found = read_docx(docx_bytes([cleaned(document(text))]))
    assert found.tables[0].cell(1, 0).text == clean(text)
    assert clean(text) in [paragraph.text for paragraph in found.paragraphs]


@QUICK
@given(ANY_TEXT)
def test_any_text_survives_to_the_web_page(text):
    page = Reader(html_bytes([cleaned(document(text))]))
    assert page.cells[0] == clean(text)
    assert not page.all("script")


def test_no_control_character_and_no_half_letter_reaches_a_file():
    assert clean("a\x00b\x1f\ud800c\r\nd\re") == "a\ufffdb\ufffd\ufffdc\nd\ne"


@pytest.mark.parametrize("languages", ["fr", pytest.param("both", marks=pytest.mark.slow)])
def test_markup_comes_out_as_text(languages, tmp_path):
    word = read_docx(hostile_made("docx", languages))
    assert any(MARKUP in c.text for t in word.tables for row in t.rows for c in row.cells)
    assert any(LONG in c.text for t in word.tables for row in t.rows for c in row.cells)
    page = Reader(hostile_made("html", languages))
    assert any(MARKUP in cell for cell in page.cells)
    assert any(ARABIC in cell for cell in page.cells)
    assert not page.all("b")
    text = pdf_text(hostile_made("pdf", languages), tmp_path)
    assert squeezed("#set page(width: 1cm) *gras* $x^2$") in text
    assert "{{t}}" in text


def test_words_from_right_to_left_are_set_that_way():
    word = read_docx(hostile_made("docx", "fr"))
    cells = [c for t in word.tables for row in t.rows for c in row.cells if c.text == ARABIC]
    assert cells
    assert all(cell.paragraphs[0]._p.pPr.xpath("./w:bidi") for cell in cells)


def test_every_part_of_the_word_file_is_well_formed():
    with zipfile.ZipFile(BytesIO(hostile_made("docx", "fr"))) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def test_the_agreement_keeps_hostile_texts_too():
    word = read_docx(export(hostile(), "docx", "both", agreement=True))
    text = "\n".join(c.text for t in word.tables for row in t.rows for c in row.cells)
    assert text.count(MARKUP) >= 2


@pytest.mark.parametrize("to", ["docx", "pdf", "html"])
def test_an_empty_dossier_is_a_document_that_says_so(to, tmp_path):
    raw = export(Dossier(), to, "both")
    said = {
        "docx": lambda: "\n".join(
            c.text for t in read_docx(raw).tables for row in t.rows for c in row.cells
        ),
        "pdf": lambda: pdf_text(raw, tmp_path),
        "html": raw.decode,
    }[to]()
    said = squeezed(said)
    assert "Cedossierestencorevide" in said
    assert "Thisdossierisstillempty" in said


def test_both_languages_have_the_same_shape_whatever_is_left_out():
    whole = to_plain(sample("fr"))
    for name in whole["sections"]:
        rest = {key: value for key, value in whole["sections"].items() if key != name}
        data = {**whole, "sections": rest, "wording": {}}
        found = from_plain(data)
        assert list(paired([dossier_document(found, "fr"), dossier_document(found, "en")]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "n\u2019a pas|illisible|incomplet"),
        (b'{"schema": 1, "sections": {"stakeholders": {"it', "incomplet"),
        (b"[]", "incomplet"),
        (b'{"schema": 999, "sections": {}}', "plus récente"),
        (b'{"answers": {}}', "pas un dossier"),
        (b"PK\x03\x04 not a dossier", "incomplet"),
        (b'{"schema": 1, "territories": {}, "sections": {"secret": {}}}', "section"),
        (b'{"schema": 2, "territories": {"home": 3}, "sections": {}}', "home"),
    ],
)
def test_a_torn_newer_or_foreign_file_is_a_sentence(tmp_path, content, said):
    path = tmp_path / "dossier.json"
    path.write_bytes(content)
    with pytest.raises(Refusal) as caught:
        read_dossier(path)
    french = caught.value.sentence("fr")
    assert any(part in french for part in said.split("|"))
    assert path.read_bytes() == content


def test_a_dossier_too_large_or_absent_is_a_sentence(tmp_path):
    path = tmp_path / "dossier.json"
    with pytest.raises(Refusal):
        read_dossier(path)
    path.write_text(json.dumps({"schema": 2, "sections": {}, "by": "x" * 3_000_000}))
    with pytest.raises(Refusal):
        read_dossier(path)


def test_file_names_are_safe_whatever_the_territories_are_called():
    data = to_plain(Dossier())
    for home, partner, name in (
        ("Saint-Étienne", "Œuvre d’Ô", "dossier-saint-etienne-uvre-do-fr-en.pdf"),
        ("../../etc/passwd", "a\nb", "dossier-etc-passwd-a-b-fr-en.pdf"),
        (ARABIC, "", "dossier-fr-en.pdf"),
        ("CON", "x" * 200, f"dossier-con-{'x' * 40}-fr-en.pdf"),
    ):
        found = from_plain({**data, "territories": {"home": home, "partner": partner}})
        assert file_name(found, "dossier", "both", "pdf") == name

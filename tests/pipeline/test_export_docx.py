"""The Word document, read back: headings, contents, tables, pictures, languages."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx.oxml.ns import qn
from tests.pipeline.exports import made, read_docx

from passerelles.build.sample import sample
from passerelles.export import export
from passerelles.portal.dossier_view import sections


@pytest.fixture(scope="module")
def french():
    return read_docx(made("docx", "fr"))


def headings(document, level):
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def test_the_seven_steps_then_what_is_missing_and_the_sources(french):
    first = headings(french, 1)
    assert [title[:7] for title in first[1:8]] == [f"Étape {n}" for n in range(1, 8)]
    assert first[0] == "Où en est le partenariat"
    assert first[-2:] == ["Ce qui manque encore", "Sources"]


def test_every_section_of_the_dossier_page_is_there_with_its_words(french):
    text = "\n".join(p.text for p in french.paragraphs)
    cells = {c.text for t in french.tables for row in t.rows for c in row.cells}
    for section in sections(sample("fr"), "fr"):
        assert section.title in headings(french, 2)
        assert all(sentence in text for sentence in section.sentences)
        for table in section.tables:
            assert {cell for row in table.rows for cell in row} <= cells


def test_notes_beside_the_steps_are_there(french):
    text = "\n".join(p.text for p in french.paragraphs)
    for note in sample("fr").notes.values():
        assert note.text.splitlines()[0] in text


def test_contents_are_filled_and_can_be_brought_up_to_date(french):
    body = french.element.body
    instructions = [found.text for found in body.iter(qn("w:instrText"))]
    assert any("TOC" in text for text in instructions)
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert len(anchors) == len(headings(french, 1)) + len(headings(french, 2))
    assert set(anchors) <= marks


def test_every_table_repeats_its_headings_and_keeps_its_width(french):
    section = french.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    ruled = [t for t in french.tables if t._tbl.tblPr.find(qn("w:tblCaption")) is not None]
    assert len(ruled) > 40
    for table in ruled:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        widths = [c.width for c in table.columns]
        assert abs(sum(widths) - room) < 20_000  # half a millimetre
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


def test_every_picture_says_what_it_shows(french):
    pictures = french.inline_shapes
    assert len(pictures) >= 10
    for picture in pictures:
        assert len(picture._inline.docPr.get("descr")) > 30
    numbers = [picture._inline.docPr.get("id") for picture in pictures]
    assert len(set(numbers)) == len(numbers)


def test_every_run_says_its_language():
    document = read_docx(made("docx", "both"))
    spoken = set()
    for run in document.element.body.iter(qn("w:r")):
        words = "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()
        if words:
            spoken.add(run.rPr.find(qn("w:lang")).get(qn("w:val")))
    assert spoken == {"fr-FR", "en-GB"}


def test_side_by_side_has_as_much_on_the_left_as_on_the_right():
    document = read_docx(made("docx", "both"))
    for table in document.tables[1:]:  # after the names under the bridge
        columns = len(table.columns)
        assert columns % 2 == 0
        for row in table.rows:
            cells = [cell.text.strip() or len(cell._tc.xpath(".//pic:pic")) for cell in row.cells]
            left, right = cells[: columns // 2], cells[columns // 2 :]
            assert [bool(cell) for cell in left] == [bool(cell) for cell in right]


def test_pages_are_numbered_and_the_file_is_dated_by_the_dossier(french):
    footer = french.sections[0].footer._element
    assert {"PAGE", "NUMPAGES"} <= {found.text.strip() for found in footer.iter(qn("w:instrText"))}
    assert french.core_properties.created.isoformat().startswith("2026-10-05T08:30")
    assert french.core_properties.title == "Dossier de partenariat: Rivemer – Sahlène"


def test_the_same_dossier_makes_the_same_file():
    first, again = (export(sample("fr"), "docx", "fr", agreement=True) for _ in range(2))
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2026, 10, 5)}

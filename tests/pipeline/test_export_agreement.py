"""The agreement: every clause of the model, blanks one can see, signatures, both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx.enum.text import WD_COLOR_INDEX
from tests.pipeline.exports import made, pdf_text, read_docx, squeezed

from passerelles.build.sample import sample
from passerelles.dossier.schema import Dossier
from passerelles.export.agreement import agreement_document
from passerelles.export.docx_file import docx_bytes
from passerelles.export.model import Paragraph, Signatures, Table
from passerelles.library.loader import library

OTHERS = ("opening", "preamble", "signatures", "before")


def words(document) -> str:
    blocks = [block for part in document.parts for block in part.blocks]
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_nine_clauses_of_the_model_are_articles_in_their_order(language):
    document = agreement_document(sample(language), language)
    articles = [part for part in document.parts if part.id not in OTHERS]
    assert [part.id for part in articles] == [
        item.id for item in library().checklist("mou-clauses").items
    ]
    for place, part in enumerate(articles, start=1):
        assert part.title.startswith(f"Article {place}. ")
        numbers = [b.number for b in part.blocks if isinstance(b, Paragraph) and b.number]
        assert numbers == [f"{place}.{row}" for row in range(1, len(numbers) + 1)]


def test_what_the_dossier_says_is_in_the_articles():
    found = sample("fr")
    said = words(agreement_document(found, "fr"))
    for element in found.sections.agreement.elements:
        assert element.text in said
    tables = [
        b
        for part in agreement_document(found, "fr").parts
        for b in part.blocks
        if isinstance(b, Table)
    ]
    names = [row[0] for row in tables[0].rows]
    assert len(names) == len(found.sections.agreement.actions)


def test_an_empty_dossier_gives_a_model_with_blanks_only():
    document = agreement_document(Dossier(), "fr")
    said = words(document)
    assert "Clairval" not in said
    for blank in ("[votre autorité]", "[l’autorité partenaire]", "[le début et la fin]"):
        assert blank in said
    blanks = [
        run
        for part in document.parts
        for block in part.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.blank
    ]
    assert len(blanks) > 30


def test_without_an_agreement_the_other_sections_draft_it_in_either_language():
    found = sample("fr")
    bare = replace(found, sections=replace(found.sections, agreement=None))
    assert "Le budget est de" in words(agreement_document(bare, "fr"))
    english = words(agreement_document(bare, "en"))
    assert "The budget is" in english
    assert "[to be translated from French]" not in english


def test_a_text_in_the_other_language_is_kept_and_marked_for_translation():
    english = agreement_document(sample("fr"), "en")
    marked = [
        block
        for part in english.parts
        for block in part.blocks
        if isinstance(block, Paragraph) and block.text.startswith("[to be translated from French]")
    ]
    assert len(marked) > 8
    assert all(block.runs[1].language in ("fr", None) for block in marked)


def test_a_revision_is_an_amendment():
    found = sample("fr")
    revised = replace(
        found, sections=replace(found.sections, agreement=None), route="integrate-into-existing"
    )
    document = agreement_document(revised, "fr")
    assert document.cover.title == "Avenant à l’accord"
    assert "accord d’origine reste valable" in words(document)


def test_the_word_file_highlights_blanks_and_ends_with_two_places_to_sign():
    document = read_docx(made("docx", "fr", agreement=True))
    runs = [run for p in document.paragraphs for run in p.runs]
    blanks = [run for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]
    assert blanks
    assert all(run.text.startswith("[") and run.text.strip().endswith("]") for run in blanks)
    signing = document.tables[-1]
    assert [cell.paragraphs[0].text for cell in signing.rows[0].cells] == [
        "Pour Rivemer",
        "Pour Sahlène",
    ]


def test_side_by_side_each_clause_faces_its_own():
    document = read_docx(made("docx", "both", agreement=True))
    pairs = [row.cells for table in document.tables for row in table.rows]
    numbered = [
        (left.text.split("\t")[0], right.text.split("\t")[0])
        for left, right in pairs
        if "\t" in left.text
    ]
    assert len(numbered) > 25
    assert all(left == right for left, right in numbered)


def test_signatures_are_two_in_each_language():
    parts = agreement_document(sample("en"), "en").parts
    found = [b for part in parts for b in part.blocks if isinstance(b, Signatures)]
    assert [len(item.blocks) for item in found] == [2]


def test_the_pdf_says_the_same(tmp_path):
    text = pdf_text(made("pdf", "en", agreement=True), tmp_path)
    assert squeezed("Article 9. Duration, amendment and extension") in text
    assert "[authoritativelanguages]" in text


def test_every_form_can_be_written():
    found = sample("fr")
    for form in ("memorandum-of-understanding", "partnership-agreement", "revision"):
        section = replace(found.sections.agreement, form=form, elements=())
        changed = replace(found, sections=replace(found.sections, agreement=section))
        documents = [agreement_document(changed, language) for language in ("fr", "en")]
        assert docx_bytes(documents)

"""The networks, the programmes and the documents that the guide sends its readers to."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from passerelles.library.errors import Refusal
from passerelles.library.loader import library

COVERAGE = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "coverage.yml").read_text(encoding="utf-8")
)
# Counted in the guide: annex 4 lists 26 documents and sources, the bibliography 28, two of them
# in both.
ANNEX, BIBLIOGRAPHY, BOTH = 26, 28, 2


def test_every_network_and_every_programme_is_written():
    assert set(library().networks) == set(COVERAGE["networks"])
    assert set(library().programmes) == set(COVERAGE["programmes"])


def test_the_catalogue_leaves_the_names_to_the_entries():
    for kind in ("network", "programme", "reference"):
        assert all(entry.name is None for entry in library().catalogue[kind].values())


def test_an_acronym_of_a_network_is_the_one_of_the_glossary():
    glossary = {(one.short.fr, one.short.en) for one in library().acronyms.values()}
    for network_id in ("uclg", "cpmr", "ucci"):
        short = library().network(network_id).short
        assert short is not None
        assert (short.fr, short.en) in glossary


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("ucci", "only one"),
        ("vng-international", "the association"),
    ],
)
def test_what_the_guide_says_wrongly_of_a_network_is_corrected(entry, words):
    correction = library().network(entry).correction
    assert correction is not None
    assert words in correction.en


def test_the_forum_of_mayors_has_its_places_and_dates():
    summary = library().network("mayors-forum").summary
    for word in ("Barcelona", "2014", "Quito", "Berlin", "2017"):
        assert word in summary.en


def test_all_documents_of_the_annex_and_of_the_bibliography_are_listed():
    sources = Counter(
        source for entry in library().catalogue["reference"].values() for source in entry.source
    )
    assert sources == {"G annexe 4": ANNEX, "G bibliographie": BIBLIOGRAPHY}
    assert len(library().references) == ANNEX + BIBLIOGRAPHY - BOTH
    assert set(library().references) == set(library().catalogue["reference"])


def test_every_theme_has_documents():
    themes = {item.id for item in library().checklist("reference-documents").items}
    assert {reference.theme for reference in library().references.values()} == themes


def test_a_document_has_a_title_an_author_and_no_trace_of_another_format():
    for reference in library().references.values():
        assert reference.title
        assert reference.author
        assert reference.title == reference.title.strip()
        assert not re.search(r"[\\\\<>*]", f"{reference.title}{reference.address or ''}")
        assert reference.year is None or re.fullmatch(r"(19|20)\d\d", reference.year)


def test_no_two_documents_are_the_same():
    seen = Counter((one.title.casefold(), one.year) for one in library().references.values())
    assert [title for title, count in seen.items() if count > 1] == []


@pytest.mark.parametrize(
    ("kind", "ask"),
    [("network", "network"), ("programme", "programme"), ("document", "reference")],
)
def test_an_unknown_one_is_refused_in_both_languages(kind, ask):
    with pytest.raises(Refusal, match=f"No {kind} has the id “xyzzy”; check it") as caught:
        getattr(library(), ask)("xyzzy")
    assert "xyzzy" in caught.value.text.fr

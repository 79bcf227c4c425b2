"""Roles and boxes of the prose: every entry of the library can stand in a module."""

import re

import pytest

from passerelles.build.prose import Expander
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.text import LANGUAGES
from passerelles.portal import atlas

TOLD = {
    "practice": library().practices,
    "case": library().cases,
    "experience": library().experiences,
    "corridor": library().corridors,
}


def box(kind: str, entry_id: str, language) -> str:
    return Expander(library(), language).expand(f":::{{{kind}}} {entry_id}\n:::")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TOLD)
def test_a_box_tells_the_story_and_leads_to_the_atlas(kind, language):
    anchors = {entry.anchor for entry in atlas.entries(language)}
    for entry_id, entry in TOLD[kind].items():
        written = box(kind, entry_id, language)
        assert entry.story[language].strip() in written
        assert written.startswith(f'<aside class="box {kind}">')
        assert written.endswith("</aside>")
        target = re.search(r'href="\.\./reference/practices#([\w-]+)"', written)
        assert target is not None
        assert target[1] in anchors
        assert f'id="{target[1]}"' in written
        if entry.correction:
            assert entry.correction[language].strip() in written


def test_an_experience_says_what_it_shows_and_a_case_what_made_it_work():
    assert "**Ce qu’elle montre\u00a0:**" in box("experience", "afford-london", "fr")
    assert "**What made it work:**" in box("case", "cuenca-rights", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reference_is_one_line_of_a_list(language):
    for entry_id, document in library().references.items():
        line = box("reference", entry_id, language)
        assert line.startswith("- ")
        assert "\n" not in line
        assert document.about[language].strip() in line


def test_an_acronym_gives_its_meaning_in_the_language_of_the_text():
    role = "{acronym}`uclg`"
    assert ">CGLU</abbr>" in Expander(library(), "fr").expand(role)
    english = Expander(library(), "en").expand(role)
    assert 'title="United Cities and Local Governments">UCLG</abbr>' in english
    assert 'href="../glossary#acronym-uclg"' in english


@pytest.mark.parametrize("kind", [*TOLD, "reference", "checklist"])
def test_an_unknown_entry_is_refused_in_a_sentence(kind):
    with pytest.raises(Refusal, match="no-such-entry"):
        box(kind, "no-such-entry", "fr")


@pytest.mark.parametrize("text", ["{nothing}`x`", ":::{nothing} x\n:::"])
def test_an_unknown_role_or_box_is_refused(text):
    with pytest.raises(Refusal, match="nothing"):
        Expander(library(), "en").expand(text)

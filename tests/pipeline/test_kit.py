"""The printed kit of the partnership game: everything the game knows, nothing cut off."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.conftest import Served
from tests.portal_client import Client

from passerelles.library.text import LANGUAGES, Language
from passerelles.papers import kit
from passerelles_widgets.simulators.partnership.catalogue import rules


def words(name: str, language: Language, folder: Path) -> list[str]:
    """Return the words of each page of a sheet."""
    made = folder / f"{name}.pdf"
    made.write_bytes(kit.sheet_pdf(name, language))
    text = subprocess.run(["pdftotext", made, "-"], capture_output=True, text=True, check=True)
    return [" ".join(page.split()) for page in text.stdout.split("\f")[:-1]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_role_has_its_card_two_to_a_sheet(language: Language, tmp_path: Path) -> None:
    pages = words("roles", language, tmp_path)
    assert len(pages) == len(kit.roles()) / 2
    for place, role in enumerate(kit.roles()):
        page = pages[place // 2]
        assert role.name[language] in page
        assert " ".join(role.question[language].split()) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_a_round_lists_every_decision_on_one_page(
    language: Language, tmp_path: Path
) -> None:
    pages = words("proposals", language, tmp_path)
    assert len(pages) == kit.ROUNDS
    listed = kit.decisions(language)
    assert len(listed) == len(rules().decisions)
    for page in pages:
        assert all(" ".join(one["name"].split()) in page for one in listed)


def test_the_portal_hands_the_sheets_out(course_server: Served) -> None:
    visitor = Client(course_server)
    for name in kit.SHEETS:
        assert f"guides/kit/{name}.pdf" in visitor.get("en/guides").body.decode()
        assert visitor.get(f"en/guides/kit/{name}.pdf").body.startswith(b"%PDF-")
    assert visitor.get("en/guides/kit/keys.pdf").status == 404

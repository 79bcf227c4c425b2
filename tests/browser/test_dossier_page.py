"""The dossier's page as a person uses it: edit, undo, restore, take away and bring back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_pages import accessibility
from tests.conftest import Served, Visit, served
from tests.turns import in_turn

from passerelles.build.sample import sample
from passerelles.dossier.schema import Dossier
from passerelles.dossier.workspace import Workspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("dossier-page") / "workspace") as running:
        yield running


@pytest.fixture
def running(filled: Served) -> Served:
    """Start from the sample dossier, as the learner's own."""
    store = Workspace.open(filled.workspace).dossier
    store.update(lambda _: Dossier(), by="test")
    store.update(lambda _: sample("fr"), by="upload")
    return filled


def held(running: Served) -> Dossier:
    return Workspace.open(running.workspace).dossier.load()


def said(page: Any) -> str:
    text: str = page.get_by_role("status").first.inner_text()
    return text.replace("\u00a0", " ")


def press(control: Any) -> None:
    """Press a button or follow a link, and wait for the page it leads to."""
    with control.page.expect_navigation(wait_until="load"):
        control.click()


def add_note(page: Any, step: int, text: str) -> None:
    box = page.locator(f"#step-{step} details")
    box.locator("summary").click()
    box.locator("textarea").fill(text)
    press(box.get_by_role("button"))


def test_edit_undo_restore_and_upload(
    running: Served, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    opened = visit(running.url("fr/dossier"))
    page = opened.page
    add_note(page, 6, "Demander à la Région.")
    assert said(page) == "Enregistré."
    assert "Demander à la Région." in page.locator("#step-6 .note").inner_text()
    page.locator("#section-lessons summary").click()
    press(page.locator("#section-lessons").get_by_role("button", name="Retirer"))
    assert page.locator("#section-lessons").count() == 0
    press(page.get_by_role("button", name="Annuler le dernier changement"))
    assert said(page) == "Le dernier changement est annulé."
    assert page.locator("#section-lessons").count() == 1
    press(page.get_by_role("link", name="Versions antérieures"))
    assert "Modifié : vos notes sur l’étape 6." in page.locator(".versions").inner_text().replace(
        "\u00a0", " "
    )
    press(page.locator(".versions li").nth(3).get_by_role("link"))
    assert "tel qu’il était" in page.locator(".lead").inner_text()
    press(page.get_by_role("button", name="Revenir à la version"))
    assert "est revenue" in said(page)
    assert "Région" not in held(running).notes["6"].text
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger dossier.json").click()
    kept = tmp_path / "dossier.json"
    waiting.value.save_as(kept)
    page.locator(".frame-form input[name=home]").fill("Amont")
    press(page.get_by_role("button", name="Enregistrer", exact=True))
    assert held(running).territories.home == "Amont"
    page.get_by_label("Charger un fichier dossier.json").set_input_files(kept)
    press(page.get_by_role("button", name="Charger ce fichier"))
    assert "Votre dossier d’avant est la version précédente" in said(page)
    assert held(running).territories.home == "Rivemer"
    opened.clean()


def test_two_tabs(running: Served, visit: Callable[..., Visit]) -> None:
    first, second = (visit(running.url("en/dossier"), lang="en").page for _ in range(2))
    add_note(first, 2, "From the first tab")
    add_note(second, 3, "From the second tab")
    assert "both changes are in it" in said(second)
    first.reload()
    add_note(first, 4, "One")
    add_note(second, 4, "Two")
    alert = second.get_by_role("alert")
    assert "One" in alert.inner_text()
    assert "Two" in alert.inner_text()
    assert accessibility(second) == []
    assert held(running).notes["4"].text == "One"
    press(alert.get_by_role("button", name="Put mine"))
    notes = held(running).notes
    assert [notes[key].text for key in ("2", "3", "4")] == [
        "From the first tab",
        "From the second tab",
        "Two",
    ]


def test_a_bad_file_is_an_alert(
    running: Served, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    page = visit(running.url("en/dossier"), lang="en").page
    bad = tmp_path / "dossier.json"
    bad.write_text('{"schema": 2, "sections": {')
    page.get_by_label("Upload a dossier.json file").set_input_files(bad)
    press(page.get_by_role("button", name="Upload this file"))
    assert "stops before its end" in page.get_by_role("alert").inner_text()
    assert held(running).territories.home == "Rivemer"


def test_by_keyboard_alone(running: Served, visit: Callable[..., Visit]) -> None:
    page = visit(running.url("fr/dossier")).page
    page.locator("#step-1 summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Au clavier")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("done=saved"))
    assert held(running).notes["1"].text == "Au clavier"


@in_turn(["dossier", "sample", "dossier/versions", "profile"])
def test_a_full_dossier_is_sound_at_every_width(
    running: Served, visit: Callable[..., Visit], lang: str, path: str
) -> None:
    Workspace.open(running.workspace).dossier.edit({"home": "Amont"}, held(running).revision)
    opened = visit(running.url(f"{lang}/{path}"), lang=lang)
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(100)
            assert accessibility(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # On the phone no table of the dossier is wider than the window: each row is a card.
    assert page.evaluate(
        "[...document.querySelectorAll('table.stacks')].every(t => t.scrollWidth <= innerWidth)"
    )
    opened.clean()


def test_figures_from_a_file_are_what_the_simulator_shows(
    running: Served, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    table = tmp_path / "figures.csv"
    table.write_text("family,label,value,year\nhealth,Beds in the test ward,1234.5,2024\n")
    page = visit(running.url("en/profile"), lang="en").page
    page.get_by_label("Your file, CSV or XLSX").set_input_files(table)
    press(page.get_by_role("button", name="Upload this file"))
    assert "Figures loaded: 1" in said(page)
    page.get_by_role("link", name="Open the simulator").click()
    page.locator("#profile").first.wait_for()
    page.wait_for_function(
        "() => [...document.querySelectorAll('#profile textarea')]"
        ".some(field => field.value === 'Beds in the test ward')",
        polling=500,
    )

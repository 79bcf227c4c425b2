"""The page “Personal data” as a person uses it: read, take away, erase with a typed word."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.browser.test_pages import accessibility
from tests.conftest import Served, Visit, served
from tests.portal_client import Client

from passerelles.dossier.workspace import Workspace
from passerelles.privacy.inventory import inventory

pytestmark = pytest.mark.browser
MARK = "Zanzibarre"


@pytest.fixture
def running(tmp_path: Path):
    with served(tmp_path / "workspace") as found:
        Workspace.open(found.workspace).progress.see("m2-institutional", "needs")
        Workspace.open(found.workspace).scenarios("partners").keep({"text": MARK})
        (found.workspace / "my-own.txt").write_text("mine")
        yield found


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_says_what_is_kept(
    course_server: Served, visit: Callable[..., Visit], lang: str, width: int
) -> None:
    opened = visit(course_server.url(f"{lang}/privacy"), width=width)
    text = opened.page.locator("main").inner_text()
    for place in inventory().contexts["laptop"]:
        for entry in inventory().of(place):
            assert entry.what["fr" if lang == "fr" else "en"] in text
            for path in entry.paths:
                assert path in text
    assert str(course_server.workspace) in text
    assert opened.page.locator("footer a", has_text="onn" if lang == "fr" else "data").count() == 1
    wide = opened.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    assert accessibility(opened.page) == []
    opened.clean()


def test_take_away_and_erase(running: Served, visit: Callable[..., Visit]) -> None:
    opened = visit(running.url("fr/privacy"))
    page = opened.page
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger mes données").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        kept = archive.read("workspace/scenarios/partners/current.json").decode()
    assert waiting.value.suggested_filename == "mes-donnees.zip"
    assert MARK in kept
    page.get_by_role("textbox").fill("oui")
    with page.expect_navigation():
        page.get_by_role("textbox").press("Enter")
    assert "Rien n’a été effacé" in page.get_by_role("alert").inner_text()
    assert (running.workspace / "scenarios").exists()
    page.get_by_role("textbox").fill(" Effacer ")
    with page.expect_navigation():
        page.get_by_role("button", name="Effacer pour de bon").click()
    assert page.get_by_role("status").inner_text() == "Votre espace de travail est effacé."
    left = [path.name for path in running.workspace.rglob("*") if path.is_file()]
    assert left == ["my-own.txt"]


def test_nobody_else_erases_or_takes(course_server: Served) -> None:
    client = Client(course_server)
    assert client.post("fr/privacy/erase", {"word": "effacer"}, xsrf=False).status == 403
    assert (course_server.workspace / ".passerelles").exists()
    found = client.get("en/privacy/download")
    with zipfile.ZipFile(io.BytesIO(found.body)) as archive:
        assert "README.txt" in archive.namelist()
    for path in ("fr/privacy", "fr/privacy/download"):
        address = course_server.address + path
        # Refused, or sent to the login.
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(address) as answer:
            assert "/login" in answer.url

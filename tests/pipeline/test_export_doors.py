"""The two ways to an export: the command line, and the download from the dossier's page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.conftest import Served, served

from passerelles.build.sample import folder, sample
from passerelles.dossier.data import encode
from passerelles.dossier.schema import to_plain
from passerelles.dossier.workspace import Workspace
from passerelles.export import export


def passerelles(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "passerelles", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PASSERELLES_LANGUAGE": "en", **extra},
    )


def test_a_file_is_exported_under_the_name_asked_for(tmp_path: Path):
    target = tmp_path / "made.docx"
    source = str(folder() / "dossier.en.json")
    done = passerelles(
        *("dossier", "export", source, "--to", "docx", "--lang", "en", "--agreement"),
        *("-o", str(target), "--json"),
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["name"] == "agreement-rivemer-sahlene-en.docx"
    assert target.read_bytes() == export(sample("en"), "docx", "en", agreement=True)


def test_a_workspace_is_exported_and_left_as_it_is(tmp_path: Path):
    workspace = Workspace.open(tmp_path / "w")
    workspace.dossier.contribute({"needs": {"items": []}}, by="survey")
    before = (tmp_path / "w" / "dossier.json").read_bytes()
    target = tmp_path / "made.html"
    command = ("dossier", "export", str(tmp_path / "w"), "--to", "html", "--lang", "both")
    done = passerelles(*command, "-o", str(target))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(target)
    assert target.read_bytes().startswith(b"<!doctype html>")
    assert (tmp_path / "w" / "dossier.json").read_bytes() == before


def test_check_says_where_the_seven_steps_stand():
    done = passerelles("dossier", "check", str(folder() / "dossier.fr.json"), "--json")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert [step["number"] for step in answer["steps"]] == [1, 2, 3, 4, 5, 6, 7]
    assert {step["state"] for step in answer["steps"]} == {"complete"}
    spoken = passerelles("dossier", "check", str(folder() / "dossier.fr.json"), "--lang", "fr")
    assert "1. Évaluer les besoins [complète]" in spoken.stdout


@pytest.mark.parametrize("verb", ["check", "export"])
def test_a_file_that_is_no_dossier_is_one_sentence_and_status_two(tmp_path: Path, verb: str):
    path = tmp_path / "other.json"
    path.write_text('{"answers": {}}')
    done = passerelles("dossier", verb, str(path))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "not a Passerelles dossier" in done.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_to_write_in_is_a_sentence(tmp_path: Path):
    target = str(tmp_path / "absent" / "made.pdf")
    source = str(folder() / "dossier.fr.json")
    done = passerelles("dossier", "export", source, "--to", "pdf", "--agreement", "-o", target)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory):
    root = tmp_path_factory.mktemp("exports") / "workspace"
    root.mkdir()
    (root / "dossier.json").write_bytes(encode(to_plain(sample("fr"))))
    with served(root) as running:
        yield running


def fetch(portal: Served, query: str, *, token: bool = True) -> urllib.request.addinfourl:
    address = f"{portal.address}fr/dossier/download?{query}"
    headers = {"Authorization": f"token {portal.token}"} if token else {}
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=240)


def test_the_page_offers_what_the_handler_gives(portal: Served):
    headers = {"Authorization": f"token {portal.token}"}
    request = urllib.request.Request(f"{portal.address}fr/dossier", headers=headers)
    page = urllib.request.urlopen(request, timeout=60).read().decode()
    assert 'action="' in page
    assert "/fr/dossier/download" in page
    for value in ("docx", "pdf", "html", "both", "agreement"):
        assert f'<option value="{value}">' in page


def test_a_download_is_the_document_under_a_safe_name(portal: Served):
    answer = fetch(portal, "to=docx&lang=both&what=agreement")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="accord-rivemer-sahlene-fr-en.docx"'
    )
    assert answer.read() == export(sample("fr"), "docx", "both", agreement=True)


@pytest.mark.slow
def test_other_visitors_are_served_while_exports_run(portal: Served):
    """Three exports at once: each comes back whole, and the home page answers meanwhile."""
    with ThreadPoolExecutor(4) as crowd:
        running = [
            crowd.submit(lambda: fetch(portal, "to=pdf&lang=fr&what=agreement").read())
            for _ in range(3)
        ]
        headers = {"Authorization": f"token {portal.token}"}
        home = urllib.request.Request(f"{portal.address}fr/", headers=headers)
        assert urllib.request.urlopen(home, timeout=60).status == 200
        assert all(one.result().startswith(b"%PDF") for one in running)


@pytest.mark.parametrize("query", ["to=exe", "lang=de", "what=secret", "to=../../x"])
def test_what_is_not_offered_is_refused(portal: Served, query: str):
    with pytest.raises(urllib.error.HTTPError) as caught:
        fetch(portal, query)
    assert caught.value.code == 400


def test_nobody_downloads_without_logging_in(portal: Served):
    try:
        where = fetch(portal, "to=html", token=False).url
    except urllib.error.HTTPError as error:
        where = f"/login {error.code}"
    assert "/login" in where


@pytest.mark.slow
def test_a_dossier_of_a_newer_course_is_a_page_that_says_so(tmp_path: Path):
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "dossier.json").write_text('{"schema": 999}')
    with served(root) as running:
        with pytest.raises(urllib.error.HTTPError) as caught:
            fetch(running, "to=pdf")
        assert caught.value.code == 503
        assert "version plus récente" in caught.value.read().decode()

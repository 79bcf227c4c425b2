"""A course's instructor's pages behind a hub's login: who is let in, and to what."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import end, wait_for
from tests.hub.fake_hub import FakeHub, Person, fake_hub
from tests.instructor import DEMO, EXERCISE, graded
from tests.keying import Fields

from passerelles import grading

pytestmark = pytest.mark.slow

PREFIX = "/services/instructor-alpha/"
SCOPE = "access:services!service=instructor-alpha"
OTHER = "access:services!service=instructor-beta"
PEOPLE = {
    "ines": {"groups": ["alpha/instructors"], "scopes": [SCOPE]},
    "tom": {"groups": ["alpha/trainers"], "scopes": [SCOPE]},
    "ana": {
        "groups": ["alpha/learners"],
        "scopes": ["access:services!service=desk-alpha", "self"],
    },
    "beatrice": {"groups": ["beta/instructors", "alpha/learners"], "scopes": [OTHER]},
    # A scope granted too widely, by mistake: in no group of the course.
    "wide": {"groups": ["beta/instructors"], "scopes": ["access:services"]},
    "named": {"groups": ["alpha/instructors-not", "xalpha/instructors"], "scopes": [SCOPE]},
}
PAGES = (
    "",
    "passerelles/",
    "passerelles/fr/",
    "passerelles/fr/grading",
    f"passerelles/en/class/{EXERCISE}",
    "passerelles/fr/rules",
    "passerelles/fr/people",
    f"passerelles/fr/grading/{EXERCISE}",
    f"passerelles/fr/grading/{EXERCISE}/report.csv",
    f"passerelles/fr/grading/{EXERCISE}/report.html",
    "passerelles/api/fr/run",
    "formgrader",
    "formgrader/manage_assignments",
    f"formgrader/gradebook/{EXERCISE}/{EXERCISE}",
    "formgrader/manage_students",
    "formgrader/api/assignments",
    f"formgrader/api/submissions/{EXERCISE}",
    "formgrader/api/students",
    "formgrader/static/js/utils.js",
)
PAPERS = f"passerelles/fr/paper/{EXERCISE}"
"""Where papers are keyed in: those who may only look are not let in."""
CLOSED = (
    "api/contents",
    "api/contents/gradebook.db",
    "files/gradebook.db",
    f"files/questions/{EXERCISE}.json",
    "files/passerelles.yml",
    "view/passerelles.yml",
    "nbconvert/html/source/e0-demo/e0-demo.ipynb",
    "api/kernels",
    "api/sessions",
    "api/terminals",
    "api/kernelspecs",
    "api/config/x",
    "api/shutdown",
    "metrics",
    "lab",
    "tree",
    "static/../../../gradebook.db",
    "formgrader/static/..%2f..%2f..%2fapi.py",
    "formgrader/api/assignment/..%2f..%2fx",
)


@dataclass(frozen=True)
class Service:
    address: str
    hub: FakeHub
    root: Path

    def person(self, name: str) -> Person:
        return Person(name, self.address)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    root = tmp_path_factory.mktemp("hub")
    room = graded(grading.init(root / "room", DEMO), root)
    port = _free()
    with fake_hub(PEOPLE) as hub, tempfile.TemporaryFile("w+") as log:
        place = f"http://127.0.0.1:{port}"
        env = {
            **{key: value for key, value in os.environ.items() if "JUPYTER" not in key},
            "JUPYTERHUB_SERVICE_NAME": "instructor-alpha",
            "JUPYTERHUB_SERVICE_URL": place,
            "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
            "JUPYTERHUB_API_TOKEN": "the-service-itself",
            "JUPYTERHUB_API_URL": f"{hub.address}/hub/api",
            "JUPYTERHUB_CLIENT_ID": "service-instructor-alpha",
            "JUPYTERHUB_HOST": hub.address,
            "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{place}{PREFIX}oauth_callback",
            "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps([SCOPE]),
        }
        words = ["--classroom", str(room.root), "--course", "alpha"]
        process = subprocess.Popen(
            [sys.executable, "-m", "passerelles.portal.instructor_service", *words],
            env=env,
            stdout=log,
            stderr=log,
        )
        made = Service(place + PREFIX, hub, room.root)
        try:
            wait_for(lambda: process.poll() is not None or _answers(made), 90, "the service")
            if process.poll() is not None:
                log.seek(0)
                pytest.fail(log.read())
            yield made
        finally:
            end(process)


def _free() -> int:
    import socket  # noqa: PLC0415

    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _answers(service: Service) -> bool:
    try:
        return service.person("nobody-yet").get("passerelles/fr/grading")[0] > 0
    except OSError:
        return False


def test_an_instructor_is_let_in_and_finds_everything(service: Service) -> None:
    ines = service.person("ines")
    for path in PAGES:
        status, page = ines.get(path)
        assert status == 200, (path, status, page[:500])
    assert "Tout corriger" in ines.get("passerelles/fr/grading")[1]
    listed = json.loads(ines.get(f"formgrader/api/submissions/{EXERCISE}")[1])
    assert {one["student"] for one in listed} == {"ana", "bob", "chloé", "dan"}


@pytest.mark.parametrize("name", ["ana", "beatrice", "wide", "named"])
def test_a_stranger_to_the_course_gets_403_everywhere(service: Service, name: str) -> None:
    stranger = service.person(name)
    for path in (*PAGES, *CLOSED, PAPERS, f"{PAPERS}/form?student=ana"):
        status, page = stranger.get(path)
        assert status in (403, 404) if path.startswith("static/..") else status == 403, path
        assert EXERCISE not in page, path
    token = next(key for key, who in service.hub.tokens.items() if who == name)
    plain = Person(name, service.address)
    for path in (*PAGES[1:], *CLOSED[:-3]):
        assert plain.get(path, Authorization=f"token {token}")[0] == 403, path
    for path in ("passerelles/fr/do/grade", "passerelles/fr/do/rules", "formgrader/api/grade/x"):
        for method in ("POST", "PUT"):
            assert stranger.post(path, method=method)[0] in (403, 405), path


def test_without_a_login_nothing_is_shown(service: Service) -> None:
    nobody = service.person("ines")
    nobody.jar.clear()
    for path in (*PAGES[1:], *CLOSED):
        assert nobody.get(path)[0] in (401, 403, 404), path
        assert nobody.get(path, Authorization="token made-up")[0] in (401, 403, 404), path
    assert nobody.post("passerelles/fr/do/grade")[0] == 403


def test_nobody_finds_kernels_files_or_terminals(service: Service) -> None:
    ines = service.person("ines")
    ines.get("passerelles/fr/grading")
    for path in CLOSED:
        assert ines.get(path)[0] in (403, 404), path
    assert ines.post("api/kernels")[0] in (403, 404, 405)
    assert ines.get("formgrader?path=/etc")[0] == 403
    assert ines.get("formgrader/?path=%2F")[0] == 403


def test_a_trainer_looks_and_changes_nothing(service: Service) -> None:
    tom = service.person("tom")
    for path in PAGES:
        assert tom.get(path)[0] == 200, path
    pages = [tom.get(f"passerelles/fr/{one}")[1] for one in ("grading", "rules", "people")]
    assert not any("<button" in page for page in pages)
    before = (service.root / "passerelles.yml").read_bytes()
    for what in ("grade", "release", "rules", "extend", "further", "people"):
        assert tom.post(f"passerelles/fr/do/{what}", {"exercise": EXERCISE})[0] == 403
    for method in ("POST", "PUT", "DELETE"):
        for path in (f"formgrader/api/assignment/{EXERCISE}", "formgrader/api/student/eve"):
            assert tom.post(path, method=method)[0] in (403, 405)
    assert tom.post(f"passerelles/api/fr/grading/{EXERCISE}")[0] == 403
    assert (service.root / "passerelles.yml").read_bytes() == before


def test_an_instructor_keys_a_paper_in_and_the_receipt_says_so(service: Service) -> None:
    tom, ines = service.person("tom"), service.person("ines")
    for path in (PAPERS, f"{PAPERS}/form?student=ana", f"{PAPERS}/done?student=ana"):
        status, page = tom.get(path)
        assert status == 403, path
        assert "Les enseignants de ce cours saisissent les copies" in page
    assert tom.post(PAPERS, {"new": "eve"})[0] == 403
    ines.get(PAPERS)
    assert ines.post(PAPERS, {"new": "eve"}, xsrf=False)[0] == 403
    status, page = ines.post(PAPERS, {"new": "eve", "student": "", "handed": ""})
    assert status == 200
    assert "Remettre pour eve" in page
    version = Fields(page).sent["_version"][0]
    typed = {"_student": "eve", "_version": version, "_do": "hand-in", "d-number": "12,7"}
    status, page = ines.post(f"{PAPERS}/form", typed)
    assert status == 200
    assert "La copie est remise et corrigée." in page
    assert "Copie saisie par ines." in page
    receipt = service.root / "attempts" / "eve" / EXERCISE / "1" / "receipt.json"
    assert json.loads(receipt.read_text(encoding="utf-8"))["keyed"]["by"] == "ines"


def test_an_instructor_acts_and_a_forged_form_does_nothing(service: Service) -> None:
    ines = service.person("ines")
    ines.get("passerelles/fr/grading")
    wanted = {"exercise": EXERCISE, "student": "ana", "further": "2"}
    assert ines.post("passerelles/fr/do/further", wanted, xsrf=False)[0] == 403
    assert not (service.root / "extensions.yml").exists()
    status, page = ines.post("passerelles/fr/do/further", wanted)
    assert status == 200
    assert "4 fois en tout" in page
    assert grading.open_(service.root).settings.allowed(EXERCISE, "ana") == 4
    status, page = ines.post("passerelles/fr/do/grade", {})
    assert status == 200
    wait_for(
        lambda: json.loads(ines.get("passerelles/api/fr/run")[1])["running"] is False,
        120,
        "the run",
    )
    assert "déjà à jour" in ines.get("passerelles/fr/grading")[1]


def test_it_says_when_no_hub_started_it(service: Service) -> None:
    env = {key: value for key, value in os.environ.items() if "JUPYTER" not in key}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "passerelles.portal.instructor_service"),
            *("--classroom", str(service.root), "--course", "alpha"),
        ],
        env={**env, "PASSERELLES_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "started by JupyterHub" in done.stderr
    assert "Traceback" not in done.stderr

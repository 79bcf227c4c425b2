"""The desk's parts by themselves: addresses, rates, people, and answers no desk would give."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.hub.desks import EXERCISE, FULL, TITLE

from passerelles.desk.addresses import DESKS, DeskAddress, addresses, written
from passerelles.desk.choose import desks
from passerelles.desk.local import LocalDesk
from passerelles.desk.people import NamedPeople, Unknown
from passerelles.desk.rates import Rate
from passerelles.desk.receiving import to_send
from passerelles.desk.remote import RemoteDesk
from passerelles.dossier.snapshot import is_snapshot
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles.portal.settings import from_environment

ONE = DeskAddress("evening", TITLE, "http://127.0.0.1:9/services/desk-evening/")


def test_the_environment_names_the_desks(tmp_path):
    environment = {DESKS: written((ONE,)), "JUPYTERHUB_API_TOKEN": "secret"}
    assert addresses(environment) == (ONE,)
    assert addresses({}) == addresses({DESKS: " "}) == ()
    settings = from_environment(tmp_path, environment)
    assert (settings.desks, settings.token) == ((ONE,), "secret")
    assert "secret" not in repr(settings)
    assert DESKS not in settings.to_environment()
    workspace = Workspace.open(tmp_path / "workspace")
    (remote,) = desks(workspace, tmp_path / "room", settings.desks, settings.token)
    assert isinstance(remote, RemoteDesk)
    assert "secret" not in repr(remote)
    (local,) = desks(workspace, None, (), "")
    assert isinstance(local, LocalDesk)
    assert not local.grades


@pytest.mark.parametrize(
    "said",
    [
        "nonsense",
        "{}",
        "[1]",
        "[" * 100_000,
        '[{"course": "../x", "title": {"fr": "a", "en": "b"}, "url": "http://h/"}]',
        '[{"course": "x", "title": {"fr": "a", "en": "b"}, "url": "file:///etc/"}]',
        '[{"course": "x", "title": {"fr": "a", "en": "b"}, "url": "http://h/x"}]',
        '[{"course": "x", "url": "http://h/"}]',
    ],
)
def test_a_faulty_list_of_desks_is_refused(said):
    with pytest.raises(Refusal, match=DESKS):
        addresses({DESKS: said})


def test_a_bucket_fills_again():
    now = [0.0]
    rate = Rate(2, 0.5, lambda: now[0])
    assert [rate.wait("ana") for _ in range(3)] == [0, 0, 2]
    assert rate.wait("bo") == 0
    now[0] = 1.0
    assert rate.wait("ana") == pytest.approx(1)
    now[0] = 2.5
    assert rate.wait("ana") == 0


def test_a_file_of_tokens(tmp_path):
    path = tmp_path / "tokens.json"
    path.write_text(json.dumps({"one": " Zoé "}))
    people = NamedPeople.of(path)
    assert asyncio.run(people.who("one")) == "Zoé"
    for token in ("", "two", "é"):
        with pytest.raises(Unknown):
            asyncio.run(people.who(token))
    for raw in ("", "[]", '{"one": 1}', '{"one": "../x"}'):
        path.write_text(raw)
        with pytest.raises(Refusal):
            NamedPeople.of(path)


@contextmanager
def answering(status: int, raw: bytes, **headers: str) -> Iterator[tuple[RemoteDesk, list[str]]]:
    """Answer everything in one way; yield a desk there and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/services/desk-evening/"
    try:
        yield RemoteDesk(WORKSPACES[-1], "evening", TITLE, url, "token"), asked
    finally:
        server.shutdown()
        server.server_close()


WORKSPACES: list[Workspace] = []


@pytest.fixture(autouse=True)
def _workspace(tmp_path):
    made = Workspace.open(tmp_path / "workspace-of-one")
    for question, value in FULL.items():
        made.answers(EXERCISE).keep(question, value, "fr")
    WORKSPACES.append(made)
    yield
    WORKSPACES.pop()


@pytest.mark.parametrize(
    ("status", "raw", "match"),
    [
        (502, b"<html>Bad gateway</html>", "not there at the moment"),
        (200, b"<html>Log in</html>", "does not understand"),
        (200, b"[]", "does not understand"),
        (200, b'{"standing": {"exercise": 3}}', "does not understand"),
        (200, b'{"standing": {"exercise": "e0-demo", "odd": 1}}', "does not understand"),
        (200, b'{"standing": null}', "does not take this exercise"),
        (200, b"[" * 200_000, "does not understand"),
        (409, b'{"fr": "Non.", "en": "No."}', "No."),
    ],
)
def test_answers_that_are_no_desks(status, raw, match):
    with answering(status, raw) as (one, _), pytest.raises(Refusal, match=match):
        one.submit(EXERCISE)
    assert WORKSPACES[-1].answers(EXERCISE).load().answers


def test_the_token_follows_no_redirect():
    with answering(302, b"", Location="http://127.0.0.1:9/elsewhere") as (one, asked):
        with pytest.raises(Refusal, match="302"):
            one.submit(EXERCISE)
        assert asked == [f"/services/desk-evening/exercises/{EXERCISE}"]


def test_the_sentence_is_the_desks_own_in_both_languages():
    said = {"refusal": "Non.", "fr": "Non.", "en": "No."}
    with answering(429, json.dumps(said).encode()) as (one, _):
        with pytest.raises(Refusal) as refused:
            one.info()
        assert refused.value.text == Text("Non.", "No.")


def test_the_dossier_travels_with_the_answers():
    workspace = WORKSPACES[-1]
    known = {*FULL, "d-dossier"}
    assert set(to_send(workspace, EXERCISE, known, {"d-dossier"}).answers) == set(FULL)
    workspace.dossier.contribute(
        {"due-diligence": {"items": {"political-context": "verified"}, "readiness": 0.5}},
        "partners",
    )
    sent = to_send(workspace, EXERCISE, known, {"d-dossier"}).answers
    assert is_snapshot(sent["d-dossier"])
    assert workspace.answers(EXERCISE).load().answers["d-dossier"] == sent["d-dossier"]
    # Nothing that the desk did not ask for goes out.
    assert set(to_send(workspace, EXERCISE, {"d-single"}, set()).answers) == {"d-single"}

"""The dossier's addresses over HTTP: forms without scripts, two tabs, files good and bad."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from tests.conftest import Served, served
from tests.portal_client import Client

from passerelles.build.sample import sample
from passerelles.dossier.data import encode
from passerelles.dossier.schema import SCHEMA, Dossier, to_plain
from passerelles.dossier.store import LIMIT
from passerelles.dossier.workspace import Workspace

SAMPLE = encode(to_plain(sample("fr")))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("dossier") / "workspace") as found:
        yield found


@pytest.fixture
def client(running: Served) -> Client:
    """Start from the sample dossier, as the learner's own."""
    Workspace.open(running.workspace).dossier.update(lambda _: Dossier(), by="test")
    made = Client(running)
    loaded = made.post("fr/dossier/upload", file=("dossier.json", SAMPLE))
    assert loaded.url.endswith("fr/dossier?done=uploaded")
    return made


def held(running: Served) -> Dossier:
    return Workspace.open(running.workspace).dossier.load()


def edit(client: Client, revision: str, **fields: str):
    return client.post("fr/dossier/edit", {"revision": revision, **fields})


def test_the_page_shows_steps_sections_notes_and_ways_on(client: Client) -> None:
    page = client.get("fr/dossier")
    assert page.text.count("complète") >= 7
    assert "Rien n’est demandé sur le statut administratif" in page.text
    assert "Nous avons écouté quarante commerçantes" in page.text
    assert 'href="/passerelles/fr/modules/m2-institutional#survey"' in page.body.decode()
    english = client.get("en/dossier").body.decode()
    assert re.search(r'<p lang="fr">Nous avons écouté', english)
    assert "The needs" in english


def test_an_edit_is_saved_and_said_where_it_was_made(client: Client, running: Served) -> None:
    revision = client.get("fr/dossier").revision
    answer = edit(client, revision, action="note", step="5", text="À discuter\r\nen mars")
    assert answer.url.endswith("done=saved&at=step-5#step-5")
    assert "Enregistré." in answer.text
    assert held(running).notes["5"].text == "À discuter\nen mars"
    answer = edit(client, answer.revision, action="frame", home="Aval", partner="Sahlène",
                  route="integrate-into-existing")  # fmt: skip
    assert held(running).territories.home == "Aval"
    assert "Réviser le partenariat" in answer.text


def test_own_sentences_replace_those_of_the_course_and_go_again(
    client: Client, running: Served
) -> None:
    revision = client.get("fr/dossier").revision
    answer = edit(client, revision, action="wording", section="budget",
                  text="Tout tient en 105 000 € <b>sans</b> prêt.")  # fmt: skip
    assert "Tout tient en 105 000 € &lt;b&gt;sans&lt;/b&gt; prêt." in answer.body.decode()
    Workspace.open(running.workspace).dossier.contribute(
        {"budget": {"total": 90000.0}}, by="resources"
    )
    moved = client.get("fr/dossier")
    assert "ont changé depuis que vous avez écrit ces phrases" in moved.text
    answer = edit(client, moved.revision, action="wording", section="budget", text="x", reset="1")
    assert "budget" not in held(running).wording
    # The course's own sentences sent back unchanged are no wording of one's own.
    own = re.search(r'(?s)<textarea id="words-budget"[^>]*>(.*?)</textarea>', answer.body.decode())
    assert own
    edit(client, answer.revision, action="wording", section="budget", text=own[1])
    assert "budget" not in held(running).wording


def test_two_tabs_lose_nothing(client: Client, running: Served) -> None:
    first = second = client.get("fr/dossier").revision
    edit(client, first, action="note", step="2", text="Onglet un")
    merged = edit(client, second, action="note", step="3", text="Onglet deux")
    assert "les deux changements y sont" in merged.text
    refused = edit(client, second, action="note", step="2", text="Onglet deux aussi")
    assert refused.status == 409
    assert "Onglet deux aussi" in refused.text
    assert "Onglet un" in refused.text
    notes = held(running).notes
    assert (notes["2"].text, notes["3"].text) == ("Onglet un", "Onglet deux")
    insisted = edit(client, refused.revision, action="note", step="2", text="Onglet deux aussi")
    assert insisted.status == 200
    assert held(running).notes["2"].text == "Onglet deux aussi"


def test_a_text_too_long_is_given_back(client: Client, running: Served) -> None:
    revision = client.get("fr/dossier").revision
    answer = edit(client, revision, action="note", step="2", text="mot " * 1500)
    assert answer.status == 400
    assert "4000 tiennent ici" in answer.text
    assert answer.text.count("mot mot") > 0
    assert held(running).revision == int(revision)


def test_remove_undo_versions_restore(client: Client, running: Served) -> None:
    revision = client.get("fr/dossier").revision
    removed = edit(client, revision, action="remove", section="needs")
    assert held(running).section("needs") is None
    assert "Retiré" in removed.text
    back = client.post("fr/dossier/undo", {"revision": removed.revision})
    assert "Le dernier changement est annulé." in back.text
    assert held(running).section("needs") is not None
    listed = client.get("fr/dossier/versions")
    assert "Retiré : « Les besoins » et vos phrases pour « Les besoins »." in listed.text.replace(
        "\u00a0", " "
    )
    earlier = client.get(f"fr/dossier/versions/{removed.revision}")
    assert 'id="section-needs"' not in earlier.body.decode()
    assert 'id="section-budget"' in earlier.body.decode()
    client.post("fr/dossier/restore", {"restored": removed.revision})
    assert held(running).section("needs") is None


def test_undo_from_a_page_that_is_out_of_date_says_so(client: Client, running: Served) -> None:
    revision = client.get("en/dossier").revision
    edit(client, revision, action="note", step="2", text="Ailleurs")
    answer = client.post("en/dossier/undo", {"revision": revision})
    assert answer.status == 409
    assert answer.alerts[0].startswith("The dossier has changed since")
    assert held(running).notes["2"].text == "Ailleurs"


BAD = {
    "newer": (encode({"schema": SCHEMA + 1, "sections": {}}), "version plus récente"),
    "foreign": (b'{"cells": [], "nbformat": 4}', "n’est pas un dossier du cours"),
    "truncated": (SAMPLE[:5000], "s’arrête avant la fin"),
    "damaged": (b"\x00\xff" * 50, "abîmé"),
    "too-big": (b" " * (LIMIT + 1), "dépasse 2"),
    "empty": (b"", "vide"),
    "faulty": (SAMPLE.replace(b'"build-new"', b'"by-sea"'), "route"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_a_sentence_and_changes_nothing(
    client: Client, running: Served, kind: str
) -> None:
    raw, word = BAD[kind]
    before = held(running)
    answer = client.post("fr/dossier/upload", file=("dossier.json", raw))
    assert answer.status == 400
    assert word in answer.alerts[0]
    assert held(running) == before


def test_what_comes_out_goes_in_again(client: Client, running: Served) -> None:
    out = client.get("en/dossier/dossier.json")
    assert "attachment" in out.headers["Content-Disposition"]
    assert json.loads(out.body)["territories"]["home"] == "Rivemer"
    same = client.post("en/dossier/upload", file=("copy.json", out.body))
    assert "identical" in same.text
    edit(client, client.get("fr/dossier").revision, action="frame", home="Aval")
    client.post("en/dossier/upload", file=("copy.json", out.body))
    assert held(running).territories.home == "Rivemer"
    client.post("en/dossier/undo", {"revision": client.get("en/dossier").revision})
    assert held(running).territories.home == "Aval"


def test_no_file_chosen_is_a_sentence(client: Client) -> None:
    assert "Aucun fichier" in client.post("fr/dossier/upload").alerts[0]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("fr/dossier/edit", {"action": "burn", "revision": "1"}),
        ("fr/dossier/edit", {"action": "note", "revision": "one"}),
        ("fr/dossier/edit", {"action": "note"}),
        ("fr/dossier/undo", {"revision": "9" * 40}),
        ("fr/dossier/restore", {}),
    ],
)
def test_a_malformed_form_is_a_bad_request(
    client: Client, path: str, fields: dict[str, str]
) -> None:
    assert client.post(path, fields).status == 400


def test_a_form_without_its_token_changes_nothing(client: Client, running: Served) -> None:
    before = held(running)
    for path, fields in (
        ("fr/dossier/edit", {"revision": str(before.revision), "action": "frame", "home": "X"}),
        ("fr/dossier/undo", {"revision": str(before.revision)}),
        ("fr/dossier/restore", {"restored": "1"}),
        ("fr/dossier/upload", {}),
        ("fr/profile", {}),
    ):
        assert client.post(path, fields, xsrf=False).status == 403
    assert held(running) == before


def test_a_stranger_is_sent_to_the_login(running: Served) -> None:
    stranger = Client.__new__(Client)
    stranger.__dict__.update(vars(Client(running)))
    stranger.jar.clear()
    for path in ("fr/dossier/dossier.json", "fr/dossier/versions", "fr/sample", "fr/profile"):
        import urllib.request  # noqa: PLC0415

        answer = stranger._open(urllib.request.Request(running.address + path))
        assert "/login" in answer.url


def test_the_sample_is_read_and_never_written(client: Client, running: Served) -> None:
    before = held(running)
    for lang, word in (("fr", "inventés"), ("en", "invented")):
        page = client.get(f"{lang}/sample")
        assert word in page.text
        assert 'method="post"' not in page.body.decode()
        assert "sample" in client.get(f"{lang}/").body.decode()
    assert held(running) == before

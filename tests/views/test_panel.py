"""The panel without a kernel, its browser files, the shared strings and the session."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES
from passerelles_widgets import assets, session
from passerelles_widgets.panel import Panel, language_of
from passerelles_widgets.strings import string, strings, words

SCRIPTS = [name for name in assets.ASSETS if name.endswith(".js") and "plotly" not in name]


def test_values_from_the_browser_are_heard_and_not_echoed() -> None:
    panel = Panel({"id": "x", "lang": "en"}, {"a": 1})
    heard: list[Any] = []
    panel.observe(lambda change: heard.append(change["new"]), names="values")
    panel.set_state({"values": {"a": 2}})
    assert heard == [{"a": 2}]
    assert panel.trait_metadata("values", "echo_update") is False


def test_an_action_comes_with_the_values_it_was_pressed_with() -> None:
    panel = Panel({"id": "x", "lang": "en"}, {"a": 1, "b": 1})
    heard: list[Any] = []
    panel.on_action(lambda action, payload: heard.append((action, payload, dict(panel.values))))
    panel._handle_custom_msg({"action": "save", "payload": 3, "values": {"a": 5}}, [])
    assert heard == [("save", 3, {"a": 5, "b": 1})]


@pytest.mark.parametrize("content", [None, "save", {}, {"action": 1}, {"action": None}, []])
def test_anything_else_from_the_browser_is_ignored(content: Any) -> None:
    panel = Panel({"id": "x"}, {})
    panel.on_action(lambda *_: pytest.fail("no action was asked"))
    panel._handle_custom_msg(content, [])


def test_an_unknown_language_is_french() -> None:
    assert language_of({"lang": "de"}) == "fr"
    assert language_of({}) == "fr"
    assert Panel({"lang": "en"}).words["right"] == "Right"


def test_the_panel_asks_the_browser() -> None:
    panel = Panel({"id": "x"}, {})
    sent: list[Any] = []
    panel.send = sent.append
    panel.do("focus", field="a")
    assert sent == [{"do": "focus", "field": "a"}]


@pytest.mark.parametrize("name", sorted(assets.ASSETS))
def test_assets_are_named_by_their_contents(name: str) -> None:
    path = assets.static_path(name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    stem, _, extension = name.rpartition(".")
    assert assets.hashed_name(name) == f"{stem}.{digest}.{extension}"


def test_there_are_no_other_assets() -> None:
    with pytest.raises(KeyError):
        assets.static_path("../strings.yml")


def test_a_stub_names_every_file_and_stays_small() -> None:
    stub = Panel({"id": "x"})._esm
    for name in ("panel.js", "panel-fields.js", "panel-lists.js", "panel.css"):
        assert assets.hashed_name(name) in stub
    assert len(stub) < 800


@pytest.mark.parametrize("name", SCRIPTS)
def test_data_never_becomes_markup(name: str) -> None:
    text = assets.static_path(name).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text)
    assert not re.search(r"https?://", text)


@pytest.mark.parametrize("name", SCRIPTS)
def test_files_stay_below_four_hundred_lines(name: str) -> None:
    assert len(assets.static_path(name).read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("prefix", ["panel", "chart"])
def test_every_word_the_browser_asks_for_exists(prefix: str) -> None:
    used: set[str] = set()
    for name in SCRIPTS:
        if name.startswith(prefix):
            text = assets.static_path(name).read_text(encoding="utf-8")
            used |= set(re.findall(r"\bwords\.([a-z]+)", text))
            used |= set(re.findall(r'words\["([a-z-]+)"\]', text))
    assert used <= set(words(prefix, "fr"))


@pytest.mark.parametrize("name", sorted(strings()))
def test_every_string_is_whole_in_both_languages(name: str) -> None:
    text = strings()[name]
    places = [set(re.findall(r"\{\w+\}", text[language])) for language in LANGUAGES]
    assert text.fr
    assert text.en
    assert places[0] == places[1]
    assert not re.search(r"(?<![\u00a0\u202f])[:;?!»]", text.fr.replace("http:", ""))
    assert not re.search(r"«(?!\u00a0)", text.fr)
    assert "'" not in text.fr + text.en


def test_an_unknown_string_raises() -> None:
    with pytest.raises(KeyError):
        string("no such string", "fr")
    assert string("panel-row", "en", row=3) == "row 3"


def test_the_session_finds_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "exercises" / "e1"
    inner.mkdir(parents=True)
    monkeypatch.delenv(session.WORKSPACE_VARIABLE, raising=False)
    monkeypatch.setattr(session, "_current", None)
    monkeypatch.chdir(inner)
    assert session.find_workspace() == inner
    (tmp_path / ".passerelles").mkdir()
    session.begin(course="m2-institutional", lang="en")
    assert session.current().root == tmp_path
    assert isinstance(session.current().workspace, Workspace)
    assert (session.current().language, session.current().module) == ("en", "m2-institutional")
    monkeypatch.setenv(session.WORKSPACE_VARIABLE, str(inner))
    assert session.find_workspace() == inner


def test_a_workspace_that_cannot_be_opened_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_current", None)
    monkeypatch.setenv(session.WORKSPACE_VARIABLE, str(tmp_path / "absent" / "deeper"))
    session.begin(course="m2-institutional", lang="fr")
    assert session.current().workspace is None
    assert session.current().refusal is not None


def test_another_language_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_current", None)
    with pytest.raises(Refusal, match="There is no language"):
        session.begin(course="m2-institutional", lang="de")

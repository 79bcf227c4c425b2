"""A simulator on the page without a kernel: set a value, read the sentence, the chart, the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.views.fake_simulator import (
    FAKE,
    here,
    kept,
    move,
    page,
)

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles_widgets import session, simulators
from passerelles_widgets.session import Session
from passerelles_widgets.simulators import panel as panels
from passerelles_widgets.simulators.base import Figure
from passerelles_widgets.simulators.panel import SimulatorPage, scenario_panel
from passerelles_widgets.simulators.simulator import Simulator


@pytest.fixture(autouse=True)
def _no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PASSERELLES_SHARE", "QUERY_STRING", "PASSERELLES_PAGE"):
        monkeypatch.delenv(name, raising=False)


def test_a_change_moves_sentence_chart_and_file(tmp_path: Path) -> None:
    shown = page(tmp_path)
    move(shown, weight=40)
    assert "le poids de la langue" in shown.live.panel.sentence
    assert shown.live.charts[0].figure["data"][0]["y"] == [1.2]
    assert shown.live.charts[0].label == "Barre : 1.2"
    assert shown.live.result.sentence == "Note 1.2"
    assert shown.live.notes.notes == ["Une remarque."]
    assert kept(tmp_path)["weight"] == 40
    assert shown.live.panel.status.startswith("Enregistré à ")


def test_a_movement_is_told_from_where_it_began(tmp_path: Path) -> None:
    shown = page(tmp_path, "en")
    for weight in (25, 30, 35):
        move(shown, weight=weight)
    assert "at 35 instead of 20" in shown.live.panel.sentence


def test_values_come_back_in_the_other_language(tmp_path: Path) -> None:
    move(page(tmp_path), weight=75)
    assert page(tmp_path, "en").live.values["weight"] == 75


@pytest.mark.parametrize("wrong", [101, -5, None, "beaucoup", 12.5, [1], True])
def test_a_faulty_value_is_refused_beside_its_field(tmp_path: Path, wrong: Any) -> None:
    shown = page(tmp_path)
    move(shown, weight=40)
    move(shown, weight=wrong)
    assert set(shown.live.panel.errors) == {"weight"}
    assert "Poids de la langue" in shown.live.panel.errors["weight"]
    assert shown.live.result.sentence == "Note 1.2"
    assert kept(tmp_path)["weight"] == 40
    move(shown, weight=40)
    assert shown.live.panel.errors == {}


def test_every_fault_shows_at_once_with_its_cell(tmp_path: Path) -> None:
    shown = page(tmp_path)
    move(shown, weight=999, candidates=[{"name": "A", "score": 11}])
    assert set(shown.live.panel.errors) == {"weight", "candidates/0/score"}


@pytest.mark.parametrize("nonsense", [{"evil": 1}, {"candidates": "x"}, {"candidates": [1]}])
def test_hostile_values_never_raise(tmp_path: Path, nonsense: dict[str, Any]) -> None:
    shown = page(tmp_path)
    move(shown, **nonsense)
    assert shown.live.panel.errors
    assert shown.live.result.sentence == "Note 0.6"


def test_what_the_model_refuses_or_breaks_on_is_said(tmp_path: Path) -> None:
    shown = page(tmp_path)
    move(shown, weight=65)
    assert shown.live.panel.errors == {"": "Ce poids est interdit ici."}
    move(shown, weight=95)
    assert "n’a pas abouti" in shown.live.panel.errors[""]
    assert shown.live.values["weight"] == 20


def test_saved_values_no_longer_valid_give_a_sentence_and_the_defaults(tmp_path: Path) -> None:
    Workspace.open(tmp_path).scenarios("partners").keep({"weight": 5000})
    shown = page(tmp_path)
    assert "ne peuvent plus être reprises" in shown.live.panel.sentence
    assert shown.live.values["weight"] == 20


def test_reset_returns_to_the_defaults(tmp_path: Path) -> None:
    shown = page(tmp_path)
    move(shown, weight=40)
    shown.live.panel.act("reset")
    assert shown.live.panel.values["weight"] == 20
    assert kept(tmp_path)["weight"] == 20


def test_the_dossier_receives_the_contribution(tmp_path: Path) -> None:
    shown = page(tmp_path)
    shown.live.panel.act("contribute")
    assert shown.live.panel.status == "Ajouté à votre dossier\u00a0: le partenaire."
    assert Workspace.open(tmp_path).dossier.load().section("partner").name == "Kaolé"


def test_without_a_workspace_it_works_and_says_so(tmp_path: Path) -> None:
    why = Text("Dossier illisible.", "Unreadable folder.")
    shown = SimulatorPage(FAKE, Session("fr", "m2", tmp_path, None, why))
    assert shown.live.panel.status == "Rien n’est enregistré. Dossier illisible."
    move(shown, weight=40)
    assert shown.live.result.sentence == "Note 1.2"
    shown.live.panel.act("contribute")
    shown.tools.panel.act("save")
    assert "Rien n’est enregistré" in shown.live.panel.status
    assert not list(tmp_path.iterdir())


def test_a_failed_save_says_so_and_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = page(tmp_path)

    def full(*_: Any) -> None:
        raise Refusal("Le disque est plein.", "The disk is full.")

    monkeypatch.setattr(type(shown.keeper._store), "keep", full)
    move(shown, weight=40)
    assert shown.live.panel.status == "Rien n’est enregistré. Le disque est plein."
    assert shown.live.result.sentence == "Note 1.2"


def share(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("QUERY_STRING", f"token=x&share={text}")


def test_a_shared_link_shows_without_overwriting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(page(tmp_path), weight=40)
    share(monkeypatch, FAKE.share({"weight": 80}))
    shown = page(tmp_path)
    assert shown.live.values["weight"] == 80
    assert "lien partagé" in shown.live.panel.sentence
    assert kept(tmp_path)["weight"] == 40
    move(shown, weight=85)
    assert kept(tmp_path)["weight"] == 85
    shown.live.panel.act("own")
    assert kept(tmp_path)["weight"] == 40


@pytest.mark.parametrize("text", ["abc", "eJw", "%3Cscript%3E", "A" * 50_000])
def test_a_damaged_link_gives_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    move(page(tmp_path), weight=40)
    share(monkeypatch, text)
    shown = page(tmp_path)
    assert "ce lien est incomplet ou abîmé" in shown.live.panel.sentence
    assert shown.live.values["weight"] == 40


def named(shown: SimulatorPage, name: str, note: str = "") -> None:
    shown.tools.panel.values = {**shown.tools.panel.values, "name": name, "note": note}
    shown.tools.panel.act("save")


def tick(shown: SimulatorPage, *names: str) -> None:
    shown.tools.panel.values = {**shown.tools.panel.values, "chosen": list(names)}


def options(shown: SimulatorPage) -> list[str]:
    fields = shown.tools.panel.spec["groups"][0]["fields"]
    return [option["id"] for field in fields for option in field.get("options", [])]


def test_scenarios_are_saved_restored_compared_and_deleted(tmp_path: Path) -> None:
    shown = page(tmp_path)
    assert options(shown) == []
    move(shown, weight=40)
    named(shown, "Prudent", "pour le conseil")
    move(shown, weight=90)
    named(shown, "Hardi")
    assert options(shown) == ["Prudent", "Hardi"]
    tick(shown, "Prudent")
    shown.tools.panel.act("compare")
    assert len(shown.tools.more.children) == 2
    assert "Prudent" in json.dumps(shown.tools.more.children[0].table, ensure_ascii=False)
    shown.tools.panel.act("restore")
    assert shown.live.panel.values["weight"] == 40
    assert kept(tmp_path)["weight"] == 40
    tick(shown, "Hardi")
    shown.tools.panel.act("delete")
    assert "confirmer" in shown.tools.panel.status
    assert options(shown) == ["Prudent", "Hardi"]
    shown.tools.panel.act("delete")
    assert options(shown) == ["Prudent"]


def test_a_scenario_needs_a_name(tmp_path: Path) -> None:
    shown = page(tmp_path)
    named(shown, "   ")
    assert set(shown.tools.panel.errors) == {"name"}
    named(shown, "Bon")
    assert shown.tools.panel.errors == {}


@pytest.mark.parametrize("action", ["restore", "compare", "delete", "nothing such"])
def test_acting_on_nothing_is_harmless(tmp_path: Path, action: str) -> None:
    shown = page(tmp_path)
    tick(shown, "absent")
    shown.tools.panel.act(action)
    assert shown.tools.more.children == ()


def test_sensitivity_is_computed_when_opened_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    real = Simulator.sensitivity_figure

    def counted(self: Simulator, *given: Any) -> Figure:
        calls.append("once")
        return real(self, *given)

    monkeypatch.setattr(Simulator, "sensitivity_figure", counted)
    shown = page(tmp_path)
    move(shown, weight=40)
    assert calls == []
    shown.tools.panel.act("open", "sensitivity")
    assert len(shown.tools.more.children) == 1
    move(shown, weight=45)
    assert calls == ["once"]
    assert "ont changé" in shown.tools.panel.status
    shown.tools.panel.act("recompute")
    assert calls == ["once", "once"]


def test_the_share_link_follows_the_values_once_open(tmp_path: Path) -> None:
    shown = page(tmp_path)
    move(shown, weight=40)
    assert shown.tools.panel.values["link"] == ""
    shown.tools.panel.act("open", "share")
    assert FAKE.unshare(shown.tools.panel.values["link"])["weight"] == 40
    move(shown, weight=45)
    assert FAKE.unshare(shown.tools.panel.values["link"])["weight"] == 45


def test_assumptions_show_where_they_come_from(tmp_path: Path) -> None:
    groups = page(tmp_path).live.panel.spec["groups"]
    assert [group["kind"] for group in groups] == ["decision", "assumption"]
    share_field = groups[1]["fields"][0]
    assert share_field["source"] == "Hypothèse du cours\u00a0: une moitié répond d’ordinaire"
    assert (share_field["scale"], share_field["unit"]) == (100, "%")


def test_a_question_hears_every_valid_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "load", lambda _: FAKE)
    monkeypatch.setattr(session, "_current", here(tmp_path))
    heard: list[Any] = []
    box = scenario_panel("partners", FAKE.defaults("fr"), heard.append)
    panel = box.children[0].children[0]
    panel.values = {**panel.values, "weight": 40}
    panel.values = {**panel.values, "weight": 4000}
    assert [values["weight"] for values in heard] == [40]
    panel.act("reset")
    assert heard[-1]["weight"] == 20
    assert not (tmp_path / "scenarios").exists()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", simulators.ids())
def test_every_simulator_opens_in_both_languages(tmp_path: Path, name: str, language: Any) -> None:
    shown = SimulatorPage(simulators.load(name), here(tmp_path, language))
    assert shown.live.result.sentence
    assert shown.live.charts
    assert shown.live.panel.spec["lang"] == language
    shown.live.panel.act("contribute")
    assert "dossier" in shown.live.panel.status

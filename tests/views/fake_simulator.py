"""A small simulator the page's tests share, and short ways of handling it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles_widgets.session import Session
from passerelles_widgets.simulators.base import (
    Column,
    Figure,
    Heading,
    Indicator,
    Option,
    Parameter,
    SimulatorData,
    Table,
    View,
)
from passerelles_widgets.simulators.panel import SimulatorPage
from passerelles_widgets.simulators.simulator import Simulator


def both(fr: str, en: str) -> Text:
    return Text(fr, en)


DATA = SimulatorData(
    id="partners",
    module="m2-institutional",
    title=both("Trouver un partenaire", "Finding a partner"),
    purpose=both("Comparer des territoires.", "Compare territories."),
    reading=both("Plus la barre est longue, mieux c’est.", "The longer the bar, the better."),
    writes=("partner",),
    parameters=(
        Parameter(
            id="weight",
            kind="decision",
            type="number",
            label=both("Poids de la langue", "Weight of language"),
            phrase=both("le poids de la langue", "the weight of language"),
            default=20,
            source="G 3.1.5",
            min=0,
            max=100,
            step=5,
            digits=0,
        ),
        Parameter(
            id="channel",
            kind="decision",
            type="choice",
            label=both("Par qui passer", "Through whom"),
            phrase=both("le canal", "the channel"),
            default="networks",
            source="G 3.1.5",
            options=(
                Option("networks", both("Réseaux", "Networks")),
                Option("missions", both("Missions", "Missions")),
            ),
        ),
        Parameter(
            id="candidates",
            kind="decision",
            type="table",
            label=both("Territoires candidats", "Candidate territories"),
            phrase=both("la liste des candidats", "the list of candidates"),
            default=[{"name": {"fr": "Kaolé", "en": "Kaolé"}, "score": 6}],
            source="G 3.1.5",
            columns=(
                Column("name", "text", both("Nom", "Name")),
                Column("score", "number", both("Note", "Score"), min=0, max=10, default=5),
            ),
            min_rows=1,
            max_rows=4,
        ),
        Parameter(
            id="share",
            kind="assumption",
            type="number",
            label=both("Part qui répond", "Share that answers"),
            phrase=both("la part qui répond", "the share that answers"),
            default=0.5,
            source="hypothesis",
            reason=both("une moitié répond d’ordinaire", "half usually answer"),
            format="percent",
            min=0,
            max=1,
            step=0.05,
        ),
    ),
    indicators=(
        Indicator(
            id="score", label=both("Note", "Score"), phrase=both("la note", "the score"), digits=1
        ),
    ),
)


@dataclass(frozen=True)
class Scenario:
    values: Any

    @classmethod
    def from_values(cls, values: Any) -> Scenario:
        return cls(dict(values))


def run(scenario: Scenario) -> Any:
    values = scenario.values
    if values["weight"] == 65:
        raise Refusal("Ce poids est interdit ici.", "This weight is not allowed here.")
    if values["weight"] == 95:
        raise ZeroDivisionError
    best = max(row["score"] for row in values["candidates"])
    return SimpleNamespace(score=best * values["weight"] / 100 * values["share"])


def contribution(scenario: Scenario, result: Any) -> dict[str, Any]:
    return {
        "partner": {
            "name": scenario.values["candidates"][0]["name"],
            "country": "Sénégal",
            "channel": "networks",
            "scores": {"cultural-proximity": 6.0},
            "rank_acceptability": 0.5,
            "alternatives": [],
        }
    }


def view(result: Any, texts: Any) -> View:
    table = Table("t", "Notes", (Heading("Nom"), Heading("Note", "number", 1)), (("A", 1.0),))
    spec = {"data": [{"type": "bar", "x": ["A"], "y": [result.score]}], "layout": {"height": 300}}
    figure = Figure("bars", "Les notes", spec, f"Barre : {result.score}", table)
    return View(f"Note {result.score:g}", (figure,), (table,), ("Une remarque.",))


FAKE = Simulator(
    DATA,
    SimpleNamespace(Scenario=Scenario, run=run, contribution=contribution),  # type: ignore[arg-type]
    SimpleNamespace(view=view),  # type: ignore[arg-type]
)


def here(root: Path, language: Any = "fr") -> Session:
    return Session(language, "m2-institutional", root, Workspace.open(root))


def page(root: Path, language: Any = "fr") -> SimulatorPage:
    return SimulatorPage(FAKE, here(root, language))


def move(shown: SimulatorPage, **values: Any) -> None:
    shown.live.panel.values = {**shown.live.panel.values, **values}


def kept(root: Path) -> dict[str, Any]:
    return json.loads((root / "scenarios/partners/current.json").read_text())["values"]

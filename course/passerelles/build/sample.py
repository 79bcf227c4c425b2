"""The sample dossier: an invented pair of towns, made by the simulators themselves.

`course/sample/*.yml` holds what a learner of the invented town of Rivemer entered, texts in
both languages. The two `dossier.<lang>.json` beside it are what comes of it: written by
`passerelles build`, committed, checked for drift, and carried by the wheel.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from passerelles.build.course import places
from passerelles.dossier.data import decode, encode
from passerelles.dossier.document import understood
from passerelles.dossier.schema import (
    MIGRATIONS,
    SCHEMA,
    Dossier,
    Route,
    Territories,
    from_plain,
    to_plain,
)
from passerelles.dossier.words import Note, Wording
from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
from passerelles.library.text import LANGUAGES, Language, Text, localised
from passerelles_widgets import simulators
from passerelles_widgets.simulators.corridors.places import Point, distance

STEP_FILES: Final = ("step-1.yml", "step-2-3.yml", "step-4.yml", "step-5.yml", "step-6-7.yml")
_DIGITS: Final = 12
"""Significant digits kept, so that the last bit of a machine's arithmetic makes no difference."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`frame.yml`: all that stands around the sections."""

    revision: int
    updated: str
    route: Route
    territories: Territories
    territory: dict[str, Any]
    corridors: list[dict[str, Any]]
    notes: dict[int, Text] = field(default_factory=dict)
    wording: dict[str, Text] = field(default_factory=dict)


def folder() -> Path:
    """Return where the sample lies."""
    return places().root / "course" / "sample"


def scenarios() -> dict[str, dict[str, Any]]:
    """Return what was entered, by simulator, texts as `{fr, en}`."""
    made: dict[str, dict[str, Any]] = {}
    for name in STEP_FILES:
        made.update(load_yaml(folder() / name, dict[str, dict[str, Any]]))
    return made


def make(language: Language) -> Dossier:
    """Make the sample dossier in one language by running the simulators."""
    frame = load_yaml(folder() / "frame.yml", Frame)
    dossier = Dossier(
        route=frame.route,
        territories=frame.territories,
        notes={_key(step): Note(text[language], language) for step, text in frame.notes.items()},
    )
    dossier = dossier.with_sections(_rounded(_places(frame, language)))
    for simulator_id, entered in scenarios().items():
        simulator = simulators.load(simulator_id)
        values = simulator.check(localised(entered, language), language)
        dossier = dossier.with_sections(_rounded(simulator.contribution(values)))
    wording = {
        section: Wording(text[language], language, dossier.fingerprint(section))
        for section, text in frame.wording.items()
    }
    return replace(
        dossier, revision=frame.revision, updated=frame.updated, by="sample", wording=wording
    )


def contents() -> dict[str, bytes]:
    """Return what the two files must hold, by name."""
    return {f"dossier.{lang}.json": encode(to_plain(make(lang))) for lang in LANGUAGES}


@cache
def sample(language: Language) -> Dossier:
    """Read the sample dossier in one language; raise `Refusal` when the course lacks it."""
    path = folder() / f"dossier.{language}.json"
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refusal(
            "Le dossier d’exemple manque à cette installation ; réinstallez le cours.",
            "The sample dossier is missing from this installation; install the course again.",
        ) from error
    return understood(decode(raw), SCHEMA, path, MIGRATIONS, from_plain)


def _places(frame: Frame, language: Language) -> dict[str, Any]:
    home = localised(frame.territory, language)
    here = Point(home["latitude"], home["longitude"])
    items = []
    for entered in frame.corridors:
        item = localised(entered, language)
        there = Point(item["latitude"], item["longitude"])
        items.append({**item, "distance": round(distance(here, there), 1)})
    return {"territory": home, "corridors": {"items": items}}


def _key(step: int) -> Any:
    return str(step)


def _rounded(value: Any) -> Any:
    """Return plain data with its floats kept to twelve significant digits."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value

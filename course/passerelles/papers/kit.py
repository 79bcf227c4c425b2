"""What a trainer prints for the partnership game: role cards, table signs, proposal forms.

The roles are data (`course/trainer/kit/roles.yml`); the decisions on the forms are the game's own,
with what each costs, so that a round can be played on paper and keyed in afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import typst

from passerelles.build.boxes import colon
from passerelles.build.course import places
from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
from passerelles.library.text import Language, Text, money, number
from passerelles.papers.game_papers import board
from passerelles.papers.pdf import EPOCH, LICENCE
from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership.catalogue import rules

ROUNDS: Final = 6
"""Forms in one set: twelve quarters, two at a time."""

WORDS: Final[dict[str, Text]] = {
    "roles": Text("Cartes de rôle", "Role cards"),
    "signs": Text("Chevalets de table", "Table signs"),
    "proposals": Text("Formulaires de proposition", "Proposal forms"),
    "situation": Text("Votre situation", "Your situation"),
    "wants": Text("Ce que vous voulez", "What you want"),
    "brings": Text("Ce que vous apportez", "What you bring"),
    "fears": Text("Ce que vous craignez", "What you fear"),
    "line": Text("Ce que vous n’accepterez pas", "What you will not accept"),
    "question": Text("Votre question", "Your question"),
    "game": Text("Le jeu du partenariat", "The partnership game"),
    "round": Text("Tour", "Round"),
    "quarters": Text("trimestres", "quarters"),
    "team": Text("Équipe", "Team"),
    "how": Text(
        "Numérotez vos décisions, sous leur trimestre, dans l’ordre où elles seront payées\u00a0; "
        "marquez l’effort\u00a0: − réduit (coûte 0,6\u00a0fois, donne la moitié), = normal, "
        "+ renforcé (coûte une fois et demie, donne un quart de plus).",
        "Number your decisions, under their quarter, in the order in which they are to be paid "
        "for; mark the effort: "
        "− light (costs 0.6 times as much, yields half), = normal, + strong (costs half as much "
        "again, yields a quarter more).",
    ),
    "quarter": Text("T", "Q"),
    "board": Text("Le plateau", "The board"),
    "board_how": Text(
        "Le rond est le départ. Posez un pion par piste, ou marquez au crayon. La teinte donne la "
        "zone\u00a0: claire, moyenne, foncée. L’usure se compte à la fin de chaque tour.",
        "The ring is the start. Put a marker on each track, or mark it in pencil. The shade is the "
        "zone: light, middle, dark. Wear is counted at the end of each round.",
    ),
    "square": Text("Case", "Square"),
    "level": Text("Niveau", "Level"),
    "wear": Text("Usure (cases)", "Wear (squares)"),
    "wear_results": Text("Usure des résultats", "Wear of results"),
    "received": Text("Reçu (milliers d’euros)", "Received (thousand euros)"),
    "cash": Text("Argent après le tour", "Money after the round"),
    "upkeep": Text("Entretien, revenus", "Upkeep, income"),
    "running": Text("Initiatives en cours", "Initiatives under way"),
    "decision": Text("Décision (étape du guide)", "Decision (step of the guide)"),
    "staff": Text("Mois de travail", "Person-months"),
    "money": Text("Argent", "Money"),
    "effort": Text("Effort", "Effort"),
    "why": Text("Pourquoi cela, et pourquoi maintenant\u00a0?", "Why this, and why now?"),
    "against": Text("Qui n’était pas d’accord, et pourquoi\u00a0?", "Who disagreed, and why?"),
    "sheet": Text("Ce que nous savons après ce tour", "What we know after this round"),
}


@dataclass(frozen=True, slots=True)
class Role:
    """One role of the game, as its card says it to the person who plays it."""

    id: str
    name: Text
    person: Text
    situation: Text
    wants: Text
    brings: Text
    fears: Text
    line: Text
    question: Text


@cache
def roles() -> tuple[Role, ...]:
    """Read the roles once."""
    path = places().course_file.parent / "trainer" / "kit" / "roles.yml"
    return tuple(load_yaml(path, list[Role]))


def decisions(language: Language) -> list[dict[str, str]]:
    """Return the decisions of the game as a form lists them: name, staff, money."""
    plan = next(one for one in simulators.load("partnership").data.parameters if one.id == "plan")
    column = next(one for one in plan.columns if one.id == "decision")
    names = {option.id: option.label[language] for option in column.options}
    return [
        {
            "name": names[one.id],
            "staff": number(one.staff, language),
            "money": money(one.money, language),
        }
        for one in rules().decisions.values()
    ]


def _roles(language: Language) -> dict[str, Any]:
    cards = [
        {key: value[language] for key, value in _texts(role).items()} | {"number": place}
        for place, role in enumerate(roles(), start=1)
    ]
    return {"cards": cards}


def _signs(language: Language) -> dict[str, Any]:
    return {"names": [role.name[language] for role in roles()]}


def _proposals(language: Language) -> dict[str, Any]:
    return {
        "rounds": [[2 * one + 1, 2 * one + 2] for one in range(ROUNDS)],
        "decisions": decisions(language),
        "roles": [role.name[language] for role in roles()],
    }


def _board(language: Language) -> dict[str, Any]:
    return {"rounds": list(range(1, ROUNDS + 1)), **board(language)}


SHEETS: Final[dict[str, Callable[[Language], dict[str, Any]]]] = {
    "roles": _roles,
    "signs": _signs,
    "proposals": _proposals,
    "board": _board,
}


@lru_cache(maxsize=8)
def sheet_pdf(name: str, language: Language) -> bytes:
    """Return one part of the kit as PDF; raise `Refusal` for an unknown name."""
    if name not in SHEETS:
        raise Refusal(
            "Le matériel n’a pas cette feuille\u00a0; choisissez-en une dans la liste des guides.",
            "The kit has no such sheet; choose one from the list of guides.",
        )
    data = {
        "sheet": name,
        "lang": language,
        "licence": LICENCE[language],
        "colon": colon(language),
        "words": {key: words[language] for key, words in WORDS.items()},
        **SHEETS[name](language),
    }
    sources = {
        "main.typ": Path(__file__).with_name("kit.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    made: dict[str, Any] = {
        "font_paths": [Path(mpl.get_data_path()) / "fonts" / "ttf"],
        "timestamp": EPOCH,
    }
    return bytes(typst.compile(sources, pdf_standards="ua-1", **made))


def _texts(role: Role) -> dict[str, Text]:
    return {key: Text(**value) for key, value in asdict(role).items() if key != "id"}

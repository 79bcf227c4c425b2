"""Team scenarios of a simulator side by side: what each team tried, and what it gives.

Read from the teams' workspaces when the trainer asks, and written into the room's log: what was
shown stays in the record, whatever the teams do next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES
from passerelles.workshop import door, people
from passerelles.workshop.context import Context
from passerelles.workshop.events import Event
from passerelles.workshop.links import both
from passerelles.workshop.state import State
from passerelles_widgets import simulators
from passerelles_widgets.simulators.base import View
from passerelles_widgets.simulators.wording import indicator_value

MOST: Final = 8
MAX_COMPARISONS: Final = 200


def compare(state: State, message: Mapping[str, Any], context: Context) -> list[Event]:
    """Put the teams' current scenarios of `simulator` side by side (`teams`: eight at most)."""
    door.only(message, "simulator", "teams")
    found = simulators.load(str(message.get("simulator")))
    wanted = message.get("teams")
    if wanted is None:
        teams = state.standing()
    elif isinstance(wanted, list) and len(wanted) <= MOST:
        teams = [people.standing(state, team) for team in dict.fromkeys(map(str, wanted))]
    else:
        raise door.not_understood()
    if len(state.comparisons) >= MAX_COMPARISONS:
        raise Refusal(
            "Cette salle garde déjà trop de comparaisons.", "This room keeps too many comparisons."
        )
    named: dict[str, Any] = {}
    for team in teams:
        values = _current(context, team.id, found.id)
        if values is not None and len(named) < MOST:
            try:
                named[team.name] = found.check(values)
            except Refusal:
                continue  # kept by an older version of the simulator: nothing to compare
    if not named:
        raise Refusal(
            "Aucune équipe n’a encore de scénario dans ce simulateur ; laissez-leur du temps.",
            "No team has a scenario in this simulator yet; give them time.",
        )
    results = {name: found.indicators(values) for name, values in named.items()}
    views = {language: found.compare(named, language) for language in LANGUAGES}
    comparison = {
        "simulator": found.id,
        "at": context.now,
        "title": both(found.data.title),
        "teams": list(named),
        "sentence": {language: view.sentence for language, view in views.items()},
        "indicators": [
            {
                "id": item.id,
                "label": both(item.label),
                "better": item.better,
                "values": [result[item.id] for result in results.values()],
                "shown": {
                    language: [
                        indicator_value(item, result[item.id], language)
                        for result in results.values()
                    ]
                    for language in LANGUAGES
                },
            }
            for item in found.data.indicators
        ],
        "differences": {language: _differences(view) for language, view in views.items()},
    }
    return [{"kind": "compared", "comparison": comparison}]


def _current(context: Context, team: str, simulator: str) -> dict[str, Any] | None:
    folder = context.folder / "teams" / team
    if not folder.is_dir():
        return None
    try:
        return Workspace(folder).scenarios(simulator).current()
    except Refusal:
        return None


def _differences(view: View) -> dict[str, Any]:
    table = view.tables[0]
    return {
        "headings": [heading.label for heading in table.headings],
        "rows": [["" if cell is None else str(cell) for cell in row] for row in table.rows],
    }

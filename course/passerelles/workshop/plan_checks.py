"""What `passerelles check` says of the session plans: every fault in a sentence, by file.

Minutes that do not add up, a simulator, section, figure or exercise that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.build.course import course
from passerelles.build.modules import sources
from passerelles.build.myst import read
from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
from passerelles.library.text import Text
from passerelles.workshop.plans import Plan, PlanActivity, PlanItem, PlanLink, folder
from passerelles_widgets import simulators
from passerelles_widgets.simulators.magnitudes.figures import BY_ID as FIGURES

MAX_OPTIONS: Final = 10


def faults() -> list[tuple[str, Text]]:
    """Return what is wrong with the plans, as file name and sentence; an empty list is well."""
    found: list[tuple[str, Text]] = []
    for path in sorted(folder().glob("*.yml")):
        try:
            held = load_yaml(path, Plan)
        except Refusal as refusal:
            found.append((path.name, refusal.text))
            continue
        found += [(path.name, fault) for fault in plan_faults(held, path.stem)]
    return found


def plan_faults(held: Plan, stem: str) -> Iterator[Text]:
    """Name every fault of one plan: its id, minutes, items, and what they point at."""
    if held.id != stem:
        yield Text(
            f"l’identifiant « {held.id} » n’est pas le nom du fichier ; écrivez « {stem} ».",
            f"the id “{held.id}” is not the file’s name; write “{stem}”.",
        )
    total = sum(item.minutes for item in held.items)
    if total != held.minutes:
        yield Text(
            f"les séquences durent {total} minutes et le plan en annonce {held.minutes} ; "
            "accordez-les.",
            f"the items take {total} minutes and the plan says {held.minutes}; make them agree.",
        )
    ids = [item.id for item in held.items]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield Text(
            f"deux séquences s’appellent « {name} » ; renommez-en une.",
            f"two items are called “{name}”; rename one.",
        )
    if any(item.day for item in held.items) and held.items[0].day is None:
        yield Text(
            f"des séquences ouvrent une journée, mais non la première, « {ids[0]} » ; "
            "donnez-lui la clé « day ».",
            f"some items open a day but the first, “{ids[0]}”, does not; give it the key “day”.",
        )
    for item in held.items:
        yield from _item_faults(item)


def _item_faults(item: PlanItem) -> Iterator[Text]:
    where = f"« {item.id} » ", f"“{item.id}”"
    if item.kind == "game" and item.game is None:
        yield Text(
            f"{where[0]}: un jeu a besoin de la clé « game » ; ajoutez-la.",
            f"{where[1]}: a game needs the key “game”; add it.",
        )
    if item.link is not None and not _section_exists(item.link):
        place = f"{item.link.module}#{item.link.section}"
        yield Text(
            f"{where[0]}: la section {place} n’existe pas ; corrigez le lien.",
            f"{where[1]}: there is no section {place}; correct the link.",
        )
    for activity in item.activities:
        for fault in _activity_faults(activity):
            yield Text(f"{where[0]}: {fault.fr}", f"{where[1]}: {fault.en}")


def _activity_faults(activity: PlanActivity) -> Iterator[Text]:
    if activity.kind == "vote" and not 1 < len(activity.options) <= MAX_OPTIONS:
        yield Text(
            f"un vote a de 2 à {MAX_OPTIONS} propositions ; complétez-les.",
            f"a vote has 2 to {MAX_OPTIONS} options; complete them.",
        )
    if activity.kind == "estimate" and activity.unit is None:
        yield Text("une estimation a une unité ; ajoutez-la.", "an estimate has a unit; add it.")
    if activity.figure is not None and activity.figure not in FIGURES:
        yield Text(
            f"le chiffre « {activity.figure} » n’existe pas ; corrigez son nom.",
            f"there is no figure “{activity.figure}”; correct its name.",
        )
    if activity.kind == "simulator" and activity.simulator not in simulators.ids():
        yield Text(
            f"le simulateur « {activity.simulator} » n’existe pas ; corrigez son nom.",
            f"there is no simulator “{activity.simulator}”; correct its name.",
        )
    known = {exercise.id for exercise in course().exercises}
    if activity.kind == "exercise" and activity.exercise not in known:
        yield Text(
            f"l’exercice « {activity.exercise} » n’existe pas ; corrigez son nom.",
            f"there is no exercise “{activity.exercise}”; correct its name.",
        )


def _section_exists(link: PlanLink) -> bool:
    known = {module.id: module for module in course().modules}
    if link.module not in known:
        return False
    if not link.section:
        return True
    names = (cell.name for path in sources(known[link.module]) for cell in read(path).cells)
    return link.section in names

"""Half a day from paper alone: what to print, how many of each, and what each item is run with.

`half-day-folder` is its cover; `files` gives the cover and everything it lists, numbered in the
order in which it serves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from passerelles.library.text import Language, Text, enumeration
from passerelles.papers import by_hand, catalogue, kit, sheets
from passerelles.papers.ballots import ASKED, BALLOT, COUNT
from passerelles.papers.forms import table
from passerelles.papers.game_papers import PLAN, RULES, STORY
from passerelles.papers.paper import Paper, Section
from passerelles.papers.plans import clock, timed
from passerelles.workshop.plans import PlanItem, plan

FOLDER: Final = f"{PLAN}-folder"
ONE: Final = Text("1, pour vous", "1, for you")
TEAM: Final = Text("1 par équipe", "1 a team")
PERSON: Final = Text("1 par personne", "1 a person")
SET: Final = Text("1 jeu pour la salle", "1 set for the room")
WORDS: Final[dict[str, Text]] = {
    "title": Text(
        "Une demi-journée sur papier\u00a0: le dossier", "Half a day on paper: the folder"
    ),
    "lead": Text(
        "Plus de projecteur, plus d’ordinateur, plus de réseau\u00a0: voici de quoi tenir la "
        "séance "
        "entière. Imprimez la veille, rangez dans cet ordre.",
        "No projector, no laptop, no network: here is what it takes to run the whole session. "
        "Print "
        "it the day before, and keep it in this order.",
    ),
    "contents": Text("## Ce que contient le dossier", "## What the folder holds"),
    "paper": Text("Feuille", "Paper"),
    "copies": Text("Exemplaires", "Copies"),
    "run": Text("## La séance, sans écran", "## The session, without a screen"),
    "item": Text("Séquence", "Item"),
    "with": Text("Avec", "With"),
    "voice": Text("votre voix et votre montre", "your voice and your watch"),
    "wall": Text("les feuilles des équipes, au mur", "the teams’ sheets, on the wall"),
    "advice": Text(
        "## Ce qui change\n\n"
        "- **Les équipes.** Comptez à voix haute\u00a0: 1, 2, 3… Chaque numéro est une table.\n"
        "- **Le compte à rebours.** Une montre au mur et une personne qui annonce les deux "
        "dernières minutes.\n"
        "- **Les bulletins.** Un par question, détachés au moment dit, sans nom. Deux volontaires "
        "comptent pendant que vous écoutez la salle.\n"
        "- **Le jeu.** Quatre tours de huit minutes, une explication de dix\u00a0; le plateau "
        "avance "
        "pendant que vous lisez les événements.\n"
        "- **Après.** Les feuilles de décisions et les formulaires se saisissent le lendemain dans "
        "les simulateurs\u00a0: chaque équipe reçoit son dossier comme si rien n’avait manqué.",
        "## What changes\n\n"
        "- **The teams.** Count aloud: 1, 2, 3… Each number is a table.\n"
        "- **The countdown.** A clock on the wall, and somebody who calls the last two minutes.\n"
        "- **The slips.** One a question, torn off when you say so, with no name. Two volunteers "
        "count while you listen to the room.\n"
        "- **The game.** Four rounds of eight minutes, ten to explain it; the boards move on while "
        "you read out the events.\n"
        "- **Afterwards.** Decision sheets and forms are keyed into the simulators the next day: "
        "each team gets its dossier as if nothing had been missing.",
    ),
}


def contents() -> tuple[tuple[str, Text], ...]:
    """Return the papers of the folder by name, with how many of each to print."""
    held = plan(PLAN)
    activities = [one for item in held.items for one in item.activities]
    used = dict.fromkeys(one.simulator for one in activities if one.simulator)
    exercises = dict.fromkeys(one.exercise for one in activities if one.exercise)
    return (
        (f"plan-{PLAN}", ONE),
        (f"{COUNT}{PLAN}", ONE),
        (STORY, ONE),
        (f"{BALLOT}{PLAN}", PERSON),
        *((f"{by_hand.HAND}{name}", TEAM) for name in used if name in by_hand.SHEETS),
        *((f"sheet-{name.replace('_', '-')}", TEAM) for name in used),
        *((f"exercise-{name}", PERSON) for name in exercises),
        (RULES, TEAM),
        ("game-board", TEAM),
        ("game-proposals", TEAM),
        ("game-roles", SET),
        ("game-signs", SET),
    )


def needs(item: PlanItem) -> tuple[str, ...]:
    """Return the papers that an item of the plan is run with."""
    found: list[str] = []
    for one in item.activities:
        if one.kind in ASKED:
            found += [f"{BALLOT}{PLAN}", f"{COUNT}{PLAN}"]
        if one.simulator:
            found += [f"{by_hand.HAND}{one.simulator}", f"sheet-{one.simulator.replace('_', '-')}"]
        if one.exercise:
            found.append(f"exercise-{one.exercise}")
    if item.game is not None:
        found += [RULES, "game-board", "game-proposals", "game-roles", "game-signs", STORY]
    return tuple(dict.fromkeys(found))


def paper(language: Language) -> Paper:
    """Return the cover: what is in the folder, and each item with what it is run with."""
    heads = ["", WORDS["paper"][language], WORDS["copies"][language]]
    rows = [
        [str(place), title(name, language), copies[language]]
        for place, (name, copies) in enumerate(contents(), 1)
    ]
    held = f"{WORDS['contents'][language]}\n\n{table([heads, *rows])}"
    sections = (
        Section("contents", held),
        Section("run", f"{WORDS['run'][language]}\n\n{_run(language)}"),
        Section("advice", WORDS["advice"][language]),
    )
    lead = WORDS["lead"][language]
    return Paper(FOLDER, "trainer", language, WORDS["title"][language], lead, sections)


def _run(language: Language) -> str:
    places = {name: place for place, (name, _) in enumerate(contents(), 1)}
    rows = [["", WORDS["item"][language], WORDS["with"][language]]]
    for begun, item in timed(plan(PLAN).items):
        used = sorted(places[name] for name in needs(item))
        other = "wall" if item.kind == "debrief" else "voice"
        said = enumeration([str(one) for one in used], language) or WORDS[other][language]
        rows.append([clock(begun, language), item.title[language], said])
    return table(rows)


def title(name: str, language: Language) -> str:
    """Return the title of a paper of the folder."""
    if name.startswith("game-") and name.removeprefix("game-") in kit.SHEETS:
        return kit.WORDS[name.removeprefix("game-")][language]
    if name in sheets.names():
        return SHEET[language].format(title=catalogue.paper(name, language).title)
    return catalogue.paper(name, language).title


SHEET: Final = Text("Feuille de décisions\u00a0: {title}", "Decision sheet: {title}")


def files(
    language: Language, made: Callable[[str, Language], bytes]
) -> Iterator[tuple[str, bytes]]:
    """Give the name and the PDF of each file of the folder, the cover first."""
    listed = (FOLDER, *(name for name, _ in contents()))
    for place, name in enumerate(listed):
        yield f"{place:02d}-{name}.pdf", made(name, language)

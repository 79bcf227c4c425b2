"""Simulators worked out by hand: their starting values, the sum to do, and what comes of it.

`hand-<simulator>` is the team's; what the computer would answer stands on the trainer's count
alone (`answer`). Values, weights and answers come from the simulators themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text, number, percent
from passerelles.papers.forms import lines, table
from passerelles.papers.paper import Paper, Section
from passerelles_widgets import simulators
from passerelles_widgets.simulators.partners import model as partners
from passerelles_widgets.simulators.simulator import Simulator
from passerelles_widgets.simulators.stakeholders import model as stakeholders

HAND: Final = "hand-"
SEATS: Final = 15
"""Seats to share out, as the session plan has it."""
OTHERS: Final = 3
ROLES: Final = "\u00a0\u00a0\u00a0\u00a0".join("1234567")
"""The seven steps as the head of one wide column: a letter is written under each."""
WORDS: Final[dict[str, Text]] = {
    "title": Text("À la main\u00a0: {title}", "By hand: {title}"),
    "start": Text("## Le point de départ, inventé", "## The start, which is invented"),
    "sum": Text("## Le calcul", "## The sum"),
    "criterion": Text("Critère", "Criterion"),
    "weight": Text("Poids", "Weight"),
    "ours": Text("Vos poids", "Your weights"),
    "partners": Text(
        "Pour chaque territoire, multipliez chaque note par le poids du critère, additionnez, puis "
        "divisez par la somme des poids. Faites-le d’abord avec les poids donnés, ensuite avec les "
        "vôtres\u00a0: quel est le plus petit changement d’un seul poids qui change le "
        "premier\u00a0?",
        "For each territory multiply each score by the weight of the criterion, add up, and "
        "divide by "
        "the sum of the weights. Do it with the weights given, then with your own: which is the "
        "smallest change of one weight that changes who comes first?",
    ),
    "given": Text("Note, poids donnés", "Score, weights given"),
    "own": Text("Note, vos poids", "Score, your weights"),
    "finding": Text(
        "Ce qui renverse notre choix, et ce qu’il faudrait savoir avant de signer",
        "What overturns our choice, and what one should know before signing",
    ),
    "name": Text("Organisation", "Organisation"),
    "seats": Text("Sièges", "Seats"),
    "work": Text("Jours demandés", "Days asked"),
    "stakeholders": Text(
        "{seats}\u00a0sièges au plus. Pour chaque organisation, écrivez ses sièges et son rôle "
        "principal (R réalise, A répond du résultat, C est consulté, I est informé) à chacune des "
        "sept étapes. Jours demandés = sièges × {meetings}\u00a0réunions × {day} + la somme des "
        "rôles\u00a0: R {R}, A {A}, C {C}, I {I}\u00a0jours. Plus de jours qu’elle n’en a\u00a0: "
        "elle est "
        "surchargée.",
        "{seats} seats at most. For each organisation write its seats and its main role (R does "
        "the "
        "work, A answers for it, C is consulted, I is informed) at each of the seven steps. Days "
        "asked = seats × {meetings} meetings × {day} + the sum of the roles: R {R}, A {A}, C {C}, "
        "I {I} days. More days than it has: it is overloaded.",
    ),
    "groups": Text(
        "Groupe par groupe, additionnez les sièges. Nombre effectif de groupes = (total des "
        "sièges)² ÷ somme des carrés des sièges de chaque groupe. Un groupe domine s’il a plus de "
        "{limit} des sièges.",
        "Add up the seats group by group. Effective number of groups = (all seats)² ÷ sum of the "
        "squares of each group’s seats. A group dominates if it has more than {limit} of the "
        "seats.",
    ),
    "group": Text("Groupe", "Group"),
    "square": Text("Sièges²", "Seats²"),
    "arguments": Text("Nos deux arguments", "Our two arguments"),
    "ranking": Text("Avec les poids donnés\u00a0: {ranked}.", "With the weights given: {ranked}."),
    "scored": Text("{name}, {score}", "{name}, {score}"),
    "holds": Text(
        "«\u00a0{name}\u00a0» (poids {now}\u00a0%) peut aller de {low} à {high} sans changer le "
        "premier.",
        "“{name}” (weight {now}%) can go from {low} to {high} without changing who comes first.",
    ),
    "platform": Text(
        "La plateforme du départ\u00a0: {seats}\u00a0sièges, {groups}\u00a0groupes effectifs, "
        "{share} pour "
        "le plus présent\u00a0; organisations surchargées\u00a0: {over}.",
        "The platform at the start: {seats} seats, {groups} effective groups, {share} for the "
        "largest; organisations overloaded: {over}.",
    ),
}


def names() -> tuple[str, ...]:
    """Return the papers there are."""
    return tuple(f"{HAND}{name}" for name in SHEETS)


def title(simulator: str, language: Language) -> str:
    """Return the title of a sheet."""
    called = simulators.load(simulator).data.title[language]
    return WORDS["title"][language].format(title=called)


def paper(name: str, language: Language) -> Paper:
    """Return a simulator's sheet to work out by hand; raise `Refusal` where there is none."""
    simulator = name.removeprefix(HAND)
    if simulator not in SHEETS:
        raise Refusal(
            "Ce simulateur ne se calcule pas à la main ; prenez sa feuille de décisions.",
            "This simulator cannot be worked out by hand; take its decision sheet.",
        )
    tool = simulators.load(simulator)
    sections = SHEETS[simulator](tool, language)
    lead = tool.data.purpose[language].strip()
    return Paper(name, "trainer", language, title(simulator, language), lead, sections)


def answer(simulator: str, language: Language) -> str:
    """Return what the computer answers at the start, for the trainer."""
    return _ranking(language) if simulator == "partners" else _platform(language)


def _partners(tool: Simulator, language: Language) -> tuple[Section, ...]:
    values = tool.check({}, language)
    rows = values["candidates"]
    called = _columns(tool, "candidates", language)
    heads = [WORDS["criterion"][language], WORDS["weight"][language], WORDS["ours"][language]]
    grid = [[*heads, *(str(row["name"]) for row in rows)]]
    for criterion in partners.CRITERIA:
        weight = number(values[f"weight-{criterion}"], language)
        scores = [number(row[criterion], language) for row in rows]
        grid.append([called[criterion], weight, "", *scores])
    blank = [""] * len(rows)
    grid += [[WORDS[key][language], "", "", *blank] for key in ("given", "own")]
    start = f"{WORDS['start'][language]}\n\n{WORDS['partners'][language]}\n\n{table(grid)}"
    finding = f"**{WORDS['finding'][language]}**\n\n{lines(4)}"
    return (Section("start", start), Section("finding", finding))


def _ranking(language: Language) -> str:
    tool = simulators.load("partners")
    values = tool.check({}, language)
    result = partners.run(partners.Scenario.from_values(values))
    called = _columns(tool, "candidates", language)
    ranked = " > ".join(
        WORDS["scored"][language].format(
            name=one.candidate.name, score=number(one.score, language, 2)
        )
        for one in result.outcomes
    )
    held = [
        WORDS["holds"][language].format(
            name=called[criterion],
            now=number(100 * weight, language, 0),
            low=percent(interval.low, language),
            high=percent(interval.high, language),
        )
        for criterion, weight, interval in zip(
            partners.CRITERIA, result.weights, result.stability, strict=True
        )
    ]
    listed = "\n".join(f"- {one}" for one in held)
    return f"{WORDS['ranking'][language].format(ranked=ranked)}\n\n{listed}"


def _stakeholders(tool: Simulator, language: Language) -> tuple[Section, ...]:
    values = tool.check({}, language)
    called = _columns(tool, "stakeholders", language)
    heads = [WORDS["name"][language], called["group"], called["power"], called["interest"]]
    heads += [called["capacity"], WORDS["seats"][language], ROLES, WORDS["work"][language]]
    groups = _options(tool, "stakeholders", "group", language)
    grid = [heads]
    for row in values["stakeholders"]:
        known = [number(row[key], language) for key in ("power", "interest", "capacity")]
        grid.append([str(row["name"]), groups[row["group"]], *known, "", "", ""])
    grid += [[""] * len(heads)] * OTHERS
    asked = {letter: number(values[key], language) for letter, key in DAYS.items()}
    told = WORDS["stakeholders"][language].format(
        seats=SEATS,
        meetings=values["meetings"],
        day=number(values["days_meeting"], language),
        **asked,
    )
    limit = percent(values["dominance_threshold"] / 100, language)
    note = WORDS["groups"][language].format(limit=limit)
    count = [[WORDS[key][language] for key in ("group", "seats", "square")]]
    count += [[name, "", ""] for name in groups.values()]
    count.append(["Σ", "", ""])
    arguments = f"**{WORDS['arguments'][language]}**\n\n{lines(3)}"
    return (
        Section("start", f"{WORDS['start'][language]}\n\n{told}\n\n{table(grid)}"),
        Section("sum", f"{WORDS['sum'][language]}\n\n{note}\n\n{table(count)}"),
        Section("arguments", arguments),
    )


def _platform(language: Language) -> str:
    values = simulators.load("stakeholders").check({}, language)
    result = stakeholders.run(stakeholders.Scenario.from_values(values))
    return WORDS["platform"][language].format(
        seats=result.total_seats,
        groups=number(result.effective_groups, language, 1),
        share=percent(result.dominance, language),
        over=result.overloaded_count,
    )


def _columns(tool: Simulator, parameter: str, language: Language) -> dict[str, str]:
    held = next(one for one in tool.data.parameters if one.id == parameter)
    return {one.id: one.label[language] for one in held.columns}


def _options(tool: Simulator, parameter: str, column: str, language: Language) -> dict[str, str]:
    held = next(one for one in tool.data.parameters if one.id == parameter)
    found = next(one for one in held.columns if one.id == column)
    return {one.id: one.label[language] for one in found.options}


DAYS: Final = {
    "R": "days_responsible",
    "A": "days_accountable",
    "C": "days_consulted",
    "I": "days_informed",
}
SHEETS: Final[dict[str, Callable[[Simulator, Language], Any]]] = {
    "partners": _partners,
    "stakeholders": _stakeholders,
}

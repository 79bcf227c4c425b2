"""A session plan's questions on paper: what participants fill in, what the trainer counts.

`ballot-<plan>` is one form a person, cut into slips that carry no name. `count-<plan>` is the
trainer's: how to count each slip and what to reveal, with its source. It is not for the tables.
"""

from __future__ import annotations

from typing import Final

from passerelles.build.boxes import colon, source_label
from passerelles.library.loader import library
from passerelles.library.text import Language, Text
from passerelles.papers import by_hand
from passerelles.papers.forms import BLANK, BOX, RANK, SEVERAL, lines, table
from passerelles.papers.game_papers import PLAN
from passerelles.papers.paper import Paper, Section
from passerelles.workshop.plans import Plan, PlanActivity, plan

BALLOT: Final = "ballot-"
COUNT: Final = "count-"
ASKED: Final = ("estimate", "vote", "question")
CUT: Final = "---"
ANSWERS: Final = 3
GROUPS: Final = 5
WORDS: Final[dict[str, Text]] = {
    "ballot": Text("Vos réponses", "Your answers"),
    "ballot_lead": Text(
        "Répondez seul, sans chercher. Détachez chaque bulletin quand on vous le demande, sans y "
        "écrire votre nom. Le dernier est pour vous\u00a0: emportez-le.",
        "Answer on your own, without looking anything up. Tear off each slip when you are asked "
        "to, "
        "without writing your name on it. The last is yours: take it home.",
    ),
    "count": Text("Compter et dévoiler", "Counting and revealing"),
    "count_lead": Text(
        "Pour la personne qui anime. À ne pas laisser sur une table. Ramassez les bulletins, "
        "faites "
        "compter par deux volontaires, écrivez le résultat au mur, puis dévoilez.",
        "For the trainer. Not to be left on a table. Collect the slips, have two volunteers count, "
        "write the result on the wall, then reveal.",
    ),
    "slip": Text("Bulletin\u00a0{number}", "Slip {number}"),
    "lowest": Text("La plus basse", "Lowest"),
    "middle": Text("Celle du milieu", "Middle one"),
    "highest": Text("La plus haute", "Highest"),
    "estimate": Text(
        "Rangez les bulletins du plus petit au plus grand\u00a0; lisez le premier, celui du "
        "milieu, "
        "le dernier.",
        "Sort the slips from smallest to largest; read out the first, the middle one and the last.",
    ),
    "answer": Text("Réponse", "Answer"),
    "know": Text("À savoir", "Worth knowing"),
    "kept": Text(
        "Cinq ou six volontaires lisent la leur\u00a0; le bulletin reste à qui l’a écrit. Notez "
        "qui "
        "rappellera chaque équipe dans un mois.",
        "Five or six volunteers read theirs out; the slip stays with whoever wrote it. Note who "
        "will "
        "call each team in a month.",
    ),
    "team": Text("Équipe", "Team"),
    "caller": Text("Qui rappellera, et quel jour", "Who will call, and on what day"),
    "order": Text(
        "Additionnez les rangs de chaque ligne\u00a0: la plus petite somme est en tête.",
        "Add up the ranks of each line: the smallest sum comes first.",
    ),
    "votes": Text("Un trait par voix.", "One stroke for each vote."),
    "choice": Text("Proposition", "Choice"),
    "tally": Text("Décompte", "Tally"),
    "total": Text("Total", "Total"),
    "after": Text("À dire ensuite", "Then say"),
    "question": Text(
        "Lisez les réponses à voix haute en les regroupant. Gardez pour vous ce qui désigne "
        "quelqu’un.",
        "Read the answers aloud, grouping them. Keep back whatever points at a person.",
    ),
    "group": Text("Ce qui revient", "What keeps coming back"),
    "paper": Text(
        "À la main, sur la feuille «\u00a0{title}\u00a0».", "By hand, on the sheet “{title}”."
    ),
}


def names() -> tuple[str, ...]:
    """Return the papers there are: the form and the count of the plan that paper alone can run."""
    return (f"{BALLOT}{PLAN}", f"{COUNT}{PLAN}")


def paper(name: str, language: Language) -> Paper:
    """Return the form or the count as a paper."""
    kind = BALLOT if name.startswith(BALLOT) else COUNT
    held = plan(name.removeprefix(kind))
    key = kind.rstrip("-")
    sections = _ballot(held, language) if kind == BALLOT else _count(held, language)
    return Paper(
        name, "trainer", language, WORDS[key][language], WORDS[f"{key}_lead"][language], sections
    )


def asked(held: Plan) -> tuple[PlanActivity, ...]:
    """Return what participants of a plan answer each on their own, in order."""
    return tuple(one for item in held.items for one in item.activities if one.kind in ASKED)


def _ballot(held: Plan, language: Language) -> tuple[Section, ...]:
    sections = []
    for number, one in enumerate(asked(held), 1):
        slip = WORDS["slip"][language].format(number=number)
        text = f"{CUT}\n\n**{slip} · {one.question[language].strip()}**\n\n{_field(one, language)}"
        sections.append(Section(f"slip-{number}", text))
    return tuple(sections)


def _field(one: PlanActivity, language: Language) -> str:
    if one.kind == "estimate":
        unit = f" {one.unit[language]}" if one.unit else ""
        return f"{BLANK}{BLANK}{unit}"
    if one.kind == "question":
        return lines(ANSWERS)
    mark = BLANK if one.mode == "order" else BOX
    note = {"order": RANK[language], "multiple": SEVERAL[language]}.get(one.mode, "")
    listed = "\n".join(f"- {mark} {option.text[language]}" for option in one.options)
    return f"{note}\n\n{listed}".strip()


def _count(held: Plan, language: Language) -> tuple[Section, ...]:
    sections = []
    number = 0
    for item in held.items:
        parts = []
        for one in item.activities:
            head = f"**{one.question[language].strip()}**"
            if one.kind in ASKED:
                number += 1
                slip = WORDS["slip"][language].format(number=number)
                parts += [
                    f"**{slip} · {one.question[language].strip()}**",
                    _counted(one, language, last=one is asked(held)[-1]),
                ]
            elif one.simulator in by_hand.SHEETS:
                title = by_hand.title(one.simulator, language)
                said = WORDS["paper"][language].format(title=title)
                parts += [head, f"{said} {by_hand.answer(one.simulator, language)}"]
        if parts:
            text = "\n\n".join([f"## {item.title[language]}", *parts])
            sections.append(Section(item.id, text))
    return tuple(sections)


def _counted(one: PlanActivity, language: Language, *, last: bool) -> str:
    parts = []
    if one.kind == "estimate":
        heads = [WORDS[key][language] for key in ("lowest", "middle", "highest")]
        parts = [WORDS["estimate"][language], table([heads, [""] * len(heads)])]
        if one.figure is not None:
            figure = library().figure(one.figure)
            source = source_label(figure.source, language)
            parts.append(
                f"**{WORDS['answer'][language]}{colon(language)}** {figure.value[language]} "
                f"({figure.year}, {source})"
            )
            parts += [
                f"**{WORDS['know'][language]}{colon(language)}** {note[language].strip()}"
                for note in (figure.note, figure.correction)
                if note
            ]
    elif one.kind == "vote":
        key = "order" if one.mode == "order" else "votes"
        heads = [WORDS[name][language] for name in ("choice", "tally", "total")]
        rows = [[option.text[language], "", ""] for option in one.options]
        parts = [WORDS[key][language], table([heads, *rows])]
    else:
        said, *columns = ("kept", "team", "caller") if last else ("question", "group", "tally")
        heads = [WORDS[name][language] for name in columns]
        parts = [WORDS[said][language], table([heads, *[["", ""]] * GROUPS])]
    if one.after is not None:
        said = one.after[language].strip()
        parts.append(f"**{WORDS['after'][language]}{colon(language)}** {said}")
    return "\n\n".join(parts)

"""Session plans as papers: what the board walks through, to read and to print beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.build.boxes import colon, source_label
from passerelles.build.course import course
from passerelles.library.loader import library
from passerelles.library.text import Language, Text
from passerelles.papers.paper import Paper, Section
from passerelles.workshop.plans import ITEM_KINDS, Plan, PlanActivity, PlanItem, length, plans
from passerelles_widgets import simulators

WORDS: Final[dict[str, Text]] = {
    "overview": Text("## En bref", "## In short"),
    "people": Text(
        "De {low} à {high} personnes, {length}, pauses comprises.",
        "From {low} to {high} people, {length}, breaks included.",
    ),
    "objectives": Text("À la fin, chacun saura", "By the end everyone will be able to"),
    "before": Text("Avant que la salle se remplisse", "Before the room fills"),
    "schedule": Text("## Le déroulement", "## The schedule"),
    "start": Text("Début", "Start"),
    "item": Text("Séquence", "Item"),
    "kind": Text("Forme", "Kind"),
    "minutes": Text("Minutes", "Minutes"),
    "aim": Text("But", "Aim"),
    "you": Text("Vous", "You"),
    "they": Text("Les participants", "Participants"),
    "material": Text("Matériel", "Material"),
    "open": Text("À ouvrir", "To open"),
    "answer": Text("Réponse", "Answer"),
    "after": Text("À dire ensuite", "Then say"),
    "late": Text("Si le temps manque", "If time is short"),
    "where": Text("Dans le cours", "In the course"),
    "round": Text(
        "Le jeu\u00a0: {pace} trimestres par tour, {minutes} minutes par tour, histoire n° {seed}.",
        "The game: {pace} quarters a round, {minutes} minutes a round, story number {seed}.",
    ),
}


def plan_papers(language: Language) -> tuple[Paper, ...]:
    """Return every session plan as a paper, the shortest first."""
    return tuple(plan_paper(plan, language) for plan in plans().values())


def plan_paper(plan: Plan, language: Language) -> Paper:
    """Return one session plan as a paper: overview, schedule, then each item in full."""
    sections = [
        Section("overview", _overview(plan, language)),
        Section("schedule", _schedule(plan, language)),
    ]
    for number, day in enumerate(plan.days(), 1):
        if day[0].day is not None:
            sections.append(Section(f"day-{number}", f"## {_day(day, language)}"))
        sections += [Section(item.id, _item(item, begun, language)) for begun, item in timed(day)]
    return Paper(
        f"plan-{plan.id}",
        "trainer",
        language,
        plan.title[language],
        plan.summary[language].strip(),
        tuple(sections),
    )


def clock(minutes: int, language: Language) -> str:
    """Write minutes since the beginning of the day: `1 h 05` in French, `1:05` in English."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}\u00a0h\u00a0{rest:02d}" if language == "fr" else f"{hours}:{rest:02d}"


def _overview(plan: Plan, language: Language) -> str:
    people = WORDS["people"][language].format(
        low=plan.people[0], high=plan.people[1], length=plan.length(language)
    )
    return "\n\n".join(
        [
            WORDS["overview"][language],
            people,
            _headed("objectives", plan.objectives, language),
            _headed("before", plan.before, language),
        ]
    )


def timed(day: tuple[PlanItem, ...]) -> Iterator[tuple[int, PlanItem]]:
    """Give each item of a day with the minutes since that day began."""
    begun = 0
    for item in day:
        yield begun, item
        begun += item.minutes


def _day(day: tuple[PlanItem, ...], language: Language) -> str:
    """Write a day's title with its length, breaks included."""
    title = day[0].day[language] if day[0].day is not None else ""
    return f"{title} ({length(sum(item.minutes for item in day))})"


def _schedule(plan: Plan, language: Language) -> str:
    head = [WORDS[key][language] for key in ("item", "start", "minutes", "kind")]
    parts = [WORDS["schedule"][language]]
    for day in plan.days():
        if day[0].day is not None:
            parts.append(f"**{_day(day, language)}**")
        rows = [head, ["---"] * len(head)]
        for begun, item in timed(day):
            kind = ITEM_KINDS[item.kind][language]
            rows.append([item.title[language], clock(begun, language), str(item.minutes), kind])
        parts.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
    return "\n\n".join(parts)


def _item(item: PlanItem, begun: int, language: Language) -> str:
    parts = [
        f"## {clock(begun, language)} · {item.title[language]}",
        # One paragraph, so that no heading stays alone at the foot of a page.
        f"*{ITEM_KINDS[item.kind][language]}, {item.minutes}\u00a0min.* "
        + _said("aim", item.aim[language], language),
        _headed("you", item.trainer, language),
        _said("they", item.participants[language], language),
    ]
    if item.material:
        parts.append(_headed("material", item.material, language))
    if item.link is not None:
        module = course().module(item.link.module).title[language]
        parts.append(_said("where", module, language))
    if item.game is not None:
        parts.append(
            WORDS["round"][language].format(
                pace=item.game.pace, minutes=item.game.minutes, seed=item.game.seed
            )
        )
    parts += [_activity(activity, language) for activity in item.activities]
    if item.shorten is not None:
        parts.append(_said("late", item.shorten[language], language))
    return "\n\n".join(parts)


def _activity(activity: PlanActivity, language: Language) -> str:
    lines = [_said("open", activity.question[language].strip(), language)]
    if activity.unit is not None:
        lines[0] += f" ({activity.unit[language]})"
    lines += [f"- {option.text[language]}" for option in activity.options]
    if activity.simulator is not None:
        lines.append(f"- {simulators.load(activity.simulator).data.title[language]}")
    if activity.exercise is not None:
        lines.append(f"- {course().exercise(activity.exercise).title[language]}")
    if activity.figure is not None:
        figure = library().figure(activity.figure)
        source = source_label(figure.source, language)
        lines.append(
            f"- {WORDS['answer'][language]}{colon(language)} {figure.value[language]} "
            f"({figure.year}, {source})"
        )
    listed = "\n".join(lines[1:])
    after = _said("after", activity.after[language], language) if activity.after else ""
    return "\n\n".join(part for part in (lines[0], listed, after) if part)


def _headed(key: str, listed: tuple[Text, ...], language: Language) -> str:
    items = "\n".join(f"- {one[language].strip()}" for one in listed)
    return f"**{WORDS[key][language]}{colon(language)}**\n\n{items}"


def _said(key: str, words: str, language: Language) -> str:
    return f"**{WORDS[key][language]}{colon(language)}** {words.strip()}"

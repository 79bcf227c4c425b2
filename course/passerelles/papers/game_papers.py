"""The partnership game with no computer: rules for the teams, the story for the trainer.

The trainer's story holds what will happen: it is not for the tables. What each square, sum and
condition is worth comes from `on_paper`, which asks the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from passerelles.build.boxes import colon
from passerelles.library.text import Language, enumeration, money, number, percent
from passerelles.papers.forms import BLANK
from passerelles.papers.forms import table as grid
from passerelles.papers.game_words import WORDS
from passerelles.papers.on_paper import (
    NEVER,
    QUALITY,
    SQUARES,
    Chance,
    Table,
    level,
    moves,
    rounds_run,
    square,
    story,
    table,
    yields,
    zone,
)
from passerelles.papers.paper import Paper, Section
from passerelles.workshop.plans import PlanGame, plans
from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership import model
from passerelles_widgets.simulators.partnership.catalogue import rules, strategies
from passerelles_widgets.simulators.partnership.outcome import outcome
from passerelles_widgets.simulators.partnership.rules import (
    LEVELS,
    PRINCIPLES,
    QUARTERS,
    Decision,
)

PLAN: Final = "half-day"
"""The plan whose game is set on paper: its story, its route, its pace."""
RULES: Final = "game-rules"
STORY: Final = "game-story"
PARTNER: Final = ("choose-partner", "first-partner")
"""Either way of having a partner."""
QUALITIES: Final = (20, 30, 40, 50, 60, 70)

SOURCES: Final = (
    ("trust", ("coordination",)),
    ("commitment", ("results",)),
    ("legitimacy", ("results", "transparency")),
)
"""What the end of a round carries forward, and the levels that carry it."""


def names() -> tuple[str, ...]:
    """Return the papers of this module."""
    return (RULES, STORY)


@cache
def game() -> PlanGame:
    """Return the game of the plan that is played on paper."""
    return next(item.game for item in plans()[PLAN].items if item.game is not None)


@cache
def set_up() -> Table:
    """Return that game set on paper."""
    held = game()
    values = {"seed": held.seed, "difficulty": held.difficulty, "route": held.route}
    return table(values, held.pace)


def label(name: str, language: Language) -> str:
    """Return the name of a level as the simulator's charts write it."""
    return simulators.load("partnership").data.texts[f"level_{name}"][language]


def title(decision: str, language: Language) -> str:
    """Return the name of a decision, with the number of its step."""
    plan = next(one for one in simulators.load("partnership").data.parameters if one.id == "plan")
    column = next(one for one in plan.columns if one.id == "decision")
    return next(one.label[language] for one in column.options if one.id == decision)


def paper(name: str, language: Language) -> Paper:
    """Return the rules or the story as a paper."""
    return _rules(language) if name == RULES else _story(language)


def _rules(language: Language) -> Paper:
    held = set_up()
    pulls = "\u00a0; " if language == "fr" else "; "
    said = pulls.join(
        WORDS["pull"][language].format(
            name=_low(label(target, language)),
            sources=enumeration([_low(label(one, language)) for one in sources], language),
            low=held.pulled_from(target, sources),
        )
        for target, sources in SOURCES
    )
    order = ("income", "decide", "move", "events", "end")
    filled = {"staff": number(held.setting.staff, language), "pulls": said, "gap": held.gap()}
    listed = "\n".join(
        f"{place}. {WORDS[key][language].format(**filled)}" for place, key in enumerate(order, 1)
    )
    lead = WORDS["rules_lead"][language].format(
        quarters=held.quarters, money=money(held.money, language)
    )
    return Paper(
        RULES,
        "trainer",
        language,
        WORDS["rules"][language],
        lead,
        (
            Section(
                "round", f"{WORDS['round'][language]}\n\n{listed}\n\n{WORDS['effort'][language]}"
            ),
            Section("decisions", f"{WORDS['decisions'][language]}\n\n{_decisions(language)}"),
            Section("yields", _yields(language)),
            Section("score", _score(language)),
        ),
    )


def _decisions(language: Language) -> str:
    head = [WORDS[key][language] for key in ("decision", "months", "cost", "needs", "gives")]
    rows = [
        [
            title(one.id, language),
            number(one.staff, language),
            money(one.money, language),
            _needs(one, language),
            _gives(one, language),
        ]
        for one in rules().decisions.values()
    ]
    return grid([head, *rows])


def _needs(one: Decision, language: Language) -> str:
    parts = [
        WORDS["partner"][language]
        if group == PARTNER
        else WORDS["or"][language].join(_bare(title(name, language)) for name in group)
        for group in one.requires
    ]
    parts += [
        WORDS["not"][language].format(name=_bare(title(name, language))) for name in one.unless
    ]
    parts += [
        WORDS["at"][language].format(name=_low(label(name, language)), square=square(low))
        for name, low in one.at_least.items()
    ]
    if one.limit > 1:
        parts.append(WORDS["times"][language].format(count=one.limit))
    return _joined(parts, language) or "–"


def _gives(one: Decision, language: Language) -> str:
    held = set_up()
    parts = [_moved(name, amount, language) for name, amount in one.effects.items()]
    if one.brings:
        parts.append(WORDS["brings"][language].format(sum=money(one.brings, language)))
    if one.grant:
        parts.append(WORDS["grant"][language].format(sum=money(one.grant / 200, language)))
    if one.income:
        whole = money(one.income * held.quarters, language)
        parts.append(WORDS["yearly"][language].format(sum=whole))
    if one.upkeep_staff or one.upkeep_money:
        whole = money(one.upkeep_money * held.quarters, language)
        staff = number(one.upkeep_staff, language)
        parts.append(WORDS["upkeep"][language].format(sum=whole, staff=staff))
    if one.runs:
        rounds = rounds_run(one, held.quarters)
        parts.append(WORDS["runs"][language].format(rounds=rounds))
    if one.improves != 1:
        parts.append(WORDS["improves"][language].format(factor=number(one.improves, language)))
    return _joined([part for part in parts if part], language)


def _moved(name: str, amount: float, language: Language) -> str:
    squares = moves(amount)
    if not any(squares):
        return ""
    if amount > 0:
        return f"{_low(label(name, language))} +{squares[0]}"
    back = " / ".join(number(one, language) for one in squares)
    return f"{_low(label(name, language))} {back}"


def _yields(language: Language) -> str:
    held = set_up()
    started = [one for one in rules().decisions.values() if one.runs]
    rows = [[WORDS["mean"][language], *(str(one) for one in QUALITIES)]]
    for one in started:
        squares = [str(yields(one.produces, float(q), held.quarters)) for q in QUALITIES]
        rows.append([title(one.id, language), *squares])
    note = WORDS["yields_note"][language].format(
        names=enumeration([_low(label(name, language)) for name in QUALITY], language),
        low=held.least_commitment(),
    )
    return f"{WORDS['yields'][language]}\n\n{note}\n\n{grid(rows)}"


def _score(language: Language) -> str:
    rows = [[WORDS[key][language] for key in ("principle", "shares")]]
    data = simulators.load("partnership").data
    called = {one.id: one.label[language] for one in data.indicators}
    for principle in PRINCIPLES:
        shares = [
            f"{_low(label(name, language))} × {number(part, language, 2)}"
            for name, part in weights(principle).items()
        ]
        rows.append([f"{called[principle]}{colon(language)} {BLANK}", " + ".join(shares)])
    return "\n\n".join([WORDS["score"][language], WORDS["score_note"][language], grid(rows)])


def weights(principle: str) -> dict[str, float]:
    """Return the part of each level in a principle, read off the model where all stand at 50."""
    middle = outcome([50.0] * len(LEVELS))[principle]
    found = {}
    for place, name in enumerate(LEVELS):
        levels = [50.0] * len(LEVELS)
        levels[place] += 1
        part = round(outcome(levels)[principle] - middle, 2)
        if part > 0:
            found[name] = part
    return found


def _story(language: Language) -> Paper:
    held, played = set_up(), game()
    sections = []
    chances = story(held.setting, range(1, QUARTERS + 1))
    for number_of, first in enumerate(range(1, QUARTERS + 1, held.quarters), 1):
        those = [one for one in chances if first <= one.quarter < first + held.quarters]
        head = WORDS["tour"][language].format(number=number_of)
        said = [_chance(one, language) for one in those] or [WORDS["nothing"][language]]
        sections.append(Section(f"round-{number_of}", "\n\n".join([head, *said])))
    sections.append(Section("compare", _compare(played, language)))
    name = WORDS["story"][language].format(seed=played.seed)
    lead = WORDS["story_lead"][language]
    return Paper(STORY, "trainer", language, name, lead, tuple(sections))


def _chance(one: Chance, language: Language) -> str:
    quarter = WORDS["quarter"][language].format(number=one.quarter)
    return (
        f"**{quarter} · {one.event.label[language]}.** *{one.event.story[language].strip()}*\n\n"
        f"- **{WORDS['whom'][language]}{colon(language)}** {_whom(one, language)}\n"
        f"- **{WORDS['effect'][language]}{colon(language)}** {_effect(one, language)}"
    )


def _whom(one: Chance, language: Language) -> str:
    changed = [
        WORDS["with"][language].format(
            name=_bare(title(name, language)), whom=_bound(one, bound, language)
        )
        for name, bound in one.changed.items()
    ]
    parts = [_bound(one, one.bound, language), *changed]
    for group in one.event.requires:
        taken = WORDS["or"][language].join(_bare(title(name, language)) for name in group)
        parts.append(WORDS["only"][language].format(names=taken))
    if one.event.unless:
        taken = WORDS["or"][language].join(_bare(title(n, language)) for n in one.event.unless)
        parts.append(WORDS["without"][language].format(names=taken))
    if one.seen:
        parts.append(WORDS["seen"][language])
    return _joined(parts, language)


def _bound(one: Chance, bound: float | None, language: Language) -> str:
    if bound is None:
        return WORDS["everyone"][language]
    if bound == NEVER:
        return WORDS["nobody"][language]
    called = enumeration([_low(label(name, language)) for name in one.depends], language)
    if len(one.depends) > 1:
        called = WORDS["mean_of"][language].format(names=called)
    key = "below" if one.falling else "above"
    return WORDS[key][language].format(names=called, low=number(bound, language))


def _effect(one: Chance, language: Language) -> str:
    event = one.event
    parts = [_moved(name, amount, language) for name, amount in event.effects.items()]
    if event.money:
        sign = "+" if event.money > 0 else ""
        parts.append(WORDS["money"][language].format(sum=sign + money(event.money, language)))
    if event.money_share:
        part = percent(event.money_share, language)
        parts.append(WORDS["share"][language].format(part=part))
    if event.staff:
        parts.append(WORDS["staff"][language].format(count=number(event.staff, language)))
    said = _joined([part for part in parts if part], language) + "."
    for key, factors in (("shield", event.shields), ("boost", event.boosts)):
        for name, factor in factors.items():
            called = _bare(title(name, language))
            part = percent(factor, language)
            said += " " + WORDS[key][language].format(name=called, part=part)
    return said


def _compare(played: PlanGame, language: Language) -> str:
    tool = simulators.load("partnership")
    called = [one for one in tool.data.indicators if one.id in PRINCIPLES]
    rows = [[WORDS["plan"][language], *(one.label[language] for one in called)]]
    for one in strategies().values():
        values = {"strategy": one.id, "seed": played.seed, "difficulty": played.difficulty}
        values["route"] = played.route
        result: Any = model.run(model.Scenario.from_values(tool.check(values)))
        scores = [number(getattr(result, item.id), language, 0) for item in called]
        rows.append([one.name[language], *scores])
    return "\n\n".join([WORDS["compare"][language], WORDS["compare_note"][language], grid(rows)])


def board(language: Language) -> dict[str, Any]:
    """Return what the board shows: squares, zones, wear, income, and where each track starts."""
    held = set_up()
    squares = range(SQUARES + 1)
    return {
        "levels": [number(level(one), language, 0) for one in squares],
        "zones": [zone(one) for one in squares],
        "wear": [held.wear("trust", one) for one in squares],
        "received": [number(held.received(one) / 1000, language) for one in squares],
        "tracks": [
            {
                "name": label(name, language),
                "start": held.squares[name],
                # Results wear with what the partner cannot run; support follows legitimacy.
                "wear": [held.wear(name, one) for one in squares] if name == "results" else [],
                "income": name == "support",
            }
            for name in LEVELS
        ],
    }


def _bare(name: str) -> str:
    return name.rsplit(" (", 1)[0]


def _low(name: str) -> str:
    return name[:1].lower() + name[1:]


def _joined(parts: Sequence[str], language: Language) -> str:
    return ("\u00a0; " if language == "fr" else "; ").join(parts)

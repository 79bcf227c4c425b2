"""How a class answered each question: counts that a table and its bars show alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from passerelles.grading.answers import answered
from passerelles.library.text import NBSP, Language, Text, number
from passerelles_widgets.forms.dossier import DossierQuestion
from passerelles_widgets.forms.kinds import Choice, Matching, Number, Ordering, Question, Short
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.marks import known
from passerelles_widgets.forms.reading import readings, wording
from passerelles_widgets.forms.tasks import Essay, Scenario, TableQuestion

MOST_BARS: Final = 10
"""Different typed answers listed one by one; the rest are counted together."""
LONGEST_LABEL: Final = 140
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_ANSWERS: Final = Text("Réponses", "Answers")
_IN_PLACE: Final = Text("Mis à sa place", "Put in its place")
_CONDITIONS: Final = Text("Conditions remplies", "Conditions met")
_POINTS: Final = Text("Points obtenus", "Points earned")
_NONE: Final = Text("Sans réponse", "No answer")
_OTHERS: Final = Text("Autres réponses", "Other answers")
_UNREAD: Final = Text("Réponse illisible", "Answer that cannot be read")


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer and how many gave it; `key` marks a right one."""

    label: str
    count: int
    key: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """Counts of answers out of `of` learners; plain text throughout."""

    title: str
    bars: tuple[Bar, ...]
    of: int


def distributions(  # noqa: PLR0911 - one for each type
    question: Question | None,
    answers: Sequence[Any],
    scores: Sequence[float],
    levels: Sequence[Mapping[str, int]],
    language: Language,
) -> tuple[Distribution, ...]:
    """Return how a question was answered, and at last how points are spread.

    `answers` and `scores` are of the learners whose work is graded; `levels` the rubric
    levels that a person chose. Without `question` only points are known.
    """
    points = (_spread(scores, language),) if scores else ()
    count = len(answers)
    match question:
        case Choice():
            return (_choices(question, answers, language),)
        case Matching():
            return (
                *(_row(question, index, answers, language) for index in range(len(question.rows))),
                *points,
            )
        case Ordering():
            texts = {item.id: item.text[language] for item in question.items}
            placed = Counter(
                item
                for answer in answers
                for at, item in enumerate(known(answer, list(question.key)))
                if question.key.index(item) == at
            )
            bars = (
                Bar(f"{at}. {texts[one]}", placed[one]) for at, one in enumerate(question.key, 1)
            )
            return (Distribution(_IN_PLACE[language], tuple(bars), count), *points)
        case Number():
            return (_numbers(question, answers, language),)
        case Short():
            return (_typed(question, answers, language),)
        case Essay():
            return (*_criteria(question, levels, language), *points)
        case Scenario() | TableQuestion() | DossierQuestion():
            return (_conditions(question, answers, language), *points)
        case _:
            return points


def shown(text: Any) -> str:
    """Return typed text on one line, without unseen signs, cut when it is long."""
    line = " ".join(_UNSEEN.sub(" ", str(text)[: LONGEST_LABEL * 4]).split())
    return line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + "…"


def _choices(question: Choice, answers: Sequence[Any], language: Language) -> Distribution:
    ids = [option.id for option in question.options]
    given = [
        known([answer] if question.type == "single" else answer, ids)
        if isinstance(answer, (str, list))
        else []
        for answer in answers
    ]
    picked = Counter(one for chosen in given for one in chosen)
    bars = [Bar(o.text[language], picked[o.id], o.right) for o in question.options]
    bars.append(Bar(_NONE[language], sum(not chosen for chosen in given)))
    return Distribution(_ANSWERS[language], tuple(bars), len(answers))


def _row(
    question: Matching, index: int, answers: Sequence[Any], language: Language
) -> Distribution:
    row = question.rows[index]
    ids = {option.id for option in question.options}
    given = [answer.get(row.id) if isinstance(answer, Mapping) else None for answer in answers]
    chosen = Counter(one for one in given if isinstance(one, str) and one in ids)
    bars = [
        Bar(option.text[language], chosen[option.id], option.id in row.key)
        for option in question.options
        if chosen[option.id] or option.id in row.key
    ]
    bars.append(Bar(_NONE[language], len(answers) - chosen.total()))
    return Distribution(row.text[language], tuple(bars), len(answers))


def _numbers(question: Number, answers: Sequence[Any], language: Language) -> Distribution:
    unit = f"{NBSP}{question.unit[language]}" if question.unit else ""
    labels: dict[str, bool] = {}
    counts: Counter[str] = Counter()
    for answer in answers:
        read = readings(answer)
        if not read:
            label = (_UNREAD if answered(answer) else _NONE)[language]
        else:
            label = shown(number(read[0], language) + unit)
        labels[label] = labels.get(label, False) or (bool(read) and mark(question, answer).right)
        counts[label] += 1
    return Distribution(_ANSWERS[language], _most(counts, labels, language), len(answers))


def _typed(question: Short, answers: Sequence[Any], language: Language) -> Distribution:
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    right: dict[str, bool] = {}
    for answer in answers:
        key = wording(answer) if isinstance(answer, str) else ""
        first.setdefault(key, shown(answer) if key else _NONE[language])
        right[first[key]] = bool(key) and mark(question, answer).right
        counts[first[key]] += 1
    return Distribution(_ANSWERS[language], _most(counts, right, language), len(answers))


def _most(counts: Counter[str], right: Mapping[str, bool], language: Language) -> tuple[Bar, ...]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    listed = [Bar(label, count, right.get(label, False)) for label, count in ordered[:MOST_BARS]]
    if rest := sum(count for _, count in ordered[MOST_BARS:]):
        listed.append(Bar(_OTHERS[language], rest))
    return tuple(listed)


def _criteria(
    question: Essay, levels: Sequence[Mapping[str, int]], language: Language
) -> Iterable[Distribution]:
    for criterion in question.rubric:
        chosen = Counter(one[criterion.id] for one in levels if criterion.id in one)
        if chosen:
            bars = (
                Bar(f"{number(level.points, language)}{NBSP}– {level.text[language]}", chosen[at])
                for at, level in enumerate(criterion.levels)
            )
            yield Distribution(criterion.title[language], tuple(bars), chosen.total())


def _conditions(
    question: Scenario | TableQuestion | DossierQuestion, answers: Sequence[Any], language: Language
) -> Distribution:
    listed: Sequence[Any]
    match question:
        case Scenario():
            listed = question.constraints
        case TableQuestion():
            listed = question.checks
        case _:
            listed = question.planks
    met = Counter(
        part.id
        for answer in answers
        for part in mark(question, answer).parts
        if part.kind == "right"
    )
    bars = tuple(Bar(one.text[language], met[one.id]) for one in listed)
    return Distribution(_CONDITIONS[language], bars, len(answers))


def _spread(scores: Sequence[float], language: Language) -> Distribution:
    """Count the scores one by one, or by whole points where there are too many."""
    fine = Counter(round(score, 2) for score in scores)
    if len(fine) <= MOST_BARS:
        bars = [Bar(number(value, language), fine[value]) for value in sorted(fine)]
        return Distribution(_POINTS[language], tuple(bars), len(scores))
    coarse = Counter(int(score) for score in scores)
    between = Text("de {a} à moins de {b}", "{a} to below {b}")
    bars = [
        Bar(between.format(a=value, b=value + 1)[language], coarse[value])
        for value in sorted(coarse)
    ]
    return Distribution(_POINTS[language], tuple(bars), len(scores))

"""What a learner is told of a question once no attempt is left: the right answer, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from passerelles.grading.answers import answered
from passerelles.library.text import NBSP, Language, number
from passerelles_widgets.forms.dossier import DossierQuestion
from passerelles_widgets.forms.kinds import Choice, Matching, Number, Ordering, Question, Short
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.marks import PartKind
from passerelles_widgets.forms.statement import escaped
from passerelles_widgets.forms.tasks import Essay, Scenario, TableQuestion


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one part of a question is right or wrong; `label` names the part, plain text both."""

    label: str
    kind: PartKind
    text: str


def right_answer(  # noqa: PLR0911 - one for each type
    question: Question, language: Language
) -> str | None:
    """Return the right answer as static HTML; None where many are right (`explanations` say how).

    Everything in it comes from the author, escaped all the same.
    """
    match question:
        case Choice():
            return _list("ul", (o.text[language] for o in question.options if o.right), language)
        case Ordering():
            texts = {item.id: item.text[language] for item in question.items}
            return _list("ol", (texts[item] for item in question.key), language)
        case Matching():
            return _pairs(question, language)
        case Number():
            unit = f"{NBSP}{question.unit[language]}" if question.unit else ""
            return f"<p>{escaped(number(question.key, language) + unit, language)}</p>"
        case Short():
            accepted = question.accept.fr if language == "fr" else question.accept.en
            return f"<p>{escaped(accepted[0], language)}</p>"
        case Essay():
            return f"<p>{escaped(question.model_answer[language].strip(), language)}</p>"
        case _:
            return None


def explanations(question: Question, answer: Any, language: Language) -> tuple[Explanation, ...]:
    """Return the explanation of every part; of an unanswered question, of the right answer."""
    if isinstance(question, Essay):
        return ()
    given = answered(answer)
    marked = mark(question, answer if given else _key(question))
    labels = _labels(question, language)
    told = [
        Explanation(
            labels.get(part.id, ""), part.kind if given else "info", part.text[language].strip()
        )
        for part in marked.parts
        if part.text[language].strip()
    ]
    why = getattr(question, "why", None)
    if why is not None:
        told.append(Explanation("", "info", why[language].strip()))
    if isinstance(question, (Scenario, TableQuestion)) and not marked.parts:
        conditions = question.constraints if isinstance(question, Scenario) else question.checks
        told += [Explanation(c.text[language], "info", c.why[language]) for c in conditions]
    if isinstance(question, DossierQuestion) and not marked.parts:
        told += [Explanation(p.text[language], "info", p.why[language]) for p in question.planks]
    return tuple(told)


def _key(question: Question) -> Any:
    """Return an answer that is right, in the form a learner's would have."""
    match question:
        case Choice():
            right = [option.id for option in question.options if option.right]
            return right[0] if question.type == "single" else right
        case Ordering():
            return list(question.key)
        case Matching():
            return {row.id: row.key[0] for row in question.rows}
        case Number():
            return question.key
        case Short():
            return question.accept.fr[0]
        case _:
            return None


def _labels(question: Question, language: Language) -> dict[str, str]:
    parts: Iterable[Any] = ()
    match question:
        case Choice():
            parts = question.options
        case Ordering():
            parts = question.items
        case Matching():
            parts = question.rows
    return {part.id: part.text[language].strip() for part in parts}


def _list(tag: str, texts: Iterable[str], language: Language) -> str:
    return f"<{tag}>{''.join(f'<li>{escaped(text, language)}</li>' for text in texts)}</{tag}>"


def _pairs(question: Matching, language: Language) -> str:
    options = {option.id: option.text[language] for option in question.options}
    rows = "".join(
        f'<tr><th scope="row">{escaped(row.text[language], language)}</th>'
        f"<td>{escaped(' / '.join(options[key] for key in row.key), language)}</td></tr>"
        for row in question.rows
    )
    return f"<table><tbody>{rows}</tbody></table>"

"""Questions read, written and shown: the door between YAML or JSON and the typed kinds.

`public` is the only view of a question that leaves the instructor's side: it
holds no key, no explanation and no model answer.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final, cast

import cattrs

from passerelles.library.records import converter, structure
from passerelles.library.text import Language, localised
from passerelles_widgets.forms.dossier import DossierQuestion
from passerelles_widgets.forms.kinds import (
    Choice,
    Label,
    Matching,
    Number,
    Ordering,
    Question,
    Row,
    Short,
)
from passerelles_widgets.forms.tasks import Essay, Scenario, TableQuestion

KINDS: Final[Mapping[str, type[Question]]] = {
    "single": Choice,
    "multiple": Choice,
    "ordering": Ordering,
    "matching": Matching,
    "number": Number,
    "short": Short,
    "essay": Essay,
    "scenario": Scenario,
    "table": TableQuestion,
    "dossier": DossierQuestion,
}


def from_json(data: Any, where: str = "question") -> Question:
    """Read a question from plain data (YAML or JSON); raise `Refusal` naming the faulty keys."""
    return structure(data, Question, where)


def to_json(question: Question) -> dict[str, Any]:
    """Return the whole question, keys included, as plain data that `from_json` reads back.

    For the instructor's side and for practice questions only.
    """
    return cast("dict[str, Any]", _plain(question))


def public(question: Question, language: Language) -> dict[str, Any]:
    """Return what a learner may see of a question, in one language, as plain data.

    Items to order never stand in the order of the key, nor options in the
    order of the rows they belong to; the order is the same on every build.
    """
    shown: dict[str, Any] = {
        "id": question.id,
        "type": question.type,
        "prompt": question.prompt[language],
        "points": _points(question),
    }
    if question.hint is not None:
        shown["hint"] = question.hint[language]
    shown.update(localised(_shown(question), language))
    if isinstance(question, Scenario):
        # In both languages: the texts of a kept scenario follow the reader's language.
        shown["start"] = _plain(question.start or {})
    return shown


def _shown(question: Question) -> dict[str, Any]:  # noqa: PLR0911 - one for each type
    """Return the parts of each type that are not keys."""
    match question:
        case Choice():
            return {"options": [{"id": o.id, "text": o.text} for o in question.options]}
        case Ordering():
            return {"items": _labels(_shuffled(question.items, question.key, question.id))}
        case Matching():
            options: Sequence[Label] = question.options
            if len(options) <= len(question.rows):
                options = _shuffled(options, [row.key[0] for row in question.rows], question.id)
            return {"rows": _labels(question.rows), "options": _labels(options)}
        case Number():
            return {"unit": question.unit} if question.unit else {}
        case Essay():
            return {
                "criteria": [
                    {"id": c.id, "title": c.title, "points": c.highest()} for c in question.rubric
                ]
            }
        case Scenario():
            return {
                "simulator": question.simulator,
                "constraints": [
                    {"id": c.id, "text": c.text, "points": c.points} for c in question.constraints
                ],
            }
        case DossierQuestion():
            return {
                "planks": [
                    {"id": p.id, "text": p.text, "points": p.points} for p in question.planks
                ]
            }
        case TableQuestion():
            return {
                "columns": [
                    {
                        "id": c.id,
                        "type": c.type,
                        "label": c.label,
                        **({"unit": c.unit} if c.unit else {}),
                        **({"options": _labels(c.options)} if c.options else {}),
                    }
                    for c in question.columns
                ],
                "rows": _labels(question.rows),
                "min_rows": question.min_rows,
                "max_rows": question.max_rows,
                "checks": [
                    {"id": c.id, "text": c.text, "points": c.points} for c in question.checks
                ],
            }
        case _:
            return {}


def _points(question: Question) -> float:
    """Return the points as JSON writes them best: 3 rather than 3.0."""
    return int(question.points) if question.points == int(question.points) else question.points


def _labels(labels: Sequence[Label | Row]) -> list[dict[str, Any]]:
    return [{"id": label.id, "text": label.text} for label in labels]


def _shuffled(labels: Sequence[Label], key: Sequence[str], seed: str) -> list[Label]:
    """Return the labels in an order fixed by `seed` that is not the order of `key`."""
    chance = random.Random(seed)  # noqa: S311 - a stable order, not a secret
    order = list(labels)
    for _ in range(20):
        chance.shuffle(order)
        if [label.id for label in order] != list(key)[: len(order)]:
            break
    return order


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: _plain(item) for f, item in pairs if item is not None and item != ()}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _structure_question(data: Any, _: Any) -> Question:
    """Choose the dataclass by `type`; a row's key may be one id or a list of them."""
    if not isinstance(data, Mapping):
        raise _faulty(f"expected a question, got {data!r}")
    kind = KINDS.get(str(data.get("type")))
    if kind is None:
        raise _faulty(f"type must be one of {', '.join(KINDS)}, not {data.get('type')!r}")
    plain = dict(data)
    if kind is Matching and isinstance(plain.get("rows"), list):
        plain["rows"] = [_listed_key(row) for row in plain["rows"]]
    return converter().structure(plain, kind)


def _faulty(fault: str) -> cattrs.ClassValidationError:
    """Return the error that `structure` turns into a refusal, as for any other fault."""
    return cattrs.ClassValidationError("question", [ValueError(fault)], Question)


def _listed_key(row: Any) -> Any:
    if isinstance(row, Mapping) and isinstance(row.get("key"), str):
        return {**row, "key": [row["key"]]}
    return row


converter().register_structure_hook_func(lambda kind: kind is Question, _structure_question)

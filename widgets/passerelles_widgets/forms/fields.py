"""A question as a panel: its specification, its values, and the answer read back from them.

Works on the public view of a question, so a page that only asks never holds a key.
Stored answers are hostile (a learner can edit the file): `panel_values` keeps
what fits the question and forgets the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from passerelles.library.text import NBSP, Language, Text
from passerelles_widgets.forms.marks import PANEL_FIELD, known, points_text
from passerelles_widgets.forms.reading import LONGEST, finite, readings

LONGEST_TEXT: Final = 20_000
"""Characters of a long text: some seven pages, where one or two are asked for."""

_TYPES: Final = {
    "single": "choice",
    "multiple": "choices",
    "ordering": "order",
    "matching": "match",
    "number": "text",  # typed as one writes it, `1 234,5` or `1,234.5`; read on this side
    "short": "text",
    "essay": "longtext",
    "table": "table",
}
_GROUP: Final[dict[str, Any]] = {"id": "question", "title": "", "kind": "question"}
_HELP: Final = {
    "multiple": Text("Plusieurs réponses sont possibles.", "Several answers are possible."),
    "ordering": Text("Placez en haut ce qui vient en premier.", "Put what comes first at the top."),
    "matching": Text("Choisissez une réponse par ligne.", "Choose one answer for each row."),
    "number": Text(
        f"Écrivez le nombre comme vous en avez l’habitude, par exemple 1{NBSP}234,5.",
        "Write the number as you usually do, for example 1,234.5.",
    ),
}
_GRADED: Final = Text("Question notée, {points}", "Graded question, {points}")
_PRACTICE: Final = Text("Question", "Question")
_UNREAD: Final = Text(
    f"Ce nombre n’est pas lisible{NBSP}; écrivez seulement des chiffres et une virgule.",
    "This number cannot be read; write digits and a decimal point only.",
)


def panel_spec(
    shown: Mapping[str, Any],
    language: Language,
    *,
    graded: bool,
    actions: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Return the panel specification of a public question (`questions.public`).

    A hint is not shown here: in an exercise it comes with the first result, in a
    module when it is asked for.
    """
    title = _GRADED.format(points=points_text(float(shown["points"]))) if graded else _PRACTICE
    intro, groups = "", [dict(_GROUP)]
    if shown["type"] in {"scenario", "dossier"}:
        intro, groups = shown["prompt"], []  # filled in elsewhere: a simulator, the dossier
    elif _given_rows(shown):
        intro, groups = shown["prompt"], _row_groups(shown)
    else:
        groups[0]["fields"] = [_field(shown, language)]
    return {
        "id": f"question-{shown['id']}",
        "lang": language,
        "title": title[language],
        "title_level": 3,
        "intro": intro,
        "groups": groups,
        "actions": [dict(action) for action in actions],
    }


def conditions(shown: Mapping[str, Any], language: Language) -> list[str]:
    """Return what a scenario or a table must satisfy, or what a text is judged on, in words."""
    lines = []
    for one in [
        *shown.get("constraints", ()),
        *shown.get("checks", ()),
        *shown.get("planks", ()),
        *shown.get("criteria", ()),
    ]:
        text = str(one.get("text") or one["title"]).rstrip(".")
        lines.append(f"{text} ({points_text(float(one['points']))[language]})")
    return lines


def _field(shown: Mapping[str, Any], language: Language) -> dict[str, Any]:
    kind = str(shown["type"])
    field: dict[str, Any] = {
        "id": PANEL_FIELD,
        "type": _TYPES[kind],
        "label": shown["prompt"],
    }
    if kind in _HELP:
        field["help"] = _HELP[kind][language]
    if kind in {"short", "number"}:
        field["max_length"] = 200
    if kind == "essay":
        field["max_length"] = LONGEST_TEXT
    if shown.get("unit"):
        field["unit"] = shown["unit"]
    options = shown.get("items") or shown.get("options")
    if options:
        field["options"] = _labelled(options)
    if kind == "matching":
        field["rows"] = _labelled(shown["rows"])
    if kind == "table":
        field["columns"] = _columns(shown)
        field["min_rows"], field["max_rows"] = shown["min_rows"], shown["max_rows"]
    return field


def _given_rows(shown: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the rows that the author of a table has named; a learner adds the others."""
    rows: Sequence[Mapping[str, Any]] = shown["rows"] if shown["type"] == "table" else ()
    return rows


def _row_groups(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a named group of fields for each given row: native labels, and room at 360 px."""
    return [
        {
            "id": row["id"],
            "title": row["text"],
            "kind": "question",
            "fields": [{**column, "id": _cell_id(row, column)} for column in _columns(shown)],
        }
        for row in _given_rows(shown)
    ]


def _cell_id(row: Mapping[str, Any], column: Mapping[str, Any]) -> str:
    return f"{PANEL_FIELD}-{row['id']}-{column['id']}"


def _columns(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": column["id"],
            "type": "choice" if column["type"] == "choice" else "text",
            "label": column["label"],
            **({"unit": column["unit"]} if column.get("unit") else {}),
            **({"options": _labelled(column["options"])} if column.get("options") else {}),
        }
        for column in shown["columns"]
    ]


def _labelled(labels: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{"id": label["id"], "label": label["text"]} for label in labels]


def fitting(shown: Mapping[str, Any], answer: Any) -> Any:
    """Return what of a stored answer, whatever it is, fits the question."""
    return _READ[str(shown["type"])](shown, answer)


def panel_values(shown: Mapping[str, Any], answer: Any) -> dict[str, Any]:
    """Return the panel's values for a stored answer, whatever that is."""
    value = fitting(shown, answer)
    rows = _given_rows(shown)
    if not rows:
        return {PANEL_FIELD: value}
    filled = value or [_cell_row(shown, {}) for _ in rows]
    return {
        _cell_id(row, column): cells[column["id"]]
        for row, cells in zip(rows, filled, strict=True)
        for column in shown["columns"]
    }


def answer_of(shown: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """Return the answer that the panel's values hold; `None` when there is none."""
    rows = _given_rows(shown)
    given: Any = values.get(PANEL_FIELD)
    if rows:
        given = [
            {column["id"]: values.get(_cell_id(row, column)) for column in shown["columns"]}
            for row in rows
        ]
    answer = fitting(shown, given)
    if isinstance(answer, str) and not answer.strip():
        return None
    return None if answer in ([], {}) else answer


def error_of(shown: Mapping[str, Any], answer: Any, language: Language) -> dict[str, str]:
    """Return the panel's errors for an answer that cannot be read as it should."""
    if shown["type"] == "number" and answer is not None and not readings(answer):
        return {PANEL_FIELD: _UNREAD[language]}
    return {}


def _ids(labels: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(label["id"]) for label in labels]


def _one(shown: Mapping[str, Any], answer: Any) -> str | None:
    return answer if isinstance(answer, str) and answer in _ids(shown["options"]) else None


def _several(shown: Mapping[str, Any], answer: Any) -> list[str]:
    return known(answer, _ids(shown["options"]))


def _order(shown: Mapping[str, Any], answer: Any) -> list[str]:
    ids = _ids(shown["items"])
    return list(dict.fromkeys([*known(answer, ids), *ids]))


def _pairs(shown: Mapping[str, Any], answer: Any) -> dict[str, str]:
    if not isinstance(answer, Mapping):
        return {}
    options = set(_ids(shown["options"]))
    pairs = ((row, answer.get(row)) for row in _ids(shown["rows"]))
    return {row: one for row, one in pairs if isinstance(one, str) and one in options}


def _line(_: Mapping[str, Any], answer: Any) -> str:
    number = finite(answer)
    if number is not None:
        return repr(int(number) if number.is_integer() else number)
    return answer[:LONGEST] if isinstance(answer, str) else ""


def _text(_: Mapping[str, Any], answer: Any) -> str:
    return answer[:LONGEST_TEXT] if isinstance(answer, str) else ""


def _cells(shown: Mapping[str, Any], answer: Any) -> list[dict[str, Any]]:
    most = len(shown["rows"]) or int(shown["max_rows"])
    least = len(shown["rows"]) or int(shown["min_rows"])
    rows = answer[:most] if isinstance(answer, list) else []
    read = [_cell_row(shown, row if isinstance(row, Mapping) else {}) for row in rows]
    if not any(any(row.values()) for row in read):
        read = []
    return read + [_cell_row(shown, {}) for _ in range(least - len(read))] if read else read


def _cell_row(shown: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column["id"]: (
            _one(column, row.get(column["id"]))
            if column["type"] == "choice"
            else _line(shown, row.get(column["id"]))
        )
        for column in shown["columns"]
    }


_READ: Final[Mapping[str, Callable[[Mapping[str, Any], Any], Any]]] = {
    "single": _one,
    "multiple": _several,
    "ordering": _order,
    "matching": _pairs,
    "number": _line,
    "short": _line,
    "essay": _text,
    "table": _cells,
}

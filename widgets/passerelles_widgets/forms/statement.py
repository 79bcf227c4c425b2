"""An answer as static HTML: for grading, feedback and paper, where no widget runs.

Everything a learner typed is escaped, control characters and direction
overrides are taken out, and very long text is cut with a word saying so. The
output can always be written as UTF-8.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from passerelles.library.text import NBSP, Language, Text
from passerelles_widgets.forms.fields import fitting
from passerelles_widgets.forms.marks import known

LONGEST_SHOWN: Final = 20_000
_ABSENT: Final = Text("Sans réponse.", "No answer.")
_CUT: Final = Text(
    f"[Texte coupé ici{NBSP}: seul le début est montré.]",
    "[Text cut here: only its beginning is shown.]",
)
_CHOSEN: Final = Text("choisi", "chosen")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def escaped(value: Any, language: Language) -> str:
    """Return typed text as HTML that shows it and does nothing else."""
    text = value if isinstance(value, str) else str(value)
    cut = len(text) > LONGEST_SHOWN
    text = _DIRECTION.sub("", _UNPRINTABLE.sub("\ufffd", text[:LONGEST_SHOWN]))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = html.escape(text).replace("\n", "<br>")
    return f"{shown} <em>{_CUT[language]}</em>" if cut else shown


def statement(shown: Mapping[str, Any], answer: Any, language: Language) -> str:
    """Return the question and its answer as static HTML; `answer` may be any JSON value."""
    prompt = escaped(shown["prompt"], language)
    return (
        f'<section class="statement mathjax_ignore tex2jax_ignore" lang="{language}">'
        f"<p><strong>{prompt}</strong></p>{_answer(shown, answer, language)}</section>"
    )


def _texts(shown: Mapping[str, Any]) -> dict[str, str]:
    labels = [
        label
        for name in ("options", "items", "rows")
        for label in shown.get(name, [])
        if not (name == "options" and shown["type"] == "matching")
    ]
    return {str(label["id"]): str(label["text"]) for label in labels}


def _answer(  # noqa: PLR0911 - one for each type
    shown: Mapping[str, Any], answer: Any, language: Language
) -> str:
    absent = f"<p><em>{_ABSENT[language]}</em></p>"
    kind = shown["type"]
    if kind in {"single", "multiple"}:
        chosen = set(known([answer] if kind == "single" else answer, list(_texts(shown))))
        return _choices(shown["options"], chosen, language) + ("" if chosen else absent)
    if answer is None or answer in ("", [], {}):
        return absent
    if kind == "scenario":
        from passerelles_widgets.forms.scenario import scenario_html  # noqa: PLC0415 - rare

        return scenario_html(shown, answer, language)
    if kind == "dossier":
        from passerelles_widgets.forms.dossier_print import dossier_html  # noqa: PLC0415 - rare

        return dossier_html(answer, language)
    value = fitting(shown, answer)
    if kind == "ordering" and isinstance(answer, list):
        texts = _texts(shown)
        return f"<ol>{''.join(f'<li>{escaped(texts[i], language)}</li>' for i in value)}</ol>"
    if kind == "matching" and value:
        return _pairs(shown, value, language)
    if kind == "table" and value:
        return _table(shown, value, language)
    if kind in {"number", "short", "essay"} and value.strip():
        unit = f"{NBSP}{escaped(shown['unit'], language)}" if shown.get("unit") else ""
        # Not the value kept for the panel, which is cut shorter without saying so.
        typed = answer if isinstance(answer, str) else value
        return f'<blockquote dir="auto">{escaped(typed, language)}{unit}</blockquote>'
    return absent


def _choices(options: Sequence[Mapping[str, Any]], chosen: set[str], language: Language) -> str:
    items = []
    for option in options:
        text = escaped(option["text"], language)
        picked = option["id"] in chosen
        items.append(
            f"<li>☒ <strong>{text}</strong> ({_CHOSEN[language]})</li>"
            if picked
            else f"<li>☐ {text}</li>"
        )
    return f"<ul>{''.join(items)}</ul>"


def _pairs(shown: Mapping[str, Any], value: Mapping[str, str], language: Language) -> str:
    options = {option["id"]: option["text"] for option in shown["options"]}
    rows = []
    for row in shown["rows"]:
        given = options.get(value.get(row["id"]), _ABSENT[language])
        rows.append(
            f'<tr><th scope="row">{escaped(row["text"], language)}</th>'
            f"<td>{escaped(given, language)}</td></tr>"
        )
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def _table(shown: Mapping[str, Any], value: Sequence[Mapping[str, Any]], language: Language) -> str:
    names = [row["text"] for row in shown["rows"]]
    heads = ([""] if names else []) + [column["label"] for column in shown["columns"]]
    head = "".join(f'<th scope="col">{escaped(one, language)}</th>' for one in heads)
    body = []
    for index, row in enumerate(value):
        cells = [f'<th scope="row">{escaped(names[index], language)}</th>'] if names else []
        for column in shown["columns"]:
            options = {one["id"]: one["text"] for one in column.get("options", [])}
            cell = row.get(column["id"])
            text = options.get(cell, "" if cell is None else cell)
            cells.append(f"<td><bdi>{escaped(text, language)}</bdi></td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"

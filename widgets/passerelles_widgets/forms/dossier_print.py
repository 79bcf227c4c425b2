"""A dossier as static, escaped HTML: what a person reads before judging its quality.

The states of the seven steps come first, then each step with the learner's note, the
learner's own words for a section and the section's lists. Long lists are cut, and say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.data import plain
from passerelles.dossier.schema import Dossier
from passerelles.dossier.snapshot import read
from passerelles.dossier.steps import StepState, steps
from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
from passerelles.library.text import NBSP, Language, Text, number, percent
from passerelles_widgets.forms.dossier import STATES
from passerelles_widgets.forms.statement import escaped

MOST_ROWS: Final = 60
_SHARES: Final = ("margin", "expected_cover", "own_share", "probability")
"""Keys whose fractions are shares of one; a risk's probability is a whole number."""
_WORDS: Final = Path(__file__).parent / "dossier_words.yml"
_CUT: Final = Text("{count} lignes de plus ne sont pas montrées.", "{count} more rows not shown.")
_BETWEEN: Final = Text("Entre {home} et {partner}", "Between {home} and {partner}")
_NOTE: Final = Text("Note", "Note")
_YES_NO: Final = (Text("non", "no"), Text("oui", "yes"))


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed of a section: single values, and the columns of its lists."""

    id: str
    step: int
    title: Text
    facts: tuple[str, ...] = ()
    tables: dict[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The sections printed, the labels of their keys and the names of their coded values."""

    sections: tuple[Printed, ...]
    labels: dict[str, Text]
    values: dict[str, Text]


@cache
def words() -> Words:
    """Return what `dossier_words.yml` says."""
    return load_yaml(_WORDS, Words)


def dossier_html(answer: Any, language: Language) -> str:
    """Return the dossier of a snapshot as HTML; one that cannot be read shows the reason."""
    try:
        dossier = read(answer)
        return "".join(_lines(dossier, language))
    except Refusal as refusal:
        return f"<p><em>{escaped(refusal.sentence(language), language)}</em></p>"


def states(dossier: Dossier, language: Language) -> list[str]:
    """Return a line of plain text for each step: its number, title, state and reason."""
    return [_state(one, language) for one in steps(dossier)]


def _state(one: StepState, language: Language) -> str:
    colon = f"{NBSP}:" if language == "fr" else ":"
    state = STATES[one.state][language]
    return f"{one.number}. {one.title[language]}{colon} {state}. {one.reason[language]}"


def _lines(dossier: Dossier, language: Language) -> Iterator[str]:
    between = _BETWEEN.format(
        home=dossier.territories.home or "…", partner=dossier.territories.partner or "…"
    )
    yield f"<p>{escaped(between[language], language)}.</p>"
    for one in steps(dossier):
        yield f"<h4>{escaped(_state(one, language), language)}</h4>"
        note = dossier.notes.get(str(one.number))  # type: ignore[call-overload]
        if note is not None:
            yield _quoted(_NOTE[language], note.text, language)
        for printed in words().sections:
            if printed.step == one.number and dossier.section(printed.id) is not None:
                yield from _section(printed, dossier, language)


def _section(printed: Printed, dossier: Dossier, language: Language) -> Iterator[str]:
    title = printed.title[language]
    yield f"<h5>{escaped(title, language)}</h5>"
    wording = dossier.wording.get(printed.id)
    if wording is not None:
        yield _quoted(title, wording.text, language)
    data = plain(asdict(dossier.section(printed.id)))
    facts = [name for name in printed.facts if data.get(name) not in (None, "", [], {})]
    if facts:
        rows = "".join(
            f'<tr><th scope="row">{_label(name, language)}</th>'
            f"<td>{_cell(name, data[name], language)}</td></tr>"
            for name in facts
        )
        yield f"{_scrolling(title, language)}<table><tbody>{rows}</tbody></table></div>"
    for name, columns in (printed.tables or {}).items():
        if data.get(name):
            yield _table(data[name], columns, title, language)


def _scrolling(title: str, language: Language) -> str:
    """Open a box that a wide table scrolls in, which the keyboard can reach."""
    label = escaped(title, language)
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="{label}">'


def _table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], title: str, language: Language
) -> str:
    head = "".join(f'<th scope="col">{_label(name, language)}</th>' for name in columns)
    cells = [
        "".join(f"<td>{_cell(name, row.get(name), language)}</td>" for name in columns)
        for row in rows[:MOST_ROWS]
    ]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    more = ""
    if len(rows) > MOST_ROWS:
        more = f"<p><em>{_CUT.format(count=len(rows) - MOST_ROWS)[language]}</em></p>"
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"{_scrolling(title, language)}{table}</div>{more}"


def _label(name: str, language: Language) -> str:
    return escaped(words().labels[name][language], language)


def _cell(name: str, value: Any, language: Language) -> str:
    if name in _SHARES and isinstance(value, float):
        return percent(value, language)
    return _value(value, language)


def _value(value: Any, language: Language) -> str:
    """Write one value, escaped: a coded one by its name, a list or an object in one line."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _YES_NO[value][language]
    if isinstance(value, (int, float)):
        return number(round(value, 2), language)
    if isinstance(value, list):
        return ", ".join(_value(item, language) for item in value)
    if isinstance(value, dict):
        colon = f"{NBSP}:" if language == "fr" else ":"
        return ", ".join(
            f"{_value(key, language)}{colon} {_value(item, language)}"
            for key, item in value.items()
        )
    known = words().values.get(value)
    return f"<bdi>{escaped(value if known is None else known[language], language)}</bdi>"


def _quoted(title: str, text: str, language: Language) -> str:
    colon = f"{NBSP}:" if language == "fr" else ":"
    return (
        f'<blockquote dir="auto"><strong>{escaped(title, language)}{colon}</strong> '
        f"{escaped(text, language)}</blockquote>"
    )

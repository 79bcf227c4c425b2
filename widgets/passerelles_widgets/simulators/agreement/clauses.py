"""The text composed: parties, preamble and nine clauses, in the order of the model (annex 2).

A clause whose elements are blank shows what is to be written there, in brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, number
from passerelles_widgets.simulators.agreement.model import Action, Result
from passerelles_widgets.simulators.base import Texts

# The clauses of the model memorandum, and the fields of the form that fill each.
CLAUSES: Final = (
    ("purpose", ("objective",)),
    ("actions-and-coherence", ("actions", "coherence", "sdgs")),
    ("expected-results", ("results",)),
    ("governance-and-management", ("governance", "management")),
    ("participation", ("stakeholders",)),
    ("monitoring-and-evaluation", ("monitoring",)),
    ("calendar", ("calendar",)),
    ("budget", ("budget",)),
    ("duration", ()),
)


def clauses(result: Result, texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return the heading and the text of the opening and of each clause."""
    return (
        (texts["clause_parties"], _parties(result, texts)),
        *(
            (
                texts["numbered"].format(
                    number=place, name=texts[f"clause_{clause.replace('-', '_')}"]
                ),
                _clause(clause, fields, result, texts),
            )
            for place, (clause, fields) in enumerate(CLAUSES, start=1)
        ),
    )


def lowered(name: str) -> str:
    """Return a name as it stands inside a sentence."""
    return name[:1].lower() + name[1:]


def _parties(result: Result, texts: Texts) -> str:
    home = result.home or texts["blank_home"]
    partner = result.partner or texts["blank_partner"]
    opening = texts[f"opening_{result.form}"].format(home=home, partner=partner)
    background = result.element("background")
    if background is None:
        return opening
    return f"{opening} {background.text or texts['blank_background']}"


def _clause(clause: str, fields: tuple[str, ...], result: Result, texts: Texts) -> str:
    if not fields:
        key = "closing_revision" if result.form == "revision" else "closing"
        return texts[key]
    return " ".join(
        part for field in fields for part in _parts(field, clause, result, texts) if part
    )


def _parts(field: str, clause: str, result: Result, texts: Texts) -> Iterator[str]:
    if field == "actions":
        if not result.actions:
            yield texts["blank_actions"]
        for place, item in enumerate(result.actions, start=1):
            yield _action(place, item, texts)
        return
    element = result.element(field)
    if element is not None:
        yield element.text or texts[f"blank_{field}"]
    if clause == "purpose" and result.domains:
        names = [lowered(texts.labels[f"domains/{domain}"]) for domain in result.domains]
        key = "domains_one" if len(names) == 1 else "domains_many"
        yield texts[key].format(domains=enumeration(names, texts.language))


def _action(place: int, item: Action, texts: Texts) -> str:
    """Write an action with what is known of its measure; brackets for the rest."""
    return texts["action_line"].format(
        number=place,
        action=item.action.rstrip("."),
        indicator=item.indicator or texts["blank_indicator"],
        quantity=number(item.quantity, texts.language)
        if item.quantity > 0
        else texts["blank_quantity"],
        date=item.date or texts["blank_date"],
        who=item.who or texts["blank_who"],
    )

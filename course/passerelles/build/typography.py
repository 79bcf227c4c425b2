"""Typographic rules of each language, as far as a program can hold them."""

from __future__ import annotations

import re
from typing import Final

from passerelles.library.text import Language, Text

_FRENCH: Final = (
    (
        re.compile(r"(?<=[\w»”)])[ ]?[;!?](?=\s|$|»)|(?<=[\w»”)]) :(?=\s|$)"),
        Text(
            "espace insécable attendue avant « {sign} » (U+00A0).",
            "French wants a no-break space before “{sign}” (U+00A0).",
        ),
    ),
    (
        re.compile(r"«[^\u00a0\u202f]|[^\u00a0\u202f]»"),
        Text(
            "espace insécable attendue à l’intérieur des guillemets « … ».",
            "French wants no-break spaces inside « … ».",
        ),
    ),
    (
        re.compile(r"(?<=\d) ?%"),
        Text("espace insécable attendue avant « % ».", "French wants a no-break space before “%”."),
    ),
)
_BOTH: Final = (
    (
        re.compile(r"(?<=\w)'(?=\w)"),
        Text("apostrophe droite : écrivez ’ (U+2019).", "straight apostrophe: write ’ (U+2019)."),
    ),
    (
        re.compile(r'(?<=[\s(])"(?=\w)|(?<=\w)"(?=[\s.,)])'),
        Text("guillemets droits : écrivez « … ».", "straight quotation marks: write “…”."),
    ),
)
# Code, addresses, roles, directives and HTML are not prose.
_NOT_PROSE: Final = re.compile(
    r"^```[\s\S]*?^```|`[^`\n]*`|\{[a-z-]+\}|https?://\S+|<[^<>\n]*>|\]\([^)]*\)|^:::.*$",
    re.MULTILINE,
)


def faults(text: str, language: Language | None) -> list[tuple[int, Text]]:
    """Return (line offset, what to mend) for each typographic fault in `text`."""
    prose = _NOT_PROSE.sub(lambda match: "\u2060" * len(match.group()), text)
    rules = (*_BOTH, *(_FRENCH if language == "fr" else ()))
    found = []
    for pattern, words in rules:
        for match in pattern.finditer(prose):
            sign = match.group().strip()
            line = prose.count("\n", 0, match.start())
            found.append((line, words.format(sign=sign)))
    return found

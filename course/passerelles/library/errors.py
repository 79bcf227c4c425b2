"""The one way to refuse: a sentence in the user's language."""

from __future__ import annotations

import re
from typing import Final

from passerelles.library.text import NBSP, Language, Text

BEFORE_SIGN: Final = re.compile(r"(?<=\S) (?=[:;?!%»])|(?<=«) (?=\S)")
"""The spaces that must not end a line in French, written as plain ones in the code."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an accident
    """What is wrong and what to do, one sentence in each language.

    Raised at the door, where input is checked; shown as it is by the CLI, the
    portal and the widgets.
    """

    def __init__(self, fr: str, en: str) -> None:
        self.text = Text(BEFORE_SIGN.sub(NBSP, fr), en)
        super().__init__(en)

    def sentence(self, language: Language) -> str:
        """Return the refusal in `language`."""
        return self.text[language]

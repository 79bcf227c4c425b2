"""The one way to refuse: a sentence in the user's language."""

from __future__ import annotations

from passerelles.library.text import Language, Text


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an accident
    """What is wrong and what to do, one sentence in each language.

    Raised at the door, where input is checked; shown as it is by the CLI, the
    portal and the widgets.
    """

    def __init__(self, fr: str, en: str) -> None:
        self.text = Text(fr, en)
        super().__init__(en)

    def sentence(self, language: Language) -> str:
        """Return the refusal in `language`."""
        return self.text[language]

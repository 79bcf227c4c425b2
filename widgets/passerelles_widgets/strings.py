"""The interface strings shared by panels, charts, simulators and forms, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from passerelles.library.records import load_yaml
from passerelles.library.text import Language, Text

_FILE = Path(__file__).with_name("strings.yml")


@cache
def strings() -> dict[str, Text]:
    """Return every shared string by its id; raise `Refusal` when the file is faulty."""
    return load_yaml(_FILE, dict[str, Text])


def string(key: str, lang: Language, **values: object) -> str:
    """Return a string in `lang` with its `{places}` filled; raise `KeyError` if unknown."""
    text = strings()[key][lang]
    return text.format(**values) if values else text


def words(prefix: str, lang: Language) -> dict[str, str]:
    """Return the strings whose id starts with `prefix-`, without it, for the browser's code."""
    return {
        name.removeprefix(f"{prefix}-"): text[lang]
        for name, text in strings().items()
        if name.startswith(f"{prefix}-")
    }

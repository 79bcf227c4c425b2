"""The words of exported documents, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from passerelles.library.records import load_yaml
from passerelles.library.text import Language, Text


@cache
def words() -> dict[str, Text]:
    """Read `words.yml` once."""
    return load_yaml(Path(__file__).with_name("words.yml"), dict[str, Text])


@cache
def clauses() -> dict[str, Text]:
    """Read `clauses.yml`, the agreement's own words, once."""
    return load_yaml(Path(__file__).with_name("clauses.yml"), dict[str, Text])


def word(key: str, language: Language, **values: Any) -> str:
    """Return the words under a key with their `{places}` filled; an unknown key is an error."""
    return words()[key][language].format(**values)

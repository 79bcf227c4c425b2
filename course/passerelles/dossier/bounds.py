"""The limits every section keeps, so that no contribution can swell the file."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

MAX_TEXT: Final = 300
MAX_ITEMS: Final = 300
MAX_SCORE: Final = 10


def within(name: str, value: float, high: float, low: float = 0) -> None:
    """Raise `ValueError` unless `value` lies between `low` and `high`."""
    if not low <= value <= high:
        raise ValueError(f"{name} must lie between {low} and {high}, got {value}")


def bounded(record: Any) -> None:
    """Raise `ValueError` when a text or a list of the dataclass `record` is too long."""
    for part in fields(record):
        value = getattr(record, part.name)
        texts = (value,) if isinstance(value, str) else value
        if not isinstance(texts, (str, tuple)):
            continue
        if isinstance(texts, tuple) and len(texts) > MAX_ITEMS:
            raise ValueError(f"{part.name} holds more than {MAX_ITEMS} entries")
        if any(isinstance(text, str) and len(text) > MAX_TEXT for text in texts):
            raise ValueError(f"{part.name} holds a text of more than {MAX_TEXT} characters")

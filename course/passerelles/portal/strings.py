"""The portal's interface strings, each in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from passerelles.library.records import load_yaml
from passerelles.library.text import Language, Text


@cache
def strings() -> dict[str, Text]:
    """Read `strings.yml` once."""
    return load_yaml(Path(__file__).with_name("strings.yml"), dict[str, Text])


def string(key: str, language: Language, **values: Any) -> str:
    """Return an interface string with its `{places}` filled; an unknown key is an error."""
    return strings()[key][language].format(**values)

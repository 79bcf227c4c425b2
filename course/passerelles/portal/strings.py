"""The portal's interface strings, each in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from passerelles.library.records import load_yaml
from passerelles.library.text import Language, Text

HERE: Final = Path(__file__).parent
ROOM: Final = HERE.parent / "workshop"


@cache
def strings() -> dict[str, Text]:
    """Read the portal's strings and the training room's once."""
    found: dict[str, Text] = {}
    for path in (HERE / "strings.yml", ROOM / "strings.yml", ROOM / "board.yml"):
        if path.exists():
            found |= load_yaml(path, dict[str, Text])
    return found


def string(key: str, language: Language, **values: Any) -> str:
    """Return an interface string with its `{places}` filled; an unknown key is an error."""
    return strings()[key][language].format(**values)

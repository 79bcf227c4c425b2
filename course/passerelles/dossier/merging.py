"""Two people change the same values at once: what comes out of both.

Plain JSON, compared with what both began from. Where only one changed a part, their change
stands; where both did, the one that is saved now does. Tables are compared cell by cell as long
as nobody has added or removed a row.
"""

from __future__ import annotations

from typing import Any


def merged(base: Any, theirs: Any, mine: Any) -> Any:
    """Return `theirs` with the changes that lead from `base` to `mine`."""
    if mine == base:
        return theirs
    if theirs in (base, mine):
        return mine
    if isinstance(base, dict) and isinstance(theirs, dict) and isinstance(mine, dict):
        return _objects(base, theirs, mine)
    if isinstance(base, list) and isinstance(theirs, list) and isinstance(mine, list):
        return _lists(base, theirs, mine)
    return mine


def _objects(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
    made = {}
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        if key not in mine and (key in base and theirs[key] == base[key]):
            continue  # taken away on this side, untouched on the other
        if key not in theirs and key in base and mine[key] == base[key]:
            continue  # taken away on the other side, untouched on this one
        if key in mine and key in theirs:
            made[key] = merged(base.get(key), theirs[key], mine[key])
        else:
            made[key] = mine[key] if key in mine else theirs[key]
    return made


def _lists(base: list[Any], theirs: list[Any], mine: list[Any]) -> list[Any]:
    if len(theirs) == len(base) == len(mine):
        return [merged(*three) for three in zip(base, theirs, mine, strict=True)]
    kept = min(len(base), len(theirs), len(mine))
    if len(base) == kept and theirs[:kept] == base and mine[:kept] == base:
        # Both added rows at the end: all of them stay, theirs first.
        return [*theirs, *(row for row in mine[kept:] if row not in theirs[kept:])]
    if len(base) == kept:
        start = [merged(*three) for three in zip(base, theirs, mine, strict=False)]
        return [*start, *theirs[kept:], *(row for row in mine[kept:] if row not in theirs[kept:])]
    # Rows were taken away: which is which cannot be told, so what is saved now stands.
    return mine

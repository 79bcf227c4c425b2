"""YAML and JSON into frozen dataclasses, with every fault named by file and key.

The dataclass is the schema: a missing, unknown or ill-typed key is refused
with the path that leads to it. Pure Python (PyYAML, cattrs), so the same code
runs in a learner's kernel.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import cattrs
import yaml
from cattrs import transform_error
from cattrs.strategies import configure_union_passthrough

from passerelles.library.errors import Refusal

T = TypeVar("T")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeys(_Loader):
    """The safe loader, refusing a key written twice (YAML keeps the last one silently)."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"duplicate key {key!r}", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


@cache
def converter() -> cattrs.Converter:
    """Return the converter shared by all records: strict types, unknown keys refused."""
    made = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    configure_union_passthrough(str | int | float | bool | None, made)
    made.register_structure_hook(str, _text)
    made.register_structure_hook(float, _number)
    made.register_structure_hook(int, _integer)
    made.register_structure_hook(bool, _boolean)
    return made


def _text(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {value!r}")
    return value


def _number(value: Any, _: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"expected a number, got {value!r}")
    return float(value)


def _integer(value: Any, _: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected a whole number, got {value!r}")
    return value


def _boolean(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, got {value!r}")
    return value


def parse_yaml(text: str, where: str) -> Any:
    """Read YAML `text`; `where` names it (a file, or a file and line) in a refusal."""
    try:
        return yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 - derives from the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}" if mark else where
        problem = getattr(error, "problem", None) or str(error)
        raise Refusal(
            f"{place} : ce YAML est illisible ({problem}) ; corrigez cette ligne.",
            f"{place}: this YAML cannot be read ({problem}); correct that line.",
        ) from error


def structure(value: Any, kind: type[T], where: str) -> T:
    """Turn plain data into `kind`, naming every faulty key; raise `Refusal`."""
    try:
        return converter().structure(value, kind)
    except cattrs.BaseValidationError as error:
        faults = "; ".join(transform_error(error, format_exception=_describe))
        raise Refusal(
            f"{where} : {faults} ; corrigez ces clés.", f"{where}: {faults}; correct these keys."
        ) from error


def _describe(error: BaseException, _kind: Any) -> str:
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return "unknown key " + ", ".join(repr(key) for key in sorted(error.extra_fields))
    if isinstance(error, KeyError):
        return f"missing key {error.args[0]!r}"
    return str(error) or type(error).__name__


def load_yaml(path: Path, kind: type[T]) -> T:
    """Read the YAML file `path` as `kind`; raise `Refusal` naming the file and key."""
    return structure(parse_yaml(path.read_text(encoding="utf-8"), path.name), kind, path.name)

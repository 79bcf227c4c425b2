"""YAML and JSON into frozen dataclasses, with every fault named by file and key.

The dataclass is the schema: a missing, unknown or ill-typed key is refused
with the path that leads to it. Pure Python (PyYAML, cattrs), so the same code
runs in a learner's kernel.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import cattrs
import yaml
from cattrs import transform_error
from cattrs.strategies import configure_union_passthrough

from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text

T = TypeVar("T")

_UNKNOWN: Final = Text("clé inconnue {keys}", "unknown key {keys}")
_MISSING: Final = Text("clé manquante {keys}", "missing key {keys}")
_TEXT: Final = Text("un texte était attendu, non {value}", "expected text, got {value}")
_NUMBER: Final = Text("un nombre était attendu, non {value}", "expected a number, got {value}")
_INTEGER: Final = Text(
    "un nombre entier était attendu, non {value}", "expected a whole number, got {value}"
)
_BOOLEAN: Final = Text(
    "true ou false était attendu, non {value}", "expected true or false, got {value}"
)

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


class UnexpectedError(TypeError):
    """A value of another kind than the record asks for."""

    def __init__(self, told: Text, value: Any) -> None:
        self.text = told.format(value=repr(value))
        super().__init__(self.text.en)


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
        raise UnexpectedError(_TEXT, value)
    return value


def _number(value: Any, _: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UnexpectedError(_NUMBER, value)
    return float(value)


def _integer(value: Any, _: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnexpectedError(_INTEGER, value)
    return value


def _boolean(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise UnexpectedError(_BOOLEAN, value)
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
        raise Refusal(
            f"{where} : {_faults(error, 'fr')} ; corrigez ces clés.",
            f"{where}: {_faults(error, 'en')}; correct these keys.",
        ) from error


def _faults(error: cattrs.BaseValidationError, language: Language) -> str:
    """Return every fault and, in brackets, the keys that lead to it."""
    told = []
    for fault in transform_error(error, format_exception=lambda one, _: _describe(one)[language]):
        what, _, place = fault.rpartition(" @ $")
        parent, _, key = place.removeprefix(".").rpartition(".")
        # A missing key is named already.
        place = parent if repr(key) in what else place.removeprefix(".")
        told.append(f"{what} ({place})" if place else what)
    return "; ".join(told)


def _describe(error: BaseException) -> Text:
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return _UNKNOWN.format(keys=", ".join(repr(key) for key in sorted(error.extra_fields)))
    if isinstance(error, KeyError):
        return _MISSING.format(keys=repr(error.args[0]))
    if isinstance(error, UnexpectedError):
        return error.text
    return Text(*2 * (str(error) or type(error).__name__,))


def load_yaml(path: Path, kind: type[T]) -> T:
    """Read the YAML file `path` as `kind`; raise `Refusal` naming the file and key."""
    return structure(parse_yaml(path.read_text(encoding="utf-8"), path.name), kind, path.name)

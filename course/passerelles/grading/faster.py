"""nbgrader checks the metadata of each cell against a schema it checks anew each time.

That is nine tenths of its own share of the work; here a schema is checked once.
"""

from __future__ import annotations

import json
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import jsonschema  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
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

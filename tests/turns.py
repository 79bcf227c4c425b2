"""Both languages of every page without paying twice in `make test`."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from passerelles.library.text import LANGUAGES


def in_turn(pages: Iterable[str]) -> pytest.MarkDecorator:
    """Parametrize `path, lang`: pages alternate languages; the other one waits for `test-all`."""
    return pytest.mark.parametrize(
        ("path", "lang"),
        [
            pytest.param(
                path,
                lang,
                marks=() if place % 2 == number else pytest.mark.slow,
                id=f"{path}-{lang}",
            )
            for place, path in enumerate(pages)
            for number, lang in enumerate(LANGUAGES)
        ],
    )

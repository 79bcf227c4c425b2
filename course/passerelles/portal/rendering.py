"""Templates and Markdown: how the portal's pages are written."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from passerelles.library import text
from passerelles.library.text import Language
from passerelles.papers.help import help_for
from passerelles.portal.static_files import files, hashed_name
from passerelles.portal.strings import string, strings

HERE: Final = Path(__file__).parent


@cache
def environment() -> jinja2.Environment:
    """Return the template environment: autoescaping, strict about unknown names."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(
            [HERE / "templates", HERE.parent / "workshop" / "templates"]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["hashed"] = hashed_name
    made.globals["inlined"] = _inlined
    return made


def _inlined(name: str) -> Markup:
    """Return one of our own style sheets, to travel inside the page."""
    return Markup(files()[name].read_text(encoding="utf-8"))  # noqa: S704 - ours, not a visitor's


def render(template: str, language: Language, **values: Any) -> str:
    """Render a template in one language; inside, `t(id, …)` is a string, `help` the page’s help."""

    def t(key: str, **named: Any) -> str:
        return string(key, language, **named)

    def words(*heads: str) -> dict[str, str]:
        """Return the strings whose ids begin with one of `heads`, for a script."""
        return {key: both[language] for key, both in strings().items() if key.startswith(heads)}

    def points(key: str, value: float, most: float | None = None) -> str:
        """Return the string of so many points (out of `most`); `key`.one is its singular."""
        named = {"points": text.number(value, language)}
        if most is not None:
            named["maximum"] = text.number(most, language)
        return string(f"{key}.one" if text.singular(value, language) else key, language, **named)

    def pick(pair: Any) -> Any:
        return text.localised(pair, language)

    return (
        environment()
        .get_template(template)
        .render(
            lang=language,
            help=help_for(template),
            other="en" if language == "fr" else "fr",
            t=t,
            pick=pick,
            points_in_words=points,
            words=words,
            number=lambda value, digits=None: text.number(value, language, digits),
            moment=lambda iso: text.moment(iso, language),
            percent=lambda value: text.percent(value, language),
            **values,
        )
    )


@cache
def _markdown() -> MarkdownIt:
    # Raw HTML is allowed because only the course's own sources pass here, never a learner's text.
    made = MarkdownIt("commonmark", {"html": True}).enable("table")
    # A wide table scrolls in a box of its own, which the keyboard can reach.
    made.add_render_rule("table_open", _table_open)
    made.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return made


def _table_open(_self: Any, _tokens: Any, _index: int, _options: Any, env: Any) -> str:
    label = string("table.wide", env["language"])
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="{label}"><table>\n'


@lru_cache(maxsize=2048)
def markdown(source: str, language: Language) -> Markup:
    """Render the course's own Markdown."""
    return Markup(_markdown().render(source, {"language": language}))  # noqa: S704 - see there


def headings(source: str, level: int = 2) -> list[str]:
    """Return the texts of the headings of one level, in order."""
    tokens = _markdown().parse(source)
    return [
        tokens[index + 1].content
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == f"h{level}"
    ]

"""The Markdown of a paper as plain blocks, which the printed page lays out.

A block is a JSON object with a `type`: `heading`, `paragraph`, `list`, `table`, `code`, `box`,
`picture`, `lines` (to write on), `cut` (to cut along). Text comes as runs: `{"text", "strong",
"emphasis", "code", "link"}`. What the course's own boxes and links add as HTML is read for its
structure; no other HTML passes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

Block = dict[str, Any]
Run = dict[str, Any]

TAG: Final = re.compile(r"<[^>]+>")
BOX: Final = re.compile(r'<(?:aside|div) class="([^"]*)"')
LABEL: Final = re.compile(r'<p class="box-label">(.*?)</p>', re.DOTALL)
LISTS: Final = {"bullet_list_open": False, "ordered_list_open": True}


def blocks(source: str) -> list[Block]:
    """Return the blocks of one section."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return _Reader(parser.parse(source)).until(None)


class _Reader:
    """Walks markdown-it's flat list of tokens once, from left to right."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens: Iterator[Token] = iter(tokens)

    def until(self, closing: str | None) -> list[Block]:
        """Return the blocks up to the token `closing`, which is taken too."""
        found: list[Block] = []
        for token in self.tokens:
            if token.type == closing:
                break
            if token.type == "html_block":
                if "</aside>" in token.content or "</div>" in token.content:
                    if closing == "box":
                        break
                    continue
                found += self._html(token.content)
            else:
                found += self._block(token)
        return found

    def _block(self, token: Token) -> list[Block]:
        kind = token.type
        if kind == "paragraph_open":
            return self._paragraph()
        found = self._one(token, kind)
        return [found] if found else []

    def _one(self, token: Token, kind: str) -> Block | None:
        if kind == "heading_open":
            words = self._inline("heading_close")
            return {"type": "heading", "level": int(token.tag[1:]), "runs": words}
        if kind in LISTS:
            closing = kind.replace("_open", "_close")
            return {"type": "list", "ordered": LISTS[kind], "items": list(self._items(closing))}
        if kind == "blockquote_open":
            return {"type": "box", "label": "", "blocks": self.until("blockquote_close")}
        if kind == "table_open":
            return self._table()
        if kind == "hr":
            return {"type": "cut"}
        return _fence(token) if kind in ("fence", "code_block") else None

    def _paragraph(self) -> list[Block]:
        inline = next(self.tokens)
        next(self.tokens)
        pictures = [one for one in inline.children or [] if one.type == "image"]
        if pictures:
            return [
                {"type": "picture", "file": one.attrGet("src") or "", "alt": one.content}
                for one in pictures
            ]
        return [{"type": "paragraph", "runs": runs(inline.children or [])}]

    def _inline(self, closing: str) -> list[Run]:
        found: list[Run] = []
        for token in self.tokens:
            if token.type == closing:
                break
            found += runs(token.children or [])
        return found

    def _items(self, closing: str) -> Iterator[list[Block]]:
        for token in self.tokens:
            if token.type == closing:
                return
            yield self.until("list_item_close")

    def _table(self) -> Block:
        rows: list[list[list[Run]]] = []
        for token in self.tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(runs(token.children or []))
        return {"type": "table", "header": rows[0], "rows": rows[1:]}

    def _html(self, content: str) -> list[Block]:
        if BOX.search(content):
            label = LABEL.search(content)
            inside = self.until("box")
            if not label and inside and inside[0]["type"] == "label":
                return [{"type": "box", "label": inside[0]["text"], "blocks": inside[1:]}]
            return [{"type": "box", "label": _plain(label[1]) if label else "", "blocks": inside}]
        label = LABEL.search(content)
        if label:
            return [{"type": "label", "text": _plain(label[1])}]
        words = _plain(content)
        return [{"type": "paragraph", "runs": [_run(words)]}] if words else []


def _fence(token: Token) -> Block:
    if token.info == "lines":
        return {"type": "lines", "count": int(token.content)}
    return {"type": "code", "text": token.content.rstrip("\n")}


def runs(tokens: Sequence[Token]) -> list[Run]:
    """Return the text of an inline token's children, with what stands out."""
    found: list[Run] = []
    strong = emphasis = 0
    link = ""
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            strong += token.nesting
        elif token.type in ("em_open", "em_close"):
            emphasis += token.nesting
        elif token.type == "link_open":
            link = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            link = ""
        elif token.type == "code_inline":
            found.append(_run(token.content) | {"code": True})
        elif token.type in ("softbreak", "hardbreak"):
            found.append(_run(" "))
        elif token.type == "text" and token.content:
            far = link if link.startswith("https://") else ""
            found.append(
                _run(token.content) | {"strong": strong > 0, "emphasis": emphasis > 0, "link": far}
            )
    return found


def _run(text: str) -> Run:
    return {"text": text, "strong": False, "emphasis": False, "code": False, "link": ""}


def _plain(content: str) -> str:
    return html.unescape(TAG.sub("", content)).strip()

"""The charts of a report as inline SVG: drawn from numbers, with a text that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 260
_LEFT: Final = 46
_BOTTOM: Final = 40
_TOP: Final = 16
_RIGHT: Final = 14
_RADIUS: Final = 11


def bar(share: float, *, key: bool) -> str:
    """Return one bar of a table, `share` of its room (0 to 1); the table's own cells say it."""
    width = max(0.0, min(1.0, share)) * 100
    kind = "bar key" if key else "bar"
    return (
        '<svg viewBox="0 0 100 12" width="100" height="12" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect class="{kind}" width="{width:.1f}" height="12"/></svg>'
    )


def columns(counts: Sequence[int], labels: Sequence[str], axis: str, alt: str) -> str:
    """Return a column chart; `axis` names what the labels are, `alt` says it all in words."""
    most = max(counts, default=0) or 1
    room = (WIDTH - _LEFT - _RIGHT) / max(1, len(counts))
    tall = HEIGHT - _TOP - _BOTTOM
    parts = [_line(_LEFT, HEIGHT - _BOTTOM, WIDTH - _RIGHT, HEIGHT - _BOTTOM)]
    for place, (count, label) in enumerate(zip(counts, labels, strict=True)):
        high = tall * count / most
        left = _LEFT + place * room
        parts.append(
            f'<rect class="bar" x="{left + room * 0.12:.1f}" y="{HEIGHT - _BOTTOM - high:.1f}" '
            f'width="{room * 0.76:.1f}" height="{high:.1f}"/>'
        )
        if count:
            parts.append(_text(left + room / 2, HEIGHT - _BOTTOM - high - 3, str(count)))
        parts.append(_text(left + room / 2, HEIGHT - _BOTTOM + 15, label))
    parts.append(_text((WIDTH + _LEFT) / 2, HEIGHT - 5, axis))
    return _drawn(parts, alt)


def plane(points: Sequence[tuple[str, float, float]], across: str, upward: str, alt: str) -> str:
    """Return points named by a short label: x from 0 to 1, y from −1 to 1."""
    wide, tall = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    middle = _TOP + tall / 2
    parts = [
        _line(_LEFT, _TOP, _LEFT, HEIGHT - _BOTTOM),
        _line(_LEFT, middle, WIDTH - _RIGHT, middle),
        _text(_LEFT - 8, _TOP + 10, "1", "end"),
        _text(_LEFT - 8, middle + 5, "0", "end"),
        _text(_LEFT - 8, HEIGHT - _BOTTOM, "\u22121", "end"),
        _text(_LEFT, HEIGHT - _BOTTOM + 15, "0"),
        _text(WIDTH - _RIGHT - 4, HEIGHT - _BOTTOM + 15, "1"),
        _text((WIDTH + _LEFT) / 2, HEIGHT - 5, across),
        _text(_LEFT + 8, _TOP + 2, upward, "start"),
    ]
    for label, x, y in points:
        left = _LEFT + _RADIUS + x * (wide - 2 * _RADIUS)
        top = middle - y * (tall / 2 - _RADIUS)
        parts.append(f'<circle class="point" cx="{left:.1f}" cy="{top:.1f}" r="{_RADIUS}"/>')
        parts.append(_text(left, top + 5, label))
    return _drawn(parts, alt)


def _drawn(parts: Sequence[str], alt: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(alt)}">{"".join(parts)}</svg>'
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="axis" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'

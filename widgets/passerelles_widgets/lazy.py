"""A place on the page that is filled when the reader comes near it.

A simulator costs tens of milliseconds to build and a megabyte of plotly to
draw; a reader at the top of a page should wait for neither.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Final

import anywidget
import ipywidgets
import traitlets

NEAR: Final = "800px"
"""How far below or above the window a place begins to be filled."""


class Near(anywidget.AnyWidget):
    """Says once that it has come near the window; it shows nothing.

    It sets `near` rather than sending a message, so that a reader who scrolls
    before the kernel listens is heard all the same.
    """

    _esm = f"""
export default {{
  render({{ model, el }}) {{
    let told = false;
    const forget = () => {{
      told = true;
      watch.disconnect();
      removeEventListener("beforeprint", tell);
    }};
    const tell = () => {{
      if (told) return;
      forget();
      model.set("near", true);
      model.save_changes();
    }};
    const watch = new IntersectionObserver(
      (seen) => seen.some((one) => one.isIntersecting) && tell(),
      {{ rootMargin: "{NEAR} 0px" }},
    );
    // The place itself is empty: the room the page keeps for it is what comes near.
    watch.observe(el.closest(".room") || el.parentElement || el);
    addEventListener("beforeprint", tell);
    return forget;
  }},
}};
"""

    near = traitlets.Bool(False).tag(sync=True)


@cache
def _layout(_process: int) -> ipywidgets.Layout:
    """Return the one layout all places share: half as many models for a page to open.

    One for each process: a warm kernel must not use its parent's.
    """
    return ipywidgets.Layout()


_DIRECT: ContextVar[bool] = ContextVar("direct", default=False)


@contextmanager
def at_once() -> Iterator[None]:
    """Within this, `when_near` builds at once: the page has waited for the reader already."""
    token = _DIRECT.set(True)
    try:
        yield
    finally:
        _DIRECT.reset(token)


def when_near(build: Callable[[], Any]) -> Any:
    """Return a box that `build` fills when the reader comes near.

    A fault in `build` is logged and leaves the box empty; the page says that
    this part could not be opened.
    """
    if _DIRECT.get():
        return build()
    layout = _layout(os.getpid())
    trigger = Near(layout=layout)
    box = ipywidgets.VBox([trigger], layout=layout)

    def fill(_change: Any) -> None:
        trigger.unobserve(fill, names="near")
        try:
            box.children = (build(),)
        except Exception:
            logging.getLogger(__name__).exception("a part of the page could not be built")
            raise
        trigger.close()

    trigger.observe(fill, names="near")
    return box

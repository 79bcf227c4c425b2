"""The browser files of the widgets, served at addresses that name their contents.

The portal serves each at `{base_url}passerelles/static/<hashed name>`, so a
browser may keep it for ever. A widget sends only a stub of some 500 bytes that
imports these addresses: plotly travels once, not with every chart.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent

ASSETS: Final[dict[str, Path]] = {
    "panel.js": _HERE / "panel" / "panel.js",
    "panel-fields.js": _HERE / "panel" / "panel-fields.js",
    "panel-lists.js": _HERE / "panel" / "panel-lists.js",
    "panel.css": _HERE / "panel" / "panel.css",
    "chart.js": _HERE / "chart" / "chart.js",
    "chart.css": _HERE / "chart" / "chart.css",
    "plotly-cartesian.min.js": _HERE / "chart" / "vendor" / "plotly-cartesian.min.js",
}

_STUB: Final = """\
const c=document.getElementById("jupyter-config-data");
let b="/";try{b=JSON.parse(c.textContent).baseUrl||b}catch{}
b=document.body.dataset.base||b.replace(/\\/?$/,"/")+"passerelles/";
const u=n=>new URL(b+"static/"+n,location.href).href;
export default async()=>{try{
const[m,...p]=await Promise.all(MODULES.map(n=>import(u(n))));
return m.default({parts:p,files:FILES.map(u)})
}catch(e){return{render({model,el}){console.error(e);
const w=model.get("words"),d=document.createElement("p");d.setAttribute("role","alert");
d.textContent=w.unreachable;el.replaceChildren(d)}}}}
"""


def static_path(name: str) -> Path:
    """Return the file behind the asset `name`; raise `KeyError` for any other name."""
    return ASSETS[name]


@cache
def hashed_name(name: str) -> str:
    """Return the name `name` is served under: `panel.js` is `panel.<12 hex of its SHA-256>.js`."""
    path = static_path(name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    stem, dot, extension = name.rpartition(".")
    return f"{stem}.{digest}{dot}{extension}"


def stub(modules: tuple[str, ...], files: tuple[str, ...]) -> str:
    """Return the ES module a widget sends: it imports `modules` and hands over `files`.

    The first module exports a function `({parts, files}) -> widget`; the
    others are its `parts`, fetched at the same time. When an import fails, the
    widget says so with the string `unreachable` of its `words`.
    """
    return _STUB.replace("MODULES", _names(modules)).replace("FILES", _names(files))


def _names(names: tuple[str, ...]) -> str:
    return json.dumps([hashed_name(name) for name in names], separators=(",", ":"))

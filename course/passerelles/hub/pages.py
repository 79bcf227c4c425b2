"""What every page of the hub shares: its language, its words, its files.

JupyterHub's own handlers render our templates too and tell them nothing of the
request, but they hand over `static_url`, a method of the handler: through it
`reader()` in a template finds the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from jinja2 import pass_context
from tornado import web

from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
from passerelles.library.text import DEFAULT_LANGUAGE, Language, Text
from passerelles.papers.help import GUIDE, help_for
from passerelles.portal.patterns import PICTURE
from passerelles.portal.settings import preferred
from passerelles.portal.static_files import HASHED, StaticHandler, digest
from passerelles.portal.static_files import files as portal_files

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE / "templates"
COOKIE: Final = "passerelles-language"
"""The same cookie as the portal's: the language chosen at the door holds inside."""
_STATUSES: Final = frozenset({400, 403, 404, 405, 429, 500, 503})
_FAULT: Final = 500


@cache
def strings() -> dict[str, Text]:
    """Read `strings.yml` once."""
    return load_yaml(HERE / "strings.yml", dict[str, Text])


def refusal(key: str, **values: Any) -> Refusal:
    """Return the string `key` as a refusal in both languages."""
    text = strings()[key]
    return Refusal(text.fr.format(**values), text.en.format(**values))


@cache
def files() -> dict[str, Path]:
    """Return the static files the hub's pages use, by plain name."""
    shared = portal_files()
    own = {path.name: path for path in sorted((HERE / "static").iterdir()) if path.is_file()}
    return {name: shared[name] for name in ("portal.css", "reading.css", "mark.svg")} | own


def hashed_name(name: str) -> str:
    """Return `hub.css` as `hub.<hash>.css`."""
    path = files()[name]
    return f"{path.stem}.{digest(path)}{path.suffix}"


class HubStaticHandler(StaticHandler):
    """Serves the hub's few static files to anybody: nothing in them is anybody's."""

    def get(self, name: str) -> None:
        """Answer a file whose name states its content."""
        match = HASHED.match(name)
        plain = f"{match['stem']}.{match['ext']}" if match else name
        if plain not in files() or hashed_name(plain) != name:
            raise web.HTTPError(404)
        self.answer(files()[plain])


@dataclass(frozen=True)
class Page:
    """One page for one reader."""

    handler: Any
    lang: Language
    template: str = ""

    @property
    def help(self) -> str:
        """Return the address of what a guide says of this page, in its language."""
        found = help_for(f"hub/{self.template}")
        return f"{self.handler.hub.base_url}guides/{found.guide}?lang={self.lang}#{found.section}"

    @property
    def other(self) -> Language:
        """The language that is not this page's."""
        return "en" if self.lang == "fr" else "fr"

    def t(self, key: str, **values: Any) -> str:
        """Return an interface string in the reader's language."""
        return strings()[key][self.lang].format(**values)

    def pick(self, pair: Any) -> str:
        """Return one language of `{fr, en}` or of a `Text`."""
        return str(pair[self.lang] if isinstance(pair, (Text, Mapping)) else pair)

    def file(self, name: str) -> str:
        """Return the address of a static file."""
        return f"{self.handler.hub.base_url}passerelles/static/{hashed_name(name)}"

    @property
    def switch(self) -> str:
        """Return the address of this page in the other language."""
        request = self.handler.request
        kept = [(k, v) for k, v in parse_qsl(request.query) if k not in {"lang", "_xsrf"}]
        # A page that answers a form is not to be asked for by its address: begin again there.
        return f"{request.path}?{urlencode([*kept, ('lang', self.other)])}"

    @property
    def insecure(self) -> bool:
        """Tell whether passwords would travel in clear to another machine."""
        from jupyterhub.utils import get_browser_protocol  # noqa: PLC0415 - the extra `hub`

        host = self.handler.request.host_name
        local = host in {"127.0.0.1", "localhost", "::1"}
        return not local and get_browser_protocol(self.handler.request) != "https"

    @property
    def native(self) -> bool:
        """Tell whether accounts are made on this hub."""
        return getattr(self.handler.authenticator, "kind", "") == "native"

    @property
    def courses(self) -> dict[str, Any]:
        """Return the hub's courses: id to title."""
        return dict(getattr(self.handler.authenticator, "courses", {}))

    def services(self, found: Iterable[Any]) -> list[dict[str, str]]:
        """Return the services this reader may open, by the course they belong to."""
        shown = []
        for one in found:
            title = self.courses.get(str(one.name).removeprefix("instructor-"))
            named = self.t("home.instructor", title=self.pick(title)) if title else one.name
            shown.append({"href": one.href, "title": str(named)})
        return shown

    @property
    def kind(self) -> str:
        """Return how people log in: native, oauth or lti."""
        return str(getattr(self.handler.authenticator, "kind", ""))

    def sentence(self, status: int, error: BaseException | None) -> str:
        """Return one sentence about what went wrong, ours in preference to the status."""
        refused = getattr(error, "refused", error)
        if isinstance(refused, Refusal):
            return refused.sentence(self.lang)
        known = status if status in _STATUSES else _FAULT if status >= _FAULT else 400
        return self.t(f"error.{known}")


def language(handler: Any) -> Language:
    """Return the reader's language: asked for in the address, kept, or the browser's."""
    found = (handler.get_query_argument("lang", None), handler.get_cookie(COOKIE))
    for code in found:
        if code in ("fr", "en"):
            return "en" if code == "en" else "fr"
    return preferred(handler.request.headers.get("Accept-Language", ""), DEFAULT_LANGUAGE)


def page_of(handler: Any, template: str = "") -> Page:
    """Return the page that `handler` is about to send, and remember a language asked for."""
    chosen = language(handler)
    if handler.get_query_argument("lang", None) == chosen:
        handler.set_cookie(COOKIE, chosen, path=handler.base_url, samesite="Lax")
    return Page(handler, chosen, template)


@pass_context
def reader(context: Any) -> Page:
    """Return the page being rendered, inside a template: `{% set page = page() %}`."""
    return page_of(context["static_url"].__self__, str(context.name))


class Speaking:
    """A handler of ours: refuses in one sentence of the reader's language."""

    def check_xsrf_cookie(self: Any) -> None:
        """Say in words that a form came too late or from elsewhere."""
        try:
            super().check_xsrf_cookie()  # type: ignore[misc]
        except web.HTTPError as error:
            self.log.warning("A form was refused: %s", error)
            raise RefusedError(403, refusal("login.expired")) from error

    def refuse(self: Any, refused: Refusal, status: int = 403) -> None:
        """Send a refusal as a page."""
        self.set_status(status)
        sent = self.render_template("error.html", sync=True, status_code=status, exception=refused)
        self.finish(sent)


class RefusedError(web.HTTPError):
    """An HTTP error that carries its sentence to the page."""

    def __init__(self, status: int, refused: Refusal) -> None:
        super().__init__(status, refused.text.en.replace("%", "%%"))
        self.refused = refused


def handlers() -> list[tuple[str, Any]]:
    """Return the addresses every kind of account needs."""
    from passerelles.hub.guide_pages import GuideHandler, PictureHandler  # noqa: PLC0415 - JupyterHub

    return [
        (r"/passerelles/static/([a-z0-9.-]+)", HubStaticHandler),
        (rf"/guides/{GUIDE}", GuideHandler),
        (rf"/guides/pictures/{PICTURE}", PictureHandler),
    ]


def configure(c: Any) -> None:
    """Have JupyterHub use our templates, and give them `reader()`."""
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    # JupyterHub calls what it finds there with the user: hence one function more.
    c.JupyterHub.template_vars = {"reader": lambda _user: reader}

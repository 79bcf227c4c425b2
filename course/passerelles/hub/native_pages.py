"""The pages of accounts made on the hub: log in, ask for an account, approve, passwords.

Every change is a POST that carries the form's own token.
"""

from __future__ import annotations

from typing import Any

from jupyterhub.handlers import BaseHandler
from jupyterhub.handlers.login import LoginHandler
from jupyterhub.scopes import needs_scope
from nativeauthenticator.orm import UserInfo
from tornado import web

from passerelles.hub import groups
from passerelles.hub.account_settings import ROLES
from passerelles.hub.pages import Speaking, page_of, refusal
from passerelles.library.errors import Refusal


class _FormHandler(Speaking, BaseHandler):
    """A page with one form: shows it, and shows it again with what went wrong."""

    template = ""

    async def show(self, refused: Refusal | None = None, said: str = "", **values: Any) -> None:
        """Send the page; a refusal changes its status."""
        if refused is not None:
            self.set_status(400)
        sentence = refused.sentence(page_of(self).lang) if refused else ""
        self.set_header("Cache-Control", "no-store")
        self.finish(
            await self.render_template(self.template, refused=sentence, said=said, **values)
        )

    def field(self, name: str) -> str:
        """Return what was typed, at most what anybody could mean."""
        return str(self.get_body_argument(name, "", strip=False))[:1_000]


class EnterHandler(Speaking, LoginHandler):
    """The login page."""

    async def post(self) -> None:
        """Log in, or say in a sentence why not."""
        typed = self.get_body_argument("username", "")[:200]
        data = {"username": typed, "password": self.get_body_argument("password", "", strip=False)}
        try:
            user = await self.login_user(data)
        except Refusal as refused:
            self.log.warning("A login was refused: %s", refused)
            self.set_status(403)
            self.finish(await self._render(login_error=refused, username=typed))
            return
        if user is None:
            self.set_status(403)
            wrong = refusal("login.wrong")
            self.finish(await self._render(login_error=wrong, username=typed))
            return
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))


class AskHandler(_FormHandler):
    """Ask for an account."""

    template = "signup.html"

    async def get(self) -> None:
        """Show the form."""
        await self.show(typed="", least=self.authenticator.minimum_password_length)

    async def post(self) -> None:
        """Keep the request."""
        typed, least = self.field("username"), self.authenticator.minimum_password_length
        try:
            await self.authenticator.ask(typed, self.field("password"), self.field("again"))
        except Refusal as refused:
            await self.show(refused, typed=typed, least=least)
            return
        await self.show(said="signup.sent", typed="", least=least)


class PasswordHandler(_FormHandler):
    """Change one's own password."""

    template = "password.html"

    @web.authenticated
    async def get(self) -> None:
        """Show the form."""
        await self.show(of=None, least=self.authenticator.minimum_password_length)

    @web.authenticated
    async def post(self) -> None:
        """Change it when the current one is right."""
        name, least = self.current_user.name, self.authenticator.minimum_password_length
        try:
            try:
                given = {"username": name, "password": self.field("current")}
                await self.authenticator.authenticate(self, given)
            except Refusal as refused:
                resting = self.authenticator.tries.resting(name)
                raise refused if resting else refusal("password.wrong") from refused
            await self.authenticator.renew(name, self.field("password"), self.field("again"))
        except Refusal as refused:
            await self.show(refused, of=None, least=least)
            return
        await self.show(said="password.changed", of=None, least=least)


class GivenPasswordHandler(_FormHandler):
    """An administrator gives somebody a new password."""

    template = "password.html"

    @needs_scope("admin:users")
    async def get(self, name: str) -> None:
        """Show the form."""
        try:
            self.authenticator.account(name)
        except Refusal as refused:
            self.refuse(refused, 404)
            return
        await self.show(of=name, least=self.authenticator.minimum_password_length)

    @needs_scope("admin:users")
    async def post(self, name: str) -> None:
        """Change it."""
        least = self.authenticator.minimum_password_length
        try:
            await self.authenticator.renew(name, self.field("password"), self.field("again"))
        except Refusal as refused:
            await self.show(refused, of=name, least=least)
            return
        await self.show(said="password.changed", of=name, least=least)


class PeopleHandler(_FormHandler):
    """Who has an account, who waits for one, and where each belongs."""

    template = "people.html"

    @needs_scope("admin:users")
    async def get(self) -> None:
        """Show the lists."""
        await self.lists()

    @needs_scope("admin:users")
    async def post(self) -> None:
        """Do what one of the buttons says to one account."""
        name, action = self.field("name"), self.field("action")
        steps = {
            "approve": self._approve,
            "groups": self._groups,
            "discard": self._discard,
            "withdraw": self._withdraw,
        }
        try:
            account = self.authenticator.account(name)
            if action not in steps:
                raise refusal("people.no_such")
            await steps[action](account)
        except Refusal as refused:
            await self.lists(refused)
            return
        await self.lists(said=f"people.done.{action}", whom=name)

    async def lists(self, refused: Refusal | None = None, said: str = "", whom: str = "") -> None:
        """Send the page as it now stands."""
        accounts = self.db.query(UserInfo).order_by(UserInfo.username).all()
        rows = [
            {
                "name": one.username,
                "approved": bool(one.is_authorized),
                "groups": self._belongs(one.username),
                "admin": one.username in self.authenticator.admin_users,
            }
            for one in accounts
        ]
        await self.show(refused, said, whom=whom, rows=rows, roles=ROLES)

    def _belongs(self, name: str) -> set[str]:
        user = self.find_user(name)
        return groups.belongs(user) if user else set()

    async def _approve(self, account: Any) -> None:
        account.is_authorized = True
        await self._groups(account)

    async def _groups(self, account: Any) -> None:
        user = self.find_user(account.username) or self.user_from_username(account.username)
        groups.place(user, self.get_body_arguments("group"), self.authenticator.courses)
        self.db.commit()

    async def _discard(self, account: Any) -> None:
        if account.is_authorized:
            raise refusal("people.no_such")
        self.db.delete(account)
        self.db.commit()

    async def _withdraw(self, account: Any) -> None:
        self.authenticator.close(account.username)


def handlers() -> list[tuple[str, Any]]:
    """Return the addresses of these pages, under the hub's."""
    return [
        (r"/login", EnterHandler),
        (r"/signup", AskHandler),
        (r"/people", PeopleHandler),
        (r"/password", PasswordHandler),
        (r"/password/([^/]{1,200})", GivenPasswordHandler),
    ]

"""Accounts made on the hub: people ask for one, an administrator approves and places them.

Built on nativeauthenticator's table of accounts; its pages are replaced, because
theirs change accounts on a GET, speak one language and let whoever is first take
an administrator's name.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from jupyterhub import orm
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.orm import UserInfo
from traitlets import Dict

from passerelles.hub import names, pages, passwords
from passerelles.hub.native_pages import handlers
from passerelles.hub.pages import refusal
from passerelles.library.errors import Refusal

MOST_WAITING: Final = 500
"""Requests that may wait at once: beyond it somebody is filling the database."""
_MINUTE: Final = 60


class NativeAccounts(NativeAuthenticator):
    """JupyterHub's authenticator for accounts made on the hub."""

    kind = "native"
    courses = Dict(help="The courses of the hub: id to its title in both languages.").tag(
        config=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tries = passwords.Tries(self.allowed_failed_logins, self.seconds_before_next_try)

    def validate_username(self, username: str) -> bool:
        """Accept what the one validation accepts."""
        return names.valid(username)

    def get_handlers(self, app: Any) -> list[tuple[str, Any]]:  # noqa: ARG002 - JupyterHub’s
        """Return our pages only."""
        return [*pages.handlers(), *handlers()]

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str:  # noqa: ARG002
        """Return the name of whoever gives the right password; raise `Refusal`."""
        password = data.get("password", "")
        try:
            name = names.own_name(data.get("username", ""))
        except Refusal as refused:
            raise refusal("login.wrong") from refused
        if left := self.tries.resting(name):
            raise refusal("login.resting", minutes=int(left // _MINUTE) + 1)
        account = UserInfo.find(self.db, name)
        digest = account.password if account else None
        if not await asyncio.to_thread(passwords.matches, password, digest):
            self.tries.wrong(name)
            raise refusal("login.wrong")
        # Read again: it may have been closed while the password was compared.
        account = UserInfo.find(self.db, name)
        if account is None or not account.is_authorized:
            raise refusal("login.waiting")
        self.tries.right(name)
        return name

    async def ask(self, typed: str, password: str, again: str) -> str:
        """Keep a request for an account, and return its name; raise `Refusal`."""
        if not self.enable_signup:
            raise refusal("signup.closed")
        name = names.own_name(typed)
        await self._check(name, password, again)
        if UserInfo.find(self.db, name) or name in self.admin_users or self._known(name):
            raise refusal("signup.taken")
        if self.db.query(UserInfo).filter_by(is_authorized=False).count() >= MOST_WAITING:
            raise refusal("signup.full")
        digest = await asyncio.to_thread(passwords.hashed, password)
        # Somebody may have asked for the same name in that quarter of a second.
        if UserInfo.find(self.db, name):
            raise refusal("signup.taken")
        self.db.add(UserInfo(username=name, password=digest, is_authorized=False))
        self.db.commit()
        return name

    async def renew(self, name: str, password: str, again: str) -> None:
        """Give an account a new password; raise `Refusal`."""
        await self._check(name, password, again)
        digest = await asyncio.to_thread(passwords.hashed, password)
        self.account(name).password = digest
        self.db.commit()
        self.tries.right(name)

    async def _check(self, name: str, password: str, again: str) -> None:
        if password != again:
            raise refusal("password.differ")
        passwords.check_password(password, name, self.minimum_password_length)

    def account(self, name: str) -> Any:
        """Return the account of that name; raise `Refusal` when there is none."""
        found = UserInfo.find(self.db, name)
        if found is None:
            raise refusal("people.unknown")
        return found

    def close(self, name: str) -> None:
        """Close an account: no login any more, and what is open is shut out.

        Raises `Refusal` for an administrator, who could otherwise be locked out.
        """
        account = self.account(name)
        if name in self.admin_users:
            raise refusal("people.not_admin")
        account.is_authorized = False
        user = orm.User.find(self.db, name)
        if user is not None:
            user.cookie_id = orm.new_token()
            for token in list(user.api_tokens):
                self.db.delete(token)
        self.db.commit()

    def _known(self, name: str) -> bool:
        """Tell whether JupyterHub knows such a user: the files there are somebody's."""
        return orm.User.find(self.db, name) is not None

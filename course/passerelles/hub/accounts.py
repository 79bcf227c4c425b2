"""How people log in to a hub, chosen by `accounts.kind` of hub.yml."""

from __future__ import annotations

from typing import Any

from passerelles.hub import pages
from passerelles.hub.settings import Settings

_MINUTE = 60


def configure(c: Any, settings: Settings) -> None:
    """Choose the authenticator and give it what hub.yml states; raise `Refusal`."""
    pages.configure(c)
    # Who gets past the authenticator is approved, or verified; OAuth people need a place besides.
    c.Authenticator.allow_all = settings.accounts.kind != "oauth"
    c.Authenticator.admin_users = set(settings.administrators)
    {"native": native, "oauth": oauth, "lti": lti}[settings.accounts.kind](c, settings)


def native(c: Any, settings: Settings) -> None:
    """Accounts made on the hub, approved by an administrator."""
    from passerelles.hub.native import NativeAccounts  # noqa: PLC0415 - the extra `hub`

    chosen = settings.accounts.native
    c.JupyterHub.authenticator_class = NativeAccounts
    c.NativeAccounts.courses = _titles(settings)
    c.NativeAccounts.enable_signup = chosen.sign_up
    c.NativeAccounts.open_signup = False
    c.NativeAccounts.minimum_password_length = chosen.password_length
    c.NativeAccounts.check_common_password = True
    c.NativeAccounts.allowed_failed_logins = chosen.tries
    c.NativeAccounts.seconds_before_next_try = chosen.wait_minutes * _MINUTE


def oauth(c: Any, settings: Settings) -> None:
    """Accounts of a provider of OAuth 2 or OpenID Connect."""
    from passerelles.hub.oauth import OAuthAccounts  # noqa: PLC0415 - the extra `hub`

    chosen = settings.accounts.oauth
    assert chosen is not None
    c.JupyterHub.authenticator_class = OAuthAccounts
    part = c.OAuthAccounts
    part.login_service, part.provider = chosen.title, chosen.id
    part.client_id, part.client_secret = chosen.client_id, chosen.secret()
    part.authorize_url, part.token_url = chosen.authorize_url, chosen.token_url
    part.userdata_url, part.scope = chosen.userdata_url, chosen.scope
    part.username_claim, part.groups_claim = chosen.name_claim, chosen.groups_claim
    part.group_map, part.everyone = chosen.groups, chosen.everyone or ""
    part.issuer, part.courses = chosen.issuer or "", _titles(settings)
    part.enable_pkce = True
    if settings.public_address:
        part.oauth_callback_url = f"{settings.url}hub/oauth_callback"


def lti(c: Any, settings: Settings) -> None:
    """Accounts of learning platforms, by LTI 1.3."""
    from passerelles.hub.lti import LtiAccounts  # noqa: PLC0415 - the extra `hub`

    c.JupyterHub.authenticator_class = LtiAccounts
    c.LtiAccounts.lti = settings.accounts.lti
    c.LtiAccounts.courses = _titles(settings)
    c.LtiAccounts.folder = str(settings.root)
    c.LtiAccounts.public = settings.public_address or ""


def first_passwords(settings: Settings) -> dict[str, str]:
    """Make the accounts of administrators that have none; return their passwords, shown once.

    For accounts made on the hub only; elsewhere the provider knows its people.
    """
    if settings.accounts.kind != "native":
        return {}
    made: dict[str, str] = {}
    for name in settings.administrators:
        password = set_password(settings, name, only_new=True)
        if password:
            made[name] = password
    return made


def set_password(
    settings: Settings, name: str, password: str | None = None, *, only_new: bool = False
) -> str:
    """Give `name` a password, made up if none is given, approving the account; return it.

    With `only_new` an account that is there is left alone and "" returned. Works beside
    a running hub. Raises `Refusal` for a password or a name that will not do.
    """
    from jupyterhub.orm import new_session_factory  # noqa: PLC0415 - the extra `hub`
    from nativeauthenticator.orm import UserInfo  # noqa: PLC0415

    from passerelles.hub import names, passwords  # noqa: PLC0415

    name = names.own_name(name)
    if password is not None:
        passwords.check_password(password, name, settings.accounts.native.password_length)
    database = new_session_factory(settings.database_url)()
    try:
        account = UserInfo.find(database, name)
        if account is not None and only_new:
            return ""
        chosen = password or passwords.made_up()
        if account is None:
            account = UserInfo(username=name, password=b"")
            database.add(account)
        account.password, account.is_authorized = passwords.hashed(chosen), True
        database.commit()
        return chosen
    finally:
        database.close()
        database.get_bind().dispose()


def _titles(settings: Settings) -> dict[str, dict[str, str]]:
    return {one.id: {"fr": one.title.fr, "en": one.title.en} for one in settings.courses}

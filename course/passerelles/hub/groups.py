"""Who belongs where: a person's groups in the hub's database, course by course."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from passerelles.hub.account_settings import ROLES
from passerelles.hub.settings import Settings


def course_groups(courses: Iterable[str]) -> set[str]:
    """Return every group of these courses: `<course>/learners` and so on."""
    return {f"{course}/{role}" for course in courses for role in ROLES}


def belongs(user: Any) -> set[str]:
    """Return the names of the groups of a JupyterHub user."""
    return {group.name for group in user.orm_user.groups}


def place(user: Any, wanted: Iterable[str], courses: Iterable[str]) -> None:
    """Put a JupyterHub user in `wanted` of the groups of `courses`; others are left alone.

    A group that does not exist yet is made. Written to the database at once.
    """
    from jupyterhub import orm  # noqa: PLC0415 - the extra `hub`

    ours = course_groups(courses)
    chosen = set(wanted) & ours
    if belongs(user) & ours == chosen:
        return
    kept = [group for group in user.orm_user.groups if group.name not in ours]
    for name in sorted(chosen):
        group = orm.Group.find(user.db, name)
        if group is None:
            group = orm.Group(name=name)
            user.db.add(group)
        kept.append(group)
    user.orm_user.groups = kept
    user.db.commit()


def joining(scopes: list[str], settings: Settings) -> Callable[[Any], list[str]]:
    """Return what gives a server its token's scopes, once its learner is in the open courses.

    JupyterHub cuts the token to what the learner may do at that moment, before the server
    starts: who joined a course later than that could not hand in before the next start.
    """
    opened = {course.group("learners") for course in settings.courses if course.open}
    ids = [course.id for course in settings.courses]

    def scopes_of(spawner: Any) -> list[str]:
        mine = belongs(spawner.user)
        if not opened <= mine:
            place(spawner.user, mine | opened, ids)
        return scopes

    return scopes_of

"""Who belongs where: a person's groups in the hub's database, course by course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from passerelles.hub.account_settings import ROLES


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

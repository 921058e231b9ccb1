"""Organisers' accounts as Flask-Security sees them: a second mapping of the plain tables, with its behaviour.

The tables stay free of Flask. Everything of the library that is not used yet is off: no registration, no mails, no
remember-me cookie, no tokens in place of a session, no tracking. docs/adr/0004-sign-in.md tells how second factors come.
"""

import secrets
import time
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, session
from flask_security import Security, SQLAlchemyUserDatastore, current_user, hash_password, login_user, logout_user
from flask_security.core import RoleMixin, UserMixin
from flask_security.utils import verify_password
from sqlalchemy.orm import DeclarativeBase, Mapped, relationship

from petition.db import db
from petition.domain.passwords import normal_password
from petition.models import Base, Role, User
from petition.web.organisers.session import LIFETIME

ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 19_456, "argon2__time_cost": 3, "argon2__parallelism": 1}
"""19 MiB and one pass more than the least that OWASP's Password Storage Cheat Sheet asks for Argon2id."""
OPTIONS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},  # no HMAC before it: rotating the secret keys must lock nobody out
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
    "SECURITY_PASSWORD_SALT": "unused",  # the library wants a value
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_CLI_USERS_NAME": None,  # `petition user` is the command
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_CSRF_COOKIE_NAME": None,
}
BY_LINK = "by_link"
"""Session key: this session began with a one-time link, so a password may be chosen without the old one."""


class SecurityBase(DeclarativeBase):
    """A registry of its own over the same tables."""

    metadata = Base.metadata


class AccountRole(RoleMixin, SecurityBase):
    """A role with Flask-Security's behaviour."""

    __table__ = Role.__table__


class Account(UserMixin, SecurityBase):
    """A user with Flask-Security's behaviour."""

    __table__ = User.__table__
    roles: Mapped[list[AccountRole]] = relationship(  # type: ignore[assignment] # the mixin has a bare list
        secondary=Base.metadata.tables["user_role"],
        viewonly=True,  # roles are given by steps
    )

    if TYPE_CHECKING:
        id: Mapped[int]
        public_id: Mapped[str]
        organisation_id: Mapped[int]
        email: Mapped[str]
        name: Mapped[str]
        password: Mapped[str | None]
        fs_uniquifier: Mapped[str]


def init_accounts(app: Flask) -> None:
    """Start Flask-Security without its pages, on our tables."""
    app.config.update(OPTIONS)
    security = Security(app, SQLAlchemyUserDatastore(db, Account, AccountRole), register_blueprint=False)
    security.login_manager.session_protection = None  # it would hash the visitor's address and browser into the session
    security.login_manager.request_loader(lambda _request: None)  # no token opens the desk
    security.principal.identity_loaders.clear()  # it would look for a user on every public page
    with app.app_context():
        app.extensions["petition.nobodys_hash"] = hash_password(secrets.token_urlsafe(24))


def current_account() -> Account:
    """Who is signed in. Call it behind the room's guard only."""
    return cast("Account", current_user._get_current_object())  # noqa: SLF001 - werkzeug's documented way to the object


def is_signed_in() -> bool:
    """True for a session of an active account that began less than a working day ago; an older one is forgotten."""
    began_at = session.get("fs_paa")  # Flask-Security writes it at sign-in
    if began_at is not None and time.time() - began_at > LIFETIME.total_seconds():
        logout_user()
        session.clear()
    return bool(current_user.is_authenticated)


def find_account(email: str, password: str) -> Account | None:
    """The active account whose password this is. An unknown address costs the same time: a hash is compared anyway."""
    found = cast("Account | None", _datastore().find_user(email=email.strip().lower()))
    stored = found.password if found is not None and found.active else None
    is_right = verify_password(normal_password(password), stored or current_app.extensions["petition.nobodys_hash"])
    return found if is_right and stored is not None else None


def enter(user_id: int, *, by: str) -> None:
    """Begin a fresh session for this user."""
    account = db.session.get_one(Account, user_id, populate_existing=True)
    session.clear()
    login_user(account, remember=False, authn_via=[by])
    if by == BY_LINK:
        session[BY_LINK] = True


def make_password_hash(password: str) -> str:
    """Argon2id of the normalised password."""
    return str(hash_password(normal_password(password)))


def _datastore() -> SQLAlchemyUserDatastore:
    return cast("SQLAlchemyUserDatastore", current_app.extensions["security"].datastore)

"""Reading organisations and the people who work for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from petition.models import Organisation, User


def find_organisation(session: Session, slug: str) -> Organisation | None:
    """An organisation by its short name."""
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()


def list_organisations(session: Session) -> Sequence[Organisation]:
    """All organisations, oldest first."""
    return session.scalars(select(Organisation).order_by(Organisation.id)).all()


def find_user(session: Session, email: str) -> User | None:
    """An organiser's account by its address."""
    return session.scalars(select(User).where(User.email == email.lower())).one_or_none()


def list_users(session: Session) -> Sequence[User]:
    """All organisers' accounts with their organisations, oldest first."""
    return session.scalars(select(User).order_by(User.id).options(joinedload(User.organisation))).all()

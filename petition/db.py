"""Flask-SQLAlchemy over our plain metadata, and the migrations that make its tables.

Models, queries and use-cases know only SQLAlchemy, so they run without an application too.
"""

from flask import Flask
from flask_migrate import Migrate, downgrade, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import DBAPIError

from petition.adapters.database import engine_options, prepare_engine
from petition.adapters.queue import migrate_jobs
from petition.models import Base
from petition.paths import MIGRATIONS

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True, session_options={"expire_on_commit": False})
migrate = Migrate()


def init_db(app: Flask, database_url: str) -> None:
    """Bind the application to its database and prepare the engine."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(database_url)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    app.teardown_appcontext(_let_go)  # runs before Flask-SQLAlchemy's own, which closes the session
    with app.app_context():
        prepare_engine(db.engine)


def _let_go(_error: BaseException | None) -> None:
    """End the request's reading transaction; where the database went away meanwhile, the answer still goes out."""
    if not db.session.registry.has():
        return
    try:
        db.session().close()  # unlike a rollback it leaves what was read as it was read
    except DBAPIError:
        db.session().invalidate()


def upgrade_database(database_url: str, *, revision: str = "head") -> None:
    """Bring the tables, ours and the job engine's, to the newest form. Nothing happens where they are."""
    with _bare_app(database_url).app_context():
        upgrade(revision=revision)
        db.engine.dispose()
    migrate_jobs(database_url)


def downgrade_database(database_url: str, *, revision: str) -> None:
    """Take migrations back to `revision` (`base`: to nothing of ours)."""
    with _bare_app(database_url).app_context():
        downgrade(revision=revision)
        db.engine.dispose()


def _bare_app(database_url: str) -> Flask:
    """An application with a database and no doors, for migrations."""
    app = Flask("petition.migrations")
    init_db(app, database_url)
    return app

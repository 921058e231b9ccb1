"""Flask-SQLAlchemy over our plain metadata: it serves engines and sessions to the web, nothing else.

Models, queries and use-cases know only SQLAlchemy, so they run without an application too.
"""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from petition.adapters.database import engine_options, prepare_engine
from petition.models import Base

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True, session_options={"expire_on_commit": False})


def init_db(app: Flask, database_url: str) -> None:
    """Bind the application to its database and prepare the engine."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(database_url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)

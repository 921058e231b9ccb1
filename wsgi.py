"""The application for any WSGI server: `waitress-serve wsgi:app`, `gunicorn wsgi:app`, `granian --interface wsgi wsgi:app`."""

from petition.app import create_app
from petition.cli.logs import start_logging
from petition.settings import load_settings

settings = load_settings()
start_logging(settings)  # without it a failure's text, which may quote a row, would go to standard error
app = create_app(settings)

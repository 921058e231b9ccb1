"""The application for any WSGI server: `waitress-serve wsgi:app`, `gunicorn wsgi:app`, `granian --interface wsgi wsgi:app`."""

from petition.app import create_app

app = create_app()

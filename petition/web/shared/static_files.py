"""Static files under addresses that carry a hash of their bytes: kept for ever by caches, renewed when they change."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from petition.web.shared.headers import ONE_YEAR_S

HASH_LENGTH = 12


def init_static_files(app: Flask) -> None:
    """Add `v=<hash>` to the URLs of static files, and let answers that match it be kept for a year."""
    folder = Path(app.static_folder or ".")

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            version = _find_hash(folder / str(values["filename"]))
            if version:
                values["v"] = version

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in {200, 304}:
            filename = (request.view_args or {}).get("filename", "")
            asked = request.args.get("v")
            is_fixed = asked is not None and asked == _find_hash(folder / filename)
            response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable" if is_fixed else "no-cache"
        return response


@cache
def _hash_at(path: Path, changed_ns: int) -> str:  # noqa: ARG001 - the time of change is the key, so an edit is seen
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]


def _find_hash(path: Path) -> str | None:
    try:
        return _hash_at(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None

"""A server that speaks S3 on a local port, with one empty bucket."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer

from tests.mailserver import free_port

BUCKET = "petition"


@contextmanager
def running_s3() -> Iterator[str]:
    """The server's address as long as the block runs."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def empty_bucket(server: str) -> str:
    """Forget everything and make the bucket; returns a PETITION_FILES_URL within it."""
    for method, path in (("POST", "moto-api/reset"), ("PUT", BUCKET)):
        request = urllib.request.Request(f"{server}/{path}", method=method)  # noqa: S310 - our own server
        with urllib.request.urlopen(request):  # noqa: S310 - the same
            pass
    return f"s3://{BUCKET}/house"


def access_to(server: str) -> dict[str, str]:
    """The variables that all S3 tools know."""
    return {
        "AWS_ENDPOINT_URL": server,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }

"""The file store: pictures and finished PDFs under keys, in a local directory or an S3-compatible bucket.

Server and keys of a bucket are read from the variables that all S3 tools know: AWS_ENDPOINT_URL, AWS_REGION,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

CHUNK_BYTES = 1024 * 1024


class StoredFileMissingError(LookupError):
    """No file under this key."""


@dataclass(frozen=True, kw_only=True)
class OpenFile:
    """A stored file that is being read; `chunks` add up to `size` bytes."""

    size: int
    chunks: Iterator[bytes]


class FileStore:
    """Reads and writes whole files by key. The same key with the same bytes may be written again."""

    def __init__(self, files_url: str) -> None:
        if files_url.startswith("file://"):
            root = Path(unquote(urlsplit(files_url).path))
            root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._store: ObjectStore = LocalStore(prefix=root)
        else:
            self._store = S3Store.from_url(files_url)

    def put(self, key: str, source: bytes | Path | Iterator[bytes]) -> None:
        """Store bytes, or the content of a file or iterator without reading it whole."""
        self._store.put(key, source)

    def read(self, key: str) -> bytes:
        """The whole content. Raises StoredFileMissingError."""
        try:
            return bytes(self._store.get(key).bytes())
        except (FileNotFoundError, NotFoundError):
            raise StoredFileMissingError(key) from None

    def stream(self, key: str) -> Iterator[bytes]:
        """The content in chunks. Raises StoredFileMissingError at the first chunk."""
        yield from self.open(key).chunks

    def open(self, key: str) -> "OpenFile":
        """The file as it is now: its size, and its content in chunks. Raises StoredFileMissingError."""
        try:
            result = self._store.get(key)
        except (FileNotFoundError, NotFoundError):
            raise StoredFileMissingError(key) from None
        chunks = (bytes(chunk) for chunk in result.stream(min_chunk_size=CHUNK_BYTES))
        return OpenFile(size=result.meta["size"], chunks=chunks)

    def list_keys(self) -> Iterator[str]:
        """All keys, without an order."""
        for found in self._store.list():
            yield from (meta["path"] for meta in found)

    def find_download_url(self, key: str, valid: timedelta) -> str | None:
        """An address from which anybody may fetch the file for so long, without us; None where files are local."""
        return str(obstore.sign(self._store, "GET", key, valid)) if isinstance(self._store, S3Store) else None

    def delete(self, key: str) -> None:
        """Forget a file; a key that is not there is no error."""
        try:
            self._store.delete(key)
        except (FileNotFoundError, NotFoundError):
            return

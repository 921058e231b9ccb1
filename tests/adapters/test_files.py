"""The file store over a local directory and over a real S3 protocol peer: the same promises."""

import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import S3Store

from petition.adapters.files import FileStore, StoredFileMissingError
from tests.s3server import BUCKET, access_to, empty_bucket, running_s3

MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    with running_s3() as server:
        yield server


@pytest.fixture
def s3_url(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket's address, with the variables that name the server and the keys."""
    for name, value in access_to(s3_server).items():
        monkeypatch.setenv(name, value)
    return empty_bucket(s3_server)


@pytest.fixture(params=["file", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    url = f"file://{tmp_path / 'a folder'}" if request.param == "file" else request.getfixturevalue("s3_url")
    return FileStore(url)


def test_what_was_put_is_read_streamed_listed_and_forgotten(store: FileStore) -> None:
    store.put("batches/a/1.pdf", b"paper")
    store.put("pictures/b.jpg", b"blue")
    store.put("pictures/b.jpg", b"blue")  # again: no error
    assert store.read("batches/a/1.pdf") == b"paper"
    assert b"".join(store.stream("pictures/b.jpg")) == b"blue"
    assert sorted(store.list_keys()) == ["batches/a/1.pdf", "pictures/b.jpg"]
    store.delete("pictures/b.jpg")
    store.delete("pictures/b.jpg")
    assert list(store.list_keys()) == ["batches/a/1.pdf"]


def test_a_file_that_is_not_there_is_said_to_be_missing(store: FileStore) -> None:
    with pytest.raises(StoredFileMissingError):
        store.read("nothing")
    with pytest.raises(StoredFileMissingError):
        next(store.stream("nothing"))


def test_a_large_file_goes_in_and_out_in_pieces(store: FileStore, tmp_path: Path) -> None:
    piece = bytes(range(256)) * 4096
    path = tmp_path / "large.bin"
    path.write_bytes(piece * 24)
    store.put("from-a-path", path)
    store.put("from-pieces", iter([piece] * 24))
    for key in ("from-a-path", "from-pieces"):
        file = store.open(key)
        sizes = []
        content = b""
        for chunk in file.chunks:
            sizes.append(len(chunk))
            content += chunk
        assert file.size == len(content) == 24 * MEBIBYTE
        assert content == piece * 24
        assert len(sizes) > 4
        assert max(sizes) <= 8 * MEBIBYTE


def test_a_download_from_the_bucket_needs_its_signature(s3_url: str) -> None:
    store = FileStore(s3_url)
    store.put("batches/a.pdf", b"paper")
    url = store.find_download_url("batches/a.pdf", timedelta(minutes=5))
    assert url is not None
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
        assert answer.read() == b"paper"
    assert "X-Amz-Expires=300" in url
    assert "X-Amz-Signature=" in url
    assert "secret" not in url


def test_a_local_file_has_no_download_address(tmp_path: Path) -> None:
    store = FileStore(f"file://{tmp_path}")
    store.put("a", b"a")
    assert store.find_download_url("a", timedelta(minutes=5)) is None


def test_files_of_another_prefix_are_not_ours(s3_url: str) -> None:
    FileStore(s3_url).put("mine", b"1")
    FileStore(f"s3://{BUCKET}/other").put("theirs", b"2")
    assert list(FileStore(s3_url).list_keys()) == ["mine"]
    assert isinstance(FileStore(s3_url)._store, S3Store)  # noqa: SLF001 - it really spoke S3

"""Archives that only the holder of a private key can open: tar, gzip, age, streamed in both directions.

`age --decrypt --identity key.txt backup.age | tar -tz` reads one without us. Neither direction keeps more than a member's
chunk in memory, and nothing readable ever touches a disk.
"""

import os
import tarfile
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

import pyrage

from petition.adapters.private_files import new_private_file

CHUNK_BYTES = 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class ArchiveKeyError(Exception):
    """The identity is not one of those that the archive was made for."""


class ArchiveDamagedError(Exception):
    """The archive was cut short or changed, or is none."""


class IdentityError(ValueError):
    """A file that holds no age identity (`AGE-SECRET-KEY-1...`)."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of an archive; `chunks` add up to `size` bytes and are read once."""

    name: str
    size: int
    chunks: Iterable[bytes]


def write_archive(path: Path, recipient: str, members: Iterable[Member]) -> None:
    """Write a new file of mode 0600 that is there whole or not at all. Raises FileExistsError."""
    with new_private_file(path) as out:
        _encrypt(_Source(_gzip(_tar(members))), out, recipient)


def _encrypt(source: "_Source", out: BinaryIO, recipient: str) -> None:
    try:
        pyrage.encrypt_io(source, out, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.EncryptError:
        if source.error is not None:  # pyrage keeps only the words of what went wrong while it read
            raise source.error from None
        raise


@contextmanager
def read_archive(path: Path, identities: Iterable[str]) -> Iterator[Iterator[Member]]:
    """The archive's members in order. Raises ArchiveKeyError, ArchiveDamagedError, at the latest after the last member."""
    reading, writing = os.pipe()
    decryption = _Decryption(path, writing, [pyrage.x25519.Identity.from_str(text) for text in identities])
    decryption.start()
    with os.fdopen(reading, "rb") as plain:
        try:
            yield _read_members(plain)
        except ArchiveDamagedError:
            decryption.finish(plain)
            raise
        except BaseException:
            plain.close()  # ends the thread, whose pipe is broken now
            decryption.join()
            raise
        decryption.finish(plain)


def read_identities(path: Path) -> list[str]:
    """The private keys of a file as `age-keygen` writes it. Raises IdentityError, OSError."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    found = [line.strip() for line in lines if line.strip().startswith("AGE-SECRET-KEY-1")]
    try:
        keys = [str(pyrage.x25519.Identity.from_str(line)) for line in found]
    except pyrage.IdentityError:
        raise IdentityError(str(path)) from None
    if not keys:
        raise IdentityError(str(path))
    return keys


class _Decryption(threading.Thread):
    """Pushes the clear text into a pipe: the library pushes, and tar pulls."""

    def __init__(self, path: Path, pipe: int, identities: list[pyrage.x25519.Identity]) -> None:
        super().__init__(daemon=True)
        self._path, self._pipe, self._identities = path, pipe, identities
        self._error: Exception | None = None

    def run(self) -> None:
        """Decrypt until the end, the first damage, or a reader that went away."""
        try:
            with self._path.open("rb") as sealed, os.fdopen(self._pipe, "wb") as plain:
                pyrage.decrypt_io(sealed, plain, self._identities)
        except (pyrage.DecryptError, OSError) as error:
            self._error = error

    def finish(self, plain: IO[bytes]) -> None:
        """Read what is left, so that damage behind the last member is found too."""
        with suppress(OSError):
            while plain.read(CHUNK_BYTES):
                continue
        self.join()
        if isinstance(self._error, pyrage.DecryptError) and "No matching keys" in str(self._error):
            raise ArchiveKeyError(str(self._path)) from None
        if self._error is not None:
            raise ArchiveDamagedError(type(self._error).__name__) from None


class _Source:
    """Lets the library read from an iterator of bytes."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self.error: Exception | None = None

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, none at the end."""
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except Exception as error:
            self.error = error
            raise
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)


def _tar(members: Iterable[Member]) -> Iterator[bytes]:
    for member in members:
        header = tarfile.TarInfo(member.name)
        header.size, header.mode = member.size, 0o600
        yield header.tobuf(tarfile.PAX_FORMAT)
        written = 0
        for chunk in member.chunks:
            written += len(chunk)
            yield chunk
        if written != member.size:
            raise ArchiveDamagedError(f"{member.name} changed while it was read")
        yield bytes(-written % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _gzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(level=6, wbits=_GZIP)
    for chunk in chunks:
        packed = packer.compress(chunk)
        if packed:
            yield packed
    yield packer.flush()


def _read_members(plain: IO[bytes]) -> Iterator[Member]:
    with _damage(), tarfile.open(fileobj=plain, mode="r|gz") as archive:
        for header in archive:
            content = archive.extractfile(header)
            if content is not None:
                yield Member(name=header.name, size=header.size, chunks=_chunks(content))


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    with _damage():
        while chunk := content.read(CHUNK_BYTES):
            yield chunk


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise ArchiveDamagedError(type(error).__name__) from None

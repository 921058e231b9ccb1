"""Disks that are really full: a limit on a process's files, and a tiny file system."""

import os
import resource
import shutil
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path

from tests.services import Service

BLOCK = b"\0" * 4096


class Disk(ABC):
    """Where the database lies, and how its room ends and comes back."""

    @abstractmethod
    def fill(self, web: Service, /) -> None:
        """From now on there is no room."""

    @abstractmethod
    def free(self, web: Service, /) -> None:
        """There is room again."""


class Limit(Disk):
    """The kernel refuses to let the process's files grow (RLIMIT_FSIZE), as a quota does; works for everybody on Linux."""

    def fill(self, web: Service, /) -> None:
        self._set(web, 0)

    def free(self, web: Service, /) -> None:
        self._set(web, resource.RLIM_INFINITY)

    def _set(self, web: Service, limit_bytes: int) -> None:
        resource.prlimit(web.process.pid, resource.RLIMIT_FSIZE, (limit_bytes, resource.RLIM_INFINITY))


class TinyDisk(Disk):
    """A file system of a few megabytes, filled to the last block (ENOSPC)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, _web: Service, /) -> None:
        self.fill_up()

    def free(self, _web: Service, /) -> None:
        self.free_up()

    def fill_up(self) -> None:
        """Take every block that is left."""
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(BLOCK)
            except OSError:
                return

    def free_up(self) -> None:
        self._ballast.unlink()


def may_mount() -> bool:
    """True where this user may mount a file system."""
    return os.geteuid() == 0 and shutil.which("mount") is not None


def mount(folder: Path, size: str) -> None:
    """Make a new file system in memory at a new folder."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True)

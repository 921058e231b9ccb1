"""Compiles the catalogues when a wheel or an sdist is built, and stops a build that would lack its fonts."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Hatchling's custom build hook; also run by hand as `python -m petition.translations.build_hook`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile every catalogue; an editable install needs no fonts yet."""
        root = Path(self.root)
        compile_catalogues(root / "petition" / "translations")
        if version != "editable" and not list((root / "petition" / "pdf" / "fonts").glob("*.ttf")):
            raise RuntimeError("petition/pdf/fonts holds no fonts: run `make setup` before building")


def compile_catalogues(folder: Path) -> None:
    """Write a .mo beside each .po."""
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as binary:
            write_mo(binary, read_po(text, locale=source.parts[-3]))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)

"""A batch's manifest: all that is needed to print it again to the same bytes, frozen as canonical JSON with its hash."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class ManifestCard:
    """One card as it will be printed. `address` holds the verbatim lines; `facility` groups bundles."""

    number: int
    public_id: str
    text: str
    name: str
    place: str
    language: str
    facility: str
    address: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What is printed, in order, on which layout, with which front picture (by the hash of its bytes)."""

    batch: str
    campaign: str
    title: str
    layout: str
    front_key: str
    front_sha256: str
    cards: Sequence[ManifestCard]

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces, so that equal manifests are equal texts."""
        fields = {**asdict(self), "format": 1}
        return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def manifest_sha256(text: str) -> str:
    """The hash by which a manifest is known, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def parse_manifest(text: str) -> Manifest:
    """Read what `to_json` wrote. Raises ValueError for another format."""
    fields = json.loads(text)
    if fields.pop("format", None) != 1:
        raise ValueError("this manifest is of a format that this version does not know")
    cards = tuple(ManifestCard(**{**card, "address": tuple(card["address"])}) for card in fields.pop("cards"))
    return Manifest(cards=cards, **fields)

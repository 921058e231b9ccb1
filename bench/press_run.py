"""One run of the press for the benchmark: MESSAGES FRONT OUT PROCESSES LAYOUT."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from petition.pdf import Card, CardDesign, Picture, compile_cards, load_layout


def cards(lines: Iterator[str]) -> Iterator[Card]:
    for line in lines:
        told = json.loads(line)
        yield Card(
            number=told["card_no"],
            text=told["text"],
            name=told["name"],
            place=told["place"],
            language=told["lang"],
            signature=told["signature"] or (),
        )


def main(messages: str, front: str, out: str, processes: str, layout: str) -> None:
    picture = Picture(jpeg=Path(front).read_bytes(), mode="RGB", width_px=1858, height_px=1300, dpi=330, warnings=())
    with Path(messages).open(encoding="utf-8") as lines:
        campaign = json.loads(next(lines))
        design = CardDesign(front=picture, title=campaign["title"], address=tuple(campaign["address"]))
        manifest = compile_cards(cards(lines), design, load_layout(layout), Path(out), processes=int(processes))
    print(manifest.sha256, len(manifest.printed), len(manifest.left_out))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Makes the cards of the press benchmark: 25 languages, 20 to 600 letters, three of ten with a drawn signature."""

import json
import math
import random
from collections.abc import Iterator
from pathlib import Path

from tests.pdf.sentences import NAMES, PLACES, SENTENCES, SIGNS

LANGUAGES = tuple(
    "en de fr es pl cs lt tr vi be be-latn ru uk bg el ka hy he ar fa hi th zh ja ko".split()  # noqa: SIM905 - shorter
)
ADDRESS = ["Узорная вуліца, 7", "Прыкладск", "211000", "Беларусь"]
LETTERS = {"en": "etaoinshrdlucmfwyp", "be": "аеінорстлкдмпувзыь", "ka": "აიესრმონლდბგვთ", "hi": "कनरतमसलहपवद"}


def write_messages(path: Path, count: int, *, new_words: bool = False) -> None:
    """Writes one campaign line and `count` card lines; with `new_words` hardly a word comes twice."""
    chance = random.Random(count)  # noqa: S311 - a benchmark
    with path.open("w", encoding="utf-8") as out:
        print(json.dumps({"type": "campaign", "title": "Benchmark", "address": ADDRESS}, ensure_ascii=False), file=out)
        for number, card in zip(range(count), _cards(chance, new_words=new_words), strict=False):
            print(json.dumps({"type": "card", "n": number + 1, **card}, ensure_ascii=False), file=out)


def _cards(chance: random.Random, *, new_words: bool) -> Iterator[dict[str, object]]:
    number = 0
    while True:
        number += 1
        language = chance.choice(tuple(LETTERS) if new_words else LANGUAGES)
        length = min(600, max(20, int(chance.expovariate(1 / 170))))
        text = _new_text(chance, language, length) if new_words else _known_text(chance, language, length)
        yield {
            "lang": language,
            "text": text,
            "name": _name(chance, NAMES.get(language, "Anna Novak")),
            "place": PLACES.get(language, "Prague"),
            "signature": _signature(chance) if chance.random() < 0.3 else None,
            "card_no": f"BEN-{number:06}",
        }


def _known_text(chance: random.Random, language: str, length: int) -> str:
    text = ""
    while len(text) < length:
        text += chance.choice(SENTENCES[language]) + chance.choice((" ", " ", " ", "\n"))
    return text[:length].rsplit(" ", 1)[0] + chance.choice(("", "", " " + chance.choice(SIGNS)))


def _new_text(chance: random.Random, language: str, length: int) -> str:
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words.append("".join(chance.choices(LETTERS[language], k=chance.randint(3, 10))))
    return " ".join(words)


def _name(chance: random.Random, pattern: str) -> str:
    """A name made of the pattern's letters: one of 50 first names and 1,000 last names in each language."""
    words = pattern.split()
    made = []
    for place, word in enumerate(words):
        letters = random.Random(f"{word} {chance.randrange(1000 if place else 50)}")  # noqa: S311 - a benchmark
        made.append("".join(letters.sample(word, len(word))))
    return " ".join(made)


def _signature(chance: random.Random) -> list[list[list[int]]]:
    strokes = []
    for stroke in range(chance.randint(2, 4)):
        turn, height = chance.uniform(5, 15), chance.uniform(40, 140)
        strokes.append(
            [
                [150 * stroke + 5 * step, int(150 + height * math.sin(step / turn) + chance.randint(-6, 6))]
                for step in range(chance.randint(20, 40))
            ]
        )
    return strokes


def write_front(path: Path) -> None:
    """A photograph-like JPEG of about 2.8 MB for a card of 143 × 100 mm at 330 dpi."""
    from PIL import Image

    image = Image.effect_noise((1858, 1300), 90).convert("RGB")
    image.save(path, "JPEG", quality=97, subsampling=0)

"""Texts become paragraphs: words are found, shaped once and kept, and put in reading order."""

import re
from collections.abc import Iterator

from petition.pdf.bidi import base_level, has_right_to_left, levels
from petition.pdf.characters import clusters
from petition.pdf.linebreak import holds_next, holds_previous, split_word
from petition.pdf.paragraph import MixedParagraph, MixedPart, Paragraph, in_visual_order, joined
from petition.pdf.shaping import Fragment, Shaper, space_of

_ONLY_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u05ff\u060c\u061b-\u0669\u066d-\u06dc\u06de-\u08ff\u200c\u200d\ufe0f 0-9!\"'(),./:;?«»…–—·-"
    "\u2600-\u26ab\u26ad-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]*"
).fullmatch
"""No letter from left to right, no sign that belongs to numbers: each word has its levels whatever stands around."""
_JOINED_NUMBERS = re.compile(r"\d[.,:/+-]\d").search
_DIGIT = re.compile(r"\d").search
WORDS_KEPT = 32768


class _Words:
    """Known words of one language and direction; `simple` are those of one part that hold no neighbour."""

    def __init__(self, language: str, direction: int) -> None:
        self.language, self.direction = language, direction
        self.parts: dict[str, tuple[Fragment, ...]] = {}
        self.simple: dict[str, Fragment] = {}
        self.runs: dict[str, Fragment] = {}
        self.mixed: dict[tuple[str, tuple[int, ...], int, int], tuple[MixedPart, ...]] = {}


class Typesetter:
    """Sets texts for one document. `words_kept` bounds the cache of words and never changes a page."""

    def __init__(self, *, words_kept: int = WORDS_KEPT) -> None:
        self.shaper = Shaper()
        self._words: dict[tuple[str, int], _Words] = {}
        self._room = self._words_kept = words_kept

    def paragraphs(self, text: str, language: str) -> list[Paragraph]:
        """One paragraph a line of a neutralised text."""
        return [self.paragraph(line, language) for line in text.split("\n")]

    def paragraph(self, line: str, language: str) -> Paragraph:
        """A line without line feeds as one paragraph."""
        if not line.isascii() and has_right_to_left(line):
            base = base_level(line)
            if base and _ONLY_RIGHT_TO_LEFT(line) and not _JOINED_NUMBERS(line):
                return self._plain(line, language, 1)
            return self._mixed(line, language, base)
        return self._plain(line, language, 0)

    def _plain(self, line: str, language: str, direction: int) -> Paragraph:
        words = self._kept(language, direction)
        tokens = line.split(" ")
        simple: list[Fragment | None] = list(map(words.simple.get, tokens))
        if None not in simple:
            return Paragraph(simple, None, direction)  # type: ignore[arg-type]  # None was excluded
        parts: list[Fragment] = []
        spaced: list[bool] = []
        for word in tokens:
            if not word:
                continue
            found = self._word(words, word)
            if parts and (found[0].holds_previous or parts[-1].holds_next):
                parts[-1] = joined(parts[-1], found[0], level=direction, is_spaced=True)
                parts[-1].holds_next = found[0].holds_next
            else:
                parts.append(found[0])
                spaced.append(True)
            if len(found) > 1:
                parts += found[1:]
                spaced += [False] * (len(found) - 1)
        return Paragraph(parts, spaced, direction)

    def _kept(self, language: str, direction: int) -> "_Words":
        if self._room <= 0:
            self._words.clear()
            self._room = self._words_kept
        words = self._words.get((language, direction))
        if words is None:
            words = self._words[language, direction] = _Words(language, direction)
        return words

    def _word(self, words: "_Words", word: str) -> tuple[Fragment, ...]:
        found = words.parts.get(word)
        if found is None:
            self._room -= 1
            pieces = self._split(word)
            if words.direction and _DIGIT(word):
                found = tuple(self._numbered(word, pieces, words.language))
            else:
                found = tuple(self.shaper.fragment(piece, words.language, words.direction) for piece in pieces)
            found[0].holds_previous = holds_previous(word)
            found[-1].holds_next = holds_next(word)
            words.parts[word] = found
            if len(found) == 1 and not (found[0].holds_previous or found[0].holds_next):
                words.simple[word] = found[0]
        return found

    def _numbered(self, word: str, pieces: list[str], language: str) -> Iterator[Fragment]:
        """Pieces of a word with digits inside a line from right to left, each as one fragment."""
        depth = levels("\u05d0" + word, 1)[1:]
        at = 0
        for piece in pieces:
            runs = self._runs(piece, language, depth[at : at + len(piece)])
            yield in_visual_order(runs)
            at += len(piece)

    def _mixed(self, line: str, language: str, base: int) -> Paragraph:
        depth = levels(line, base)
        parts: list[MixedPart] = []
        spaced: list[bool] = []
        position, held = 0, False
        for word in line.split(" "):
            if word:
                level = depth[position - 1] if position else base
                gap = parts[-1].runs[-1][0].end if parts else -1
                made = self._mixed_word(word, language, depth[position : position + len(word)], gap, level)
                if parts and (held or made[0].holds_previous):
                    last = parts.pop()
                    bridge = (space_of(last.runs[-1][0].end), level)
                    parts.append(MixedPart((*last.runs, bridge, *made[0].runs), last.gap, last.gap_level))
                    parts += made[1:]
                else:
                    parts += made
                    spaced.append(True)
                spaced += [False] * (len(made) - 1)
                held = made[-1].holds_next
            position += len(word) + 1
        return MixedParagraph(list(parts), spaced, base)

    def _mixed_word(
        self, word: str, language: str, depth: list[int], gap: int, gap_level: int
    ) -> tuple[MixedPart, ...]:
        kept = self._kept(language, 2).mixed
        key = (word, tuple(depth), gap, gap_level)
        made = kept.get(key)
        if made is None:
            self._room -= 1
            parts: list[MixedPart] = []
            at = 0
            for piece in self._split(word):
                runs = self._runs(piece, language, depth[at : at + len(piece)])
                before = gap if gap >= 0 else runs[0][0].start
                parts.append(MixedPart(runs, space_of(before), gap_level))
                at += len(piece)
            parts[0].holds_previous, parts[-1].holds_next = holds_previous(word), holds_next(word)
            made = kept[key] = tuple(parts)
        return made

    def _runs(self, piece: str, language: str, depth: list[int]) -> list[tuple[Fragment, int]]:
        runs: list[tuple[Fragment, int]] = []
        start = 0
        for end in range(1, len(piece) + 1):
            if end == len(piece) or depth[end] != depth[start]:
                runs.append((self._run(piece[start:end], language, depth[start] % 2), depth[start]))
                start = end
        return runs

    def _split(self, word: str) -> list[str]:
        plain = word if word[-1] not in ".,!?" else word[:-1]
        return [word] if plain.isalpha() and max(plain) < "\u0e00" else split_word(word)

    def _run(self, text: str, language: str, direction: int) -> Fragment:
        runs = self._kept(language, direction).runs
        found = runs.get(text)
        if found is None:
            self._room -= 1
            found = runs[text] = self.shaper.fragment(text, language, direction)
        return found

    def split_wide(self, paragraph: Paragraph, limit: int, language: str) -> Paragraph:
        """The same paragraph with every part that is wider than the limit cut between user-perceived characters."""
        parts: list[Fragment] = []
        spaced: list[bool] = []
        for part, has_space in zip(paragraph.parts, paragraph.spaced, strict=True):
            pieces = [part] if part.width <= limit else self._cut(part, limit, language, paragraph.level)
            parts += pieces
            spaced += [has_space, *[False] * (len(pieces) - 1)]
        if isinstance(paragraph, MixedParagraph):
            return MixedParagraph(parts, spaced, paragraph.level)
        return Paragraph(parts, spaced, paragraph.level)

    def _cut(self, part: Fragment, limit: int, language: str, level: int) -> list[Fragment]:
        if isinstance(part, MixedPart):
            return [
                MixedPart([(piece, depth)], part.gap, part.gap_level)
                for run, depth in part.runs
                for piece in ([run] if run.width <= limit else self._cut(run, limit, language, depth % 2))
            ]
        letters = clusters(part.text)
        pieces: list[Fragment] = []
        while letters:
            count = max(1, min(len(letters), limit * len(letters) // max(1, part.width)))
            piece = self.shaper.fragment("".join(letters[:count]), language, level)
            while piece.width > limit and count > 1:
                count = max(1, min(count - 1, count * limit // piece.width))
                piece = self.shaper.fragment("".join(letters[:count]), language, level)
            pieces.append(piece)
            letters = letters[count:]
        return pieces

"""Words become fragments of a page: bytes for a PDF text array plus what is needed to set them in a line.

A fragment knows no type size: the size lives in the text matrix. It depends on nothing but word, language and
direction, so a cache of fragments can be emptied at any time without changing a page.

Inside a line the bytes stand between `[(` and `)]TJ`; a fragment may close and open them again.
"""

from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb

from petition.pdf.faces import Face, face_at, runs
from petition.pdf.tounicode import folded, glyph_text

LEFT_TO_RIGHT, RIGHT_TO_LEFT = 0, 1
USUAL_ASCENT, USUAL_DESCENT = 930, 270
"""Ink that reaches no further above and below the baseline needs no more than the usual pitch."""
UNSEEN_RISE, UNSEEN_SHIFT = 5, 10
"""Half a hundredth of an em is no reason to interrupt a word: extractors would cut it there."""
FEATURES: dict[str, dict[str, bool]] = {"Arab": {"liga": False}}
"""Arabic ligatures of taste are off: extractors turn their letters the wrong way round. Lam-alef is not one of them."""
_ESCAPES = {0x28: b"\\(", 0x29: b"\\)", 0x5C: b"\\\\", 0x0D: b"\\r"}


class Fragment:
    """A shaped part of a line; lengths are thousandths of an em. `missing` is the first letter without a glyph.

    `start` and `end` are the faces that the bytes expect and leave set; `face` is both where it never changes, or -1.

    `is_tall` marks what needs a closer look: ink beyond the usual, or a missing letter.
    """

    __slots__ = (
        "ascent",
        "descent",
        "end",
        "face",
        "holds_next",
        "holds_previous",
        "inner",
        "is_tall",
        "missing",
        "space",
        "spaced",
        "start",
        "text",
        "width",
        "width_spaced",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.width = 0
        self.space = 0
        self.ascent = 0
        self.descent = 0
        self.inner = b""
        self.spaced = b""
        self.start = self.end = 0
        self.face = -1
        self.missing = ""
        self.is_tall = self.holds_previous = self.holds_next = False


class GlyphRun(NamedTuple):
    """Glyphs of one face in visual order, each with its (x offset, y offset, x advance, y advance)."""

    face: Face
    text: str
    glyphs: list[tuple[int, tuple[int, int, int, int]]]


class Shaper:
    """Shapes words for one document and remembers which glyphs of which face it has used."""

    def __init__(self) -> None:
        self.used: dict[int, set[int]] = {}
        self._buffer = hb.Buffer()
        self._buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES

    def fragment(self, word: str, language: str, direction: int) -> Fragment:
        """The word as one fragment. No spaces, one direction."""
        made = Fragment(word)
        parts = runs(word, language)
        for part, script, face in parts if direction == LEFT_TO_RIGHT else reversed(parts):
            if face is None:
                made.missing = made.missing or part
                continue
            run = self.shape(part, script, face, language, direction)
            self._append(made, run, direction)
        self._space(made, direction)
        made.face = made.start if len(parts) == 1 else -1
        made.is_tall = bool(made.missing) or made.ascent > USUAL_ASCENT or made.descent > USUAL_DESCENT
        return made

    def shape(self, text: str, script: str, face: Face, language: str, direction: int) -> GlyphRun:
        """Glyphs of a text in one script, face and direction."""
        buffer = self._buffer
        buffer.clear_contents()
        buffer.add_str(text)
        buffer.direction = "rtl" if direction else "ltr"
        buffer.script = script
        buffer.language = language
        hb.shape(face.hb_font, buffer, FEATURES.get(script))
        glyphs = [
            (info.codepoint, position.position)
            for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]
        return GlyphRun(face, text, glyphs)

    def _append(self, made: Fragment, run: GlyphRun, direction: int) -> None:
        index = run.face.index
        if not made.inner:
            made.start = index
        elif made.end != index:
            made.inner += switch(index)
        made.end = index
        body, text, glyphs = _set(made, run)
        self.used.setdefault(index, set()).update(glyphs)
        if direction == LEFT_TO_RIGHT and text != folded(run.text):
            told = run.text.encode("utf-16-be").hex().encode()
            body = b")]TJ/Span<</ActualText<FEFF%s>>>BDC[(%s)]TJ EMC[(" % (told, body)
        made.inner += body

    def _space(self, made: Fragment, direction: int) -> None:
        space = space_of(made.start if direction else made.end)
        self.used.setdefault(space.start, set()).add(face_at(space.start).space_glyph)
        made.spaced = space.inner + made.inner if direction else made.inner + space.inner
        made.space = space.width


@lru_cache(maxsize=64)
def space_of(index: int) -> Fragment:
    """The space of a face, as a fragment of its own."""
    face = face_at(index)
    made = Fragment(" ")
    made.inner = made.spaced = escaped(face.space_glyph)
    made.width = face.space_advance
    made.start = made.end = index
    return made


@lru_cache(maxsize=64)
def switch(index: int) -> bytes:
    """Closes the text array, changes the face and opens the next."""
    return b")]TJ/F%d 1 Tf[(" % index


class GlyphFacts(NamedTuple):
    """What is known of a glyph: its bytes in a string, own advance, ink above and below the baseline, and text."""

    code: bytes
    advance: int
    top: int
    bottom: int
    text: str


class FaceFacts(dict[int, GlyphFacts]):
    """Facts of one face's glyphs, found when they are first asked for."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        self._font = face_at(index).hb_font

    def __missing__(self, glyph: int) -> GlyphFacts:
        """Finds and keeps the facts."""
        extents = self._font.get_glyph_extents(glyph)
        top, bottom = (extents.y_bearing, extents.y_bearing + extents.height) if extents else (0, 0)
        advance = self._font.get_glyph_h_advance(glyph)
        facts = self[glyph] = GlyphFacts(escaped(glyph), advance, top, bottom, glyph_text(self._index, glyph))
        return facts


@lru_cache(maxsize=64)
def facts_of(index: int) -> FaceFacts:
    """The facts of the face with this index."""
    return FaceFacts(index)


def escaped(glyph: int) -> bytes:
    """Two bytes of a glyph id inside a PDF string."""
    return b"".join(_ESCAPES.get(byte, bytes((byte,))) for byte in glyph.to_bytes(2, "big"))


def _set(made: Fragment, run: GlyphRun) -> tuple[bytes, str, list[int]]:
    """Text array bytes of a run, the text that its glyphs tell, and their ids; adds width and ink to the fragment.

    Marks that were moved sideways move the pen there and back, raised ones use the text rise.
    """
    facts = facts_of(run.face.index)
    pieces: list[bytes] = []
    texts: list[str] = []
    glyphs: list[int] = []
    pending = risen = width = 0
    ascent, descent = made.ascent, made.descent
    for glyph, (x_offset, y_offset, advance, _) in run.glyphs:
        code, own, top, bottom, text = facts[glyph]
        if y_offset or risen:
            rise = y_offset if abs(y_offset) > UNSEEN_RISE else 0
            if rise != risen:
                pieces.append(b")]TJ %s Ts[(" % thousandths(rise))
                risen = rise
        if abs(x_offset) > UNSEEN_SHIFT:
            pending += x_offset
            after = advance - own - x_offset
        else:
            after = advance - own
        if pending:
            pieces.append(b")%d(" % -pending)
        pieces.append(code)
        pending = after
        width += advance
        texts.append(text)
        glyphs.append(glyph)
        if top + y_offset > ascent:  # noqa: PLR1730 - max() takes three times as long
            ascent = top + y_offset
        if bottom + y_offset < -descent:
            descent = -bottom - y_offset
    if risen:
        pieces.append(b")]TJ 0 Ts[(")
    if pending:
        pieces.append(b")%d(" % -pending)
    made.width += width
    made.ascent, made.descent = ascent, descent
    return b"".join(pieces), "".join(texts), glyphs


def thousandths(number: int) -> bytes:
    """A number of thousandths as a PDF number, as short as can be."""
    text = f"{number / 1000:.3f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1).encode() if text.lstrip("-").startswith("0.") else text.encode()

"""Glyphs in finished files against an independent HarfBuzz."""

import pytest
from paper_tools import run_tool
from press_tools import greeting, harfbuzz_glyphs, printed, shown_glyphs
from sentences import SENTENCES

from petition.pdf.faces import face_at, find_face, runs
from petition.pdf.shaping import FEATURES, Shaper, thousandths

pytestmark = pytest.mark.needs("hb-shape")


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_every_word_has_the_glyphs_that_hb_shape_gives_it(language: str) -> None:
    shaper = Shaper()
    compared = 0
    for sentence in SENTENCES[language]:
        for word in sentence.split():
            for text, script, face in runs(word, language):
                direction = int(script in {"Arab", "Hebr"})
                run = shaper.shape(text, script, face, language, direction)
                options = [f"--script={script}", f"--language={language}", "--remove-default-ignorables"]
                options += [f"--face-index={face.hb_face.index}", f"--direction={'rtl' if direction else 'ltr'}"]
                options += [f"--features=-{feature}" for feature in FEATURES.get(script, ())]
                assert [glyph for glyph, *_ in run.glyphs] == harfbuzz_glyphs(str(face.path), text, *options)
                compared += 1
    assert compared


@pytest.mark.parametrize("language", ["en", "hi", "ja", "ka"])
def test_the_file_shows_those_glyphs_and_no_others(language: str) -> None:
    pdf, _ = printed([greeting(language)])
    shaper = Shaper()
    shown = [glyph for _, glyphs in shown_glyphs(pdf, 1) for glyph in glyphs]
    for sentence in SENTENCES[language]:
        for word in sentence.split():
            fragment = shaper.fragment(word, language, 0)
            face = face_at(fragment.start)
            wanted = harfbuzz_glyphs(
                str(face.path),
                fragment.text,
                f"--language={language}",
                f"--face-index={find_face(word[0], '', language).hb_face.index}",
            )
            assert any(shown[at : at + len(wanted)] == wanted for at in range(len(shown))), word


def test_numbers_are_short() -> None:
    assert [thousandths(number) for number in (0, 5, -250, 1250, 2000)] == [b"0", b".005", b"-.25", b"1.25", b"2"]


def test_hb_shape_is_there() -> None:
    assert "HarfBuzz" in run_tool("hb-shape", "--version")

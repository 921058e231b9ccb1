"""Finished files: sound, embedded, silent about who made them, and the same again and again."""

import io
import re
import shutil
import unicodedata

import pikepdf
import pypdfium2
import pytest
from paper_tools import run_tool
from press_tools import DESIGN, OFFICE, SINGLE, greeting, pdfium_text, poppler_text, printed
from sentences import SENTENCES

from petition.pdf import Card, CardDesign, FileProperties, FontMissingError, Ink, compile_cards, faces

pytestmark = pytest.mark.needs("pdffonts", "mutool", "qpdf")

MANY = [greeting(language, number) for number, language in enumerate(sorted(SENTENCES) * 8)]
LISTED = ("en", "fr", "es", "pl", "cs", "lt", "tr", "be", "ru", "uk", "bg", "el", "ka", "hy", "hi", "zh", "ja", "ko")


def words(text: str) -> set[str]:
    return set(re.split(r"\s+", text)) - {""}


@pytest.mark.parametrize("language", LISTED)
def test_all_words_are_found_by_two_extractors(language: str) -> None:
    pdf, _ = printed([greeting(language)])
    for text in (poppler_text(pdf)[1], pdfium_text(pdf)[1]):
        flat = re.sub(r"\s", "", text)
        missing = [word for sentence in SENTENCES[language] for word in sentence.split() if word not in flat]
        assert not missing


@pytest.mark.parametrize("language", ["fa", "ar", "he"])
def test_right_to_left_words_are_found_in_logical_order(language: str) -> None:
    pdf, _ = printed([greeting(language)])
    for text in (poppler_text(pdf)[1], pdfium_text(pdf)[1]):
        wanted = {
            word.strip(".").replace("\u200c", "") for sentence in SENTENCES[language] for word in sentence.split()
        }
        found = unicodedata.normalize("NFKC", text)
        assert not {word for word in wanted if word not in found}


@pytest.mark.parametrize("language", ["en", "be", "el", "zh", "ko"])
def test_mupdf_finds_them_too(language: str, tmp_path) -> None:  # noqa: ANN001
    pdf, _ = printed([greeting(language)])
    path = tmp_path / "card.pdf"
    path.write_bytes(pdf)
    flat = re.sub(r"\s", "", run_tool("mutool", "draw", "-q", "-F", "txt", path, "2"))
    assert not [word for sentence in SENTENCES[language] for word in sentence.split() if word not in flat]


def test_qpdf_finds_no_fault_and_every_font_is_embedded(tmp_path) -> None:  # noqa: ANN001
    path = tmp_path / "cards.pdf"
    with path.open("wb") as out:
        manifest = compile_cards(MANY, DESIGN, OFFICE, out)
    assert not manifest.left_out
    assert manifest.size_bytes == path.stat().st_size
    assert "No syntax or stream encoding errors" in run_tool("qpdf", "--check", path)
    rows = run_tool("pdffonts", path).splitlines()[2:]
    assert len(rows) > 20
    assert all(re.search(r"yes yes yes\s+\d+  0$", row) for row in rows)
    assert "Helvetica" not in "".join(rows)


def test_a_classic_file_is_sound_too(tmp_path) -> None:  # noqa: ANN001
    path = tmp_path / "cards.pdf"
    with path.open("wb") as out:
        compile_cards(MANY[:20], DESIGN, OFFICE, out, properties=FileProperties(is_classic=True))
    assert "No syntax or stream encoding errors" in run_tool("qpdf", "--check", path)
    content = path.read_bytes()
    assert content.startswith(b"%PDF-1.4")
    assert b"/ObjStm" not in content


def test_nothing_tells_who_where_and_when() -> None:
    pdf, _ = printed(MANY[:4])
    document = pikepdf.open(io.BytesIO(pdf))
    assert set(document.docinfo.keys()) == {"/Title"}
    assert "/Metadata" not in document.Root
    assert not re.search(rb"reportlab|anonymous|D:20\d\d", pdf, re.IGNORECASE)


def test_no_number_of_a_card_is_on_the_card() -> None:
    pdf, _ = printed([greeting("en", 987654)])
    assert "987654" not in "".join(pdfium_text(pdf))


def test_the_bytes_are_the_same_for_any_number_of_processes_and_any_cache() -> None:
    first, manifest = printed(MANY, OFFICE)
    for options in ({"processes": 2}, {"words_kept": 1}, {"words_kept": 50}, {}):
        again, other = printed(MANY, OFFICE, **options)
        assert other == manifest
        assert again == first


def test_black_ink_is_black_only() -> None:
    out = io.BytesIO()
    compile_cards(MANY[:4], CardDesign(ink=Ink.CMYK), OFFICE, out)
    document = pikepdf.open(io.BytesIO(out.getvalue()))
    colors = set()
    for page in document.pages:
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) in {"g", "G", "rg", "RG", "k", "K"}:
                colors.add((str(operator).lower(), tuple(float(number) for number in operands)))
    assert colors == {("k", (0, 0, 0, 1))}


def test_a_missing_face_is_named_with_its_cure(tmp_path, monkeypatch) -> None:  # noqa: ANN001
    shutil.copy(faces.FONT_FOLDER / "NotoSans_400Regular.ttf", tmp_path)
    monkeypatch.setattr(faces, "FONT_FOLDER", tmp_path)
    for cached in (faces.load_face, faces.face_at, faces.find_face):
        cached.cache_clear()
    try:
        cure = r"NotoSansGeorgian_400Regular\.ttf is not installed\. Run: make setup"
        with pytest.raises(FontMissingError, match=cure):
            printed([Card(number="1", text="დღეს", language="ka")])
    finally:
        for cached in (faces.load_face, faces.face_at, faces.find_face):
            cached.cache_clear()


def test_one_card_on_a_page_has_the_boxes_of_its_trim() -> None:
    pdf, _ = printed([greeting("en")], SINGLE)
    document = pikepdf.open(io.BytesIO(pdf))
    assert [round(float(edge), 1) for edge in document.pages[1].TrimBox] == [0, 0, 396.9, 275.0]


def last_letter_pt(address_line: str) -> float:
    """Where the last letter of an address begins, from the left; extractors fold spaces, so they are measured."""
    pdf, _ = printed([Card(number="1", text="Hi", address=("A", address_line))])
    document = pypdfium2.PdfDocument(pdf)
    page = document[1].get_textpage()
    left = float(page.get_charbox(page.count_chars() - 1)[0])
    document.close()
    return left


def test_an_address_keeps_the_spaces_that_the_facility_wants() -> None:
    plain = last_letter_pt("ПК-99, корпус 2")
    space = 11 * 0.26  # Noto Sans, 260 units of 1,000, at 11 pt
    assert last_letter_pt("ПК-99,  корпус  2") == pytest.approx(plain + 2 * space, abs=0.05)
    assert last_letter_pt("   ПК-99, корпус 2") == pytest.approx(plain + 3 * space, abs=0.05)

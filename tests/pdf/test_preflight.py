"""A shop's file passes its preflight; and for each rule there is a sample that breaks it."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from paper_tools import assert_is_sound, boxes_of
from pikepdf import Array, Dictionary, Name
from PIL import Image

from petition.pdf import Card, CardDesign, Ink, compile_cards, load_layout
from petition.pdf.geometry import MM_TO_PT
from petition.pdf.preflight import RULES, preflight
from petition.pdf.preflight_report import VERSION, PrintStandard, Report, Wanted
from petition.pdf.shop import PrintedFile, make_ticket, shop_properties

pytestmark = pytest.mark.needs("pdffonts", "qpdf")

X1A, RGB = PrintStandard.X1A, PrintStandard.RGB


def shop_file(path: Path, standard: PrintStandard) -> Path:
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((1900, 1370)).convert("RGB").save(picture, "JPEG")
    cards = [
        Card(number=f"X-{number}", text="Dear friend,\n\nдобры дзень 🌸", name="Ann", place="Bergen")
        for number in (1, 2)
    ]
    design = CardDesign(
        front=picture.getvalue(), title="Cards", address=("Street 1",), ink=Ink.CMYK if standard is X1A else Ink.GRAY
    )
    manifest = compile_cards(cards, design, load_layout("a6-shop"), path, properties=shop_properties(standard))
    assert manifest.left_out == ()
    return path


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[PrintStandard, Path]:
    folder = tmp_path_factory.mktemp("shop")
    return {standard: shop_file(folder / f"{standard}.pdf", standard) for standard in PrintStandard}


def broken_rules(report: Report) -> set[str]:
    return {verdict.code for verdict in report.verdicts if verdict.broken}


@pytest.mark.parametrize("standard", PrintStandard)
def test_a_shop_file_keeps_every_rule(good: dict[PrintStandard, Path], standard: PrintStandard) -> None:
    report = preflight(good[standard], Wanted(standard=standard))
    assert broken_rules(report) == set()
    assert report.is_passed
    assert len(report.verdicts) >= (22 if standard is X1A else 15)
    assert_is_sound(good[standard])
    trim, bleed = 3 * MM_TO_PT, (154 * MM_TO_PT, 111 * MM_TO_PT)
    for boxes in boxes_of(good[standard], 4):
        assert boxes["TrimBox"] == pytest.approx((trim, trim, bleed[0] - trim, bleed[1] - trim), abs=0.01)
        assert boxes["BleedBox"] == boxes["MediaBox"] == pytest.approx((0, 0, *bleed), abs=0.01)


def contents(pdf: pikepdf.Pdf, page: int, added: bytes) -> None:
    content = pdf.pages[page].Contents.read_bytes()
    pdf.pages[page].Contents = pdf.make_stream(added + b"\n" + content)


def picture_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
    form = pdf.pages[0].resources.XObject.P
    return next(iter(form.Resources.XObject.as_dict().values()))


def add_font(pdf: pikepdf.Pdf) -> None:
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].resources.Font.Z = pdf.make_indirect(helvetica)


def add_state(pdf: pikepdf.Pdf, **entries: object) -> None:
    pdf.pages[0].resources.ExtGState = Dictionary(G=Dictionary(**entries))


def add_intent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])


def spoil_stream(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Contents.write(b"not deflated", filter=Name.FlateDecode)


SAMPLES: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "intent": add_intent,
    "profile": lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/RegistryName"),
    "x_version": lambda pdf: pdf.docinfo.__setitem__("/GTS_PDFXVersion", "PDF/X-3:2002"),
    "title": lambda pdf: pdf.docinfo.__delitem__("/Title"),
    "dates": lambda pdf: pdf.docinfo.__delitem__("/ModDate"),
    "trapped": lambda pdf: pdf.docinfo.__setitem__("/Trapped", Name.Unknown),
    "traces": lambda pdf: pdf.docinfo.__setitem__("/Author", "A. N. Author"),
    "actions": lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript, JS="app.beep()")),
    "attachments": lambda pdf: pdf.attachments.__setitem__("list.txt", b"names"),
    "compression": lambda pdf: picture_of(pdf).__setitem__("/Filter", Name.JPXDecode),
    "sides": lambda pdf: pdf.pages.__delitem__(3),
    "trim": lambda pdf: [page.__delitem__("/TrimBox") for page in pdf.pages],
    "nesting": lambda pdf: pdf.pages[2].__setitem__("/CropBox", Array([20, 20, 400, 300])),
    "bleed": lambda pdf: [page.__setitem__("/TrimBox", Array([4, 4, 432.5, 310.6])) for page in pdf.pages],
    "size": lambda pdf: pdf.pages[2].__setitem__("/TrimBox", Array([12, 12, 420, 300])),
    "fonts": add_font,
    "colors": lambda pdf: contents(pdf, 1, b"1 0 0 rg"),
    "black": lambda pdf: contents(pdf, 1, b"0.6 0.4 0.4 1 k"),
    "picture_colors": lambda pdf: picture_of(pdf).__setitem__("/ColorSpace", Name.DeviceRGB),
    "resolution": lambda pdf: picture_of(pdf).__setitem__("/Width", 700),
    "transparency": lambda pdf: add_state(pdf, ca=0.5),
    "annotations": lambda pdf: pdf.pages[1].__setitem__("/Annots", Array([Dictionary(Subtype=Name.Link)])),
    "structure": spoil_stream,
}
SAVED: dict[str, dict[str, object]] = {
    "version": {"force_version": "1.6"},
    "table": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    "encryption": {"encryption": pikepdf.Encryption(user="", owner="o", R=3, metadata=False, aes=False)},
    "identifier": {},
}


def test_each_rule_has_its_sample() -> None:
    assert {rule.code for rule in RULES} == SAMPLES.keys() | SAVED.keys()
    assert len({rule.sentence for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("code", SAMPLES)
def test_a_broken_sample_breaks_its_rule(tmp_path: Path, good: dict[PrintStandard, Path], code: str) -> None:
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(good[X1A]) as pdf:
        SAMPLES[code](pdf)
        pdf.save(broken, object_stream_mode=pikepdf.ObjectStreamMode.disable, force_version="1.4")
    report = preflight(broken, Wanted(standard=X1A))
    unreadable = {"colors", "black"} if code == "structure" else set()
    assert broken_rules(report) == {code} | unreadable
    verdict = next(verdict for verdict in report.verdicts if verdict.broken)
    assert verdict.places
    assert f"BROKEN  {verdict.sentence}" in report.as_text()
    assert "Not ready" in report.as_text()


@pytest.mark.parametrize("code", SAVED)
def test_a_file_saved_the_wrong_way_breaks_its_rule(tmp_path: Path, good: dict[PrintStandard, Path], code: str) -> None:
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(good[X1A]) as pdf:
        pdf.save(broken, **{"object_stream_mode": pikepdf.ObjectStreamMode.disable, **SAVED[code]})
    if code == "identifier":
        broken.write_bytes(broken.read_bytes().replace(b"/ID [", b"/XX ["))
    assert code in broken_rules(preflight(broken, Wanted(standard=X1A)))


@pytest.mark.parametrize("blob", [b"", b"no PDF at all", b"%PDF-1.4\n1 0 obj\n<<"], ids=["empty", "text", "broken off"])
def test_what_does_not_open_is_told_in_one_sentence(tmp_path: Path, blob: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(blob)
    report = preflight(path, Wanted(standard=X1A))
    assert broken_rules(report) == {"opens"}
    assert "no PDF, or damaged" in report.as_text()


def test_a_password_is_told_apart_from_damage(tmp_path: Path, good: dict[PrintStandard, Path]) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(good[X1A]) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="u", owner="o"))
    assert "password" in preflight(path, Wanted(standard=X1A)).as_text()


def test_the_report_reads_by_eye_and_by_machine(good: dict[PrintStandard, Path]) -> None:
    report = preflight(good[X1A], Wanted(standard=X1A))
    assert "Ready for the shop." in report.as_text()
    told = json.loads(report.as_json())
    assert told["passed"] is True
    assert [verdict["code"] for verdict in told["verdicts"]] == [rule.code for rule in RULES]


def test_an_office_file_is_not_for_a_shop_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "office.pdf"
    compile_cards([Card(number="X", text="t")], CardDesign(title="T"), load_layout("office-4up-a4"), path)
    assert {"bleed", "intent", "x_version", "version"} <= broken_rules(preflight(path, Wanted(standard=X1A)))


def test_the_file_says_which_standard_it_keeps(good: dict[PrintStandard, Path]) -> None:
    with pikepdf.open(good[X1A]) as pdf:
        assert str(pdf.docinfo["/GTS_PDFXVersion"]) == VERSION
        assert str(pdf.Root.OutputIntents[0].OutputConditionIdentifier) == "FOGRA39"
    with pikepdf.open(good[RGB]) as pdf:
        assert "/OutputIntents" not in pdf.Root


def test_the_job_ticket_says_all_that_a_shop_asks() -> None:
    printed = PrintedFile(name="cards.pdf", sha256="ab12", cards=500, pages=1000)
    ticket = make_ticket("Solidarity Day", printed, load_layout("a6-shop"), X1A)
    text = ticket.as_text()
    for told in (
        "500, each different",
        "1000, front and back",
        "148 × 105 mm",
        "3 mm",
        "300 g/m²",
        "4.7 g",
        "none",
        "ab12",
    ):
        assert told in text
    assert json.loads(ticket.as_json())["card_weight_g"] == pytest.approx(4.66)

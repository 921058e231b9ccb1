"""Other people's ways to set the same cards, for comparison only: `python press_peers.py RUNNER MESSAGES FRONT OUT`.

None of them is fair to all scripts: what they get wrong is told in docs/press.md. Runs with the interpreter that has
the peer's library, hence no import of the press.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "petition" / "pdf" / "fonts"
FACES = (
    (0x0530, "NotoSans_400Regular"),
    (0x0590, "NotoSansArmenian_400Regular"),
    (0x0600, "NotoSansHebrew_400Regular"),
    (0x0700, "NotoSansArabic_400Regular"),
    (0x0980, "NotoSansDevanagari_400Regular"),
    (0x0E80, "NotoSansThai_400Regular"),
    (0x1100, "NotoSansGeorgian_400Regular"),
    (0x110000, "NotoSans_400Regular"),
)
SIZES = (12, 11, 10, 9, 8)
CARD, COLUMN, HEIGHT = (396.9, 275.0), 165.0, 190.0
SLOTS = ((14, 7), (14, 405 + 7), (297.6 + 7, 7), (297.6 + 7, 405 + 7))


def cards(path: str) -> Iterator[dict]:
    with open(path, encoding="utf-8") as lines:  # noqa: PTH123 - also run by the system's own Python, kept plain
        next(lines)
        for line in lines:
            yield json.loads(line)


def sheets(path: str) -> Iterator[list[dict]]:
    waiting: list[dict] = []
    for card in cards(path):
        waiting.append(card)
        if len(waiting) == 4:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def face_of(text: str) -> str:
    first = next((ord(letter) for letter in text if ord(letter) > 0x2FF), 65)
    return next(name for limit, name in FACES if first < limit)


def reportlab_canvas(out: str):  # noqa: ANN201 - ReportLab ships no types
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for _, name in FACES:
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf", shapable=True))
    return Canvas(out, pagesize=(595.3, 841.9), pageCompression=1, invariant=1)


def reportlab_sheets(messages: str, front: str, out: str, draw: Callable) -> None:
    canvas = reportlab_canvas(out)
    for sheet in sheets(messages):
        for x, y in SLOTS[: len(sheet)]:
            canvas.drawImage(front, x, y, CARD[1], CARD[0])
        canvas.showPage()
        for (x, y), card in zip(SLOTS, sheet, strict=False):
            canvas.saveState()
            canvas.translate(x + CARD[1], y)
            canvas.rotate(90)
            draw(canvas, card)
            signature(canvas, card["signature"])
            canvas.restoreState()
        canvas.showPage()
    canvas.save()


def signature(canvas, strokes) -> None:  # noqa: ANN001 - ReportLab ships no types
    if strokes:
        path = canvas.beginPath()
        for stroke in strokes:
            path.moveTo(100 + stroke[0][0] / 9, 40 - stroke[0][1] / 9)
            for x, y in stroke[1:]:
                path.lineTo(100 + x / 9, 40 - y / 9)
        canvas.drawPath(path)


def naive(messages: str, front: str, out: str) -> None:
    from xml.sax.saxutils import escape

    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    def draw(canvas, card) -> None:  # noqa: ANN001 - ReportLab ships no types
        face = face_of(card["text"])
        for size in SIZES:
            style = ParagraphStyle("s", fontName=face, fontSize=size, leading=size * 1.22, shaping=1)
            paragraph = Paragraph(escape(card["text"]).replace("\n", "<br/>"), style)
            _, height = paragraph.wrap(COLUMN, 1000)
            if height <= HEIGHT:
                break
        try:
            paragraph.drawOn(canvas, 14, 260 - height)
        except IndexError:  # ReportLab 5.1 does so where a shaped run starts with a raised mark
            canvas._code.append("ET")  # noqa: SLF001 - leaves the page usable
        for text, y in (
            (card["name"], 26),
            (card["place"], 16),
            *((line, 150 - 13 * n) for n, line in enumerate(ADDRESS)),
        ):
            style = ParagraphStyle("s", fontName=face_of(text), fontSize=10)
            line = Paragraph(escape(text), style)
            line.wrap(COLUMN, 1000)
            try:
                line.drawOn(canvas, 14 if y < 30 else 200, y)
            except IndexError:
                canvas._code.append("ET")  # noqa: SLF001 - leaves the page usable

    reportlab_sheets(messages, front, out, draw)


def tuned(messages: str, front: str, out: str) -> None:  # noqa: C901 - one peer, one function
    from reportlab.pdfbase.pdfmetrics import stringWidth

    widths: dict[tuple[str, str], float] = {}

    def width(word: str, face: str) -> float:
        found = widths.get((word, face))
        if found is None:
            found = widths[word, face] = stringWidth(word, face, 1)
        return found

    def lines(text: str, face: str, limit: float) -> list[str]:
        found = []
        for paragraph in text.split("\n"):
            line, reach = [], 0.0
            for word in paragraph.split(" "):
                own = width(word, face)
                if line and reach + 0.26 + own > limit:
                    found.append(" ".join(line))
                    line, reach = [], 0.0
                reach += own + (0.26 if line else 0)
                line.append(word)
            found.append(" ".join(line))
        return found

    def draw(canvas, card) -> None:  # noqa: ANN001 - ReportLab ships no types
        face = face_of(card["text"])
        for size in SIZES:
            broken = lines(card["text"], face, COLUMN / size)
            if len(broken) * size * 1.22 <= HEIGHT:
                break
        text = canvas.beginText(14, 250)
        text.setFont(face, size, size * 1.22)
        for line in broken:
            text.textLine(line)
        for words, y in (
            (card["name"], 26),
            (card["place"], 16),
            *((one, 150 - 13 * n) for n, one in enumerate(ADDRESS)),
        ):
            text.setTextOrigin(14 if y < 30 else 200, y)
            text.setFont(face_of(words), 10)
            text.textLine(words)
        canvas.drawText(text)

    reportlab_sheets(messages, front, out, draw)


ADDRESS = ("Узорная вуліца, 7", "Прыкладск", "211000", "Беларусь")


def pango(messages: str, front: str, out: str) -> None:
    import cairo
    import gi

    gi.require_version("PangoCairo", "1.0")
    from gi.repository import Pango, PangoCairo

    surface = cairo.PDFSurface(out, 595.3, 841.9)
    context = cairo.Context(surface)
    picture = cairo.ImageSurface(cairo.FORMAT_RGB24, 1858, 1300)
    picture.set_mime_data(cairo.MIME_TYPE_JPEG, Path(front).read_bytes())
    layout = PangoCairo.create_layout(context)
    faces = {size: Pango.FontDescription(f"Noto Sans {size}px") for size in (*SIZES, 10)}
    for sheet in sheets(messages):
        for x, y in SLOTS[: len(sheet)]:
            context.save()
            context.translate(x, y)
            context.scale(CARD[1] / 1858, CARD[0] / 1300)
            context.set_source_surface(picture)
            context.paint()
            context.restore()
        surface.show_page()
        for (x, y), card in zip(SLOTS, sheet, strict=False):
            context.save()
            context.translate(x + CARD[1], y)
            context.rotate(1.5707963)
            context.set_source_rgb(0, 0, 0)
            layout.set_width(int(COLUMN * Pango.SCALE))
            layout.set_text(card["text"], -1)
            for size in SIZES:
                layout.set_font_description(faces[size])
                if layout.get_size()[1] <= HEIGHT * Pango.SCALE:
                    break
            context.move_to(14, 14)
            PangoCairo.show_layout(context, layout)
            layout.set_font_description(faces[10])
            lines = ((card["name"], 14, 240), (card["place"], 14, 252))
            lines += tuple((line, 200, 120 + 13 * n) for n, line in enumerate(ADDRESS))
            for text, left, top in lines:
                layout.set_text(text, -1)
                context.move_to(left, top)
                PangoCairo.show_layout(context, layout)
            for stroke in card["signature"] or ():
                context.move_to(100 + stroke[0][0] / 9, 230 + stroke[0][1] / 9)
                for px, py in stroke[1:]:
                    context.line_to(100 + px / 9, 230 + py / 9)
            context.stroke()
            context.restore()
        surface.show_page()
    surface.finish()


TYPST = """
#set page(width: 210mm, height: 297mm, margin: 0mm)
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai",
  "Noto Sans Georgian", "Noto Sans Armenian", "Noto Emoji"))
#let cards = json(bytes(sys.inputs.cards))
#let fit(body) = context {
  let done = false
  for size in (12pt, 11pt, 10pt, 9pt, 8pt) {
    let block = box(width: 165pt, text(size: size, body))
    if not done and (measure(block).height <= 190pt or size == 8pt) { done = true; block }
  }
}
#let face(card) = rotate(90deg, reflow: true, box(width: 140mm, height: 97mm, inset: 5mm, {
  place(top + left, fit(card.text))
  place(bottom + left, text(size: 10pt)[#card.name \\\\ #card.place])
  place(horizon + right, text(size: 11pt)[Узорная вуліца, 7 \\\\ Прыкладск \\\\ 211000 \\\\ Беларусь])
  if card.signature != none {
    for stroke in card.signature {
      place(bottom + left, dx: 30mm, curve(stroke: 1pt, curve.move((stroke.at(0).at(0) * 0.1pt,
        stroke.at(0).at(1) * 0.1pt)), ..stroke.slice(1).map(p => curve.line((p.at(0) * 0.1pt, p.at(1) * 0.1pt)))))
    }
  }
}))
#for four in cards.chunks(4) {
  page(grid(columns: 2, ..four.map(_ => rotate(90deg, reflow: true, image("FRONT", width: 140mm, height: 97mm)))))
  page(grid(columns: 2, ..four.map(face)))
}
"""


def typst(messages: str, front: str, out: str) -> None:
    import typst as compiler

    folder = Path(out).parent
    source = folder / "cards.typ"
    source.write_text(TYPST.replace("FRONT", Path(front).name).replace("\\\\", "\\"), encoding="utf-8")
    compiler.compile(
        source, output=out, font_paths=[FONTS], sys_inputs={"cards": json.dumps(list(cards(messages)))}, root=folder
    )


if __name__ == "__main__":
    {"naive": naive, "tuned": tuned, "pango": pango, "typst": typst}[sys.argv[1]](*sys.argv[2:])

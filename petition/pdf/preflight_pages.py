"""Preflight rules about pages: boxes, fonts, colours, pictures, and what lies over something else."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

from petition.pdf.geometry import MM_TO_PT
from petition.pdf.preflight_report import PrintStandard, Rule, Subject

X1A = frozenset({PrintStandard.X1A})
ALL = frozenset(PrintStandard)
TOLERANCE_PT = 0.02
Box = tuple[float, float, float, float]
Found = Iterator[tuple[int, str]]
_NOT_OPERATORS = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|\bBI\b.*?\bEI\b|%[^\r\n]*", re.DOTALL)
_RGB_OPERATORS = re.compile(rb"(?<![^\s\]>)/])(rg|RG|sc|scn|SC|SCN|cs|CS|sh)(?=[\s\[(</]|$)")
_INKS = re.compile(rb"([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+[kK](?=\s|$)")


def _box(page: pikepdf.Page, key: str) -> Box | None:
    found = page.obj.get(key)
    if found is None:
        return None
    left, bottom, right, top = (float(number) for number in found)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _media(page: pikepdf.Page) -> Box:
    left, bottom, right, top = (float(number) for number in page.mediabox)
    return left, bottom, right, top


def _inside(inner: Box, outer: Box) -> bool:
    low = all(inner[side] >= outer[side] - TOLERANCE_PT for side in (0, 1))
    return low and all(inner[side] <= outer[side] + TOLERANCE_PT for side in (2, 3))


def _numbered(subject: Subject) -> Iterator[tuple[int, pikepdf.Page]]:
    return enumerate(subject.pdf.pages, start=1)


def _trim_box(subject: Subject) -> Found:
    for number, page in _numbered(subject):
        if ("/TrimBox" in page.obj) == ("/ArtBox" in page.obj):
            yield number, "not exactly one of TrimBox and ArtBox"


def _nesting(subject: Subject) -> Found:
    for number, page in _numbered(subject):
        nested = [_box(page, "/TrimBox"), _box(page, "/BleedBox"), _box(page, "/CropBox"), _media(page)]
        boxes = [box for box in nested if box is not None]
        if not all(_inside(inner, outer) for inner, outer in pairwise(boxes)):
            yield number, "TrimBox, BleedBox, CropBox and MediaBox do not lie in one another"


def _bleed(subject: Subject) -> Found:
    wanted_mm = subject.wanted.bleed_mm
    for number, page in _numbered(subject):
        trim, bleed = _box(page, "/TrimBox"), _box(page, "/BleedBox") or _media(page)
        if trim is not None:
            least_mm = min(abs(inner - outer) for inner, outer in zip(trim, bleed, strict=True)) / MM_TO_PT
            if least_mm < wanted_mm - TOLERANCE_PT:
                yield number, f"{least_mm:.2f} mm of bleed, not {wanted_mm:.2f}"


def _one_size(subject: Subject) -> Found:
    sizes: dict[tuple[int, int], int] = {}
    for number, page in _numbered(subject):
        box = _box(page, "/TrimBox") or _media(page)
        sizes.setdefault((round((box[2] - box[0]) * 10), round((box[3] - box[1]) * 10)), number)
    for (width, height), number in list(sizes.items())[1:]:
        yield number, f"{width / 10 / MM_TO_PT:.1f} × {height / 10 / MM_TO_PT:.1f} mm, unlike the pages before"


def _fonts(subject: Subject) -> Found:
    seen: set[tuple[int, int]] = set()
    for number, resources in _resources(subject):
        for font in resources.get("/Font", pikepdf.Dictionary()).as_dict().values():
            if font.is_indirect and font.objgen in seen:
                continue
            seen.add(font.objgen)
            if not _is_embedded(font):
                yield number, f"the font {str(font.get('/BaseFont', 'without a name')).lstrip('/')} is not embedded"


def _is_embedded(font: pikepdf.Object) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    for one in font.get("/DescendantFonts", [font]):
        descriptor = one.get("/FontDescriptor", pikepdf.Dictionary())
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            return False
    return True


def _resources(subject: Subject) -> Iterator[tuple[int, pikepdf.Object]]:
    """Resource dictionaries with the first page that uses them; forms inside forms too, each once."""
    seen: set[tuple[int, int]] = set()
    for number, page in _numbered(subject):
        stack: list[pikepdf.Object] = [page.resources]
        while stack:
            resources = stack.pop()
            if resources.is_indirect and resources.objgen in seen:
                continue
            seen.add(resources.objgen)
            yield number, resources
            for form in resources.get("/XObject", pikepdf.Dictionary()).as_dict().values():
                if form.get("/Subtype") == "/Form" and form.objgen not in seen:
                    seen.add(form.objgen)
                    stack.append(form.get("/Resources", pikepdf.Dictionary()))


def _drawings(subject: Subject) -> Iterator[tuple[int, bytes]]:
    """What pages and forms draw, without strings and inline pictures; each shared stream once."""
    seen: set[tuple[int, int]] = set()
    for number, page in _numbered(subject):
        contents = page.obj.get("/Contents", pikepdf.Array())
        for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
            if stream.objgen not in seen:
                seen.add(stream.objgen)
                yield number, _NOT_OPERATORS.sub(b" ", stream.read_bytes())
    for number, form in _xobjects(subject, "/Form"):
        yield number, _NOT_OPERATORS.sub(b" ", form.read_bytes())


def _xobjects(subject: Subject, kind: str) -> Iterator[tuple[int, pikepdf.Object]]:
    seen: set[tuple[int, int]] = set()
    for number, resources in _resources(subject):
        for thing in resources.get("/XObject", pikepdf.Dictionary()).as_dict().values():
            if thing.get("/Subtype") == kind and thing.objgen not in seen:
                seen.add(thing.objgen)
                yield number, thing


def _colors(subject: Subject) -> Found:
    for number, drawing in _drawings(subject):
        found = _RGB_OPERATORS.search(drawing)
        if found:
            yield number, f"something is drawn by {found[1].decode()}, not in CMYK or grey"


def _black(subject: Subject) -> Found:
    for number, drawing in _drawings(subject):
        mixed = next((inks for inks in _INKS.findall(drawing) if any(float(ink) for ink in inks[:3])), None)
        if mixed:
            yield number, f"something is drawn in the inks {b' '.join(mixed).decode()}, not in black alone"


def _picture_colors(subject: Subject) -> Found:
    for number, picture in _xobjects(subject, "/Image"):
        space = picture.get("/ColorSpace", pikepdf.Name("/DeviceGray"))
        name = str(space[0]) if isinstance(space, pikepdf.Array) else str(space)
        if name not in {"/DeviceCMYK", "/DeviceGray"}:
            yield number, f"a picture is in {name[1:]}, not in CMYK or grey"


def _picture_resolution(subject: Subject) -> Found:
    """Resolution as placed by the matrix before each Do, on the first page or form that shows the picture."""
    seen: set[tuple[int, int]] = set()
    wanted_dpi = subject.wanted.picture_dpi
    for number, page in _numbered(subject):
        pictures = page.resources.get("/XObject", pikepdf.Dictionary()).as_dict()
        fresh = {name: thing for name, thing in pictures.items() if thing.objgen not in seen}
        seen |= {thing.objgen for thing in fresh.values()}
        for name, dpi in _placed(page, fresh):
            if dpi < wanted_dpi - 0.5:
                yield number, f"the picture {name[1:]} has {dpi:.0f} dpi, not {wanted_dpi:.0f}"


def _placed(owner: pikepdf.Page | pikepdf.Object, things: dict[str, pikepdf.Object]) -> Iterator[tuple[str, float]]:
    if not things:
        return
    matrix, stack = pikepdf.Matrix(), []
    for instruction in pikepdf.parse_content_stream(owner):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "q":
            stack.append(matrix)
        elif operator == "Q":
            matrix = stack.pop()
        elif operator == "cm":
            matrix = pikepdf.Matrix(*(float(number) for number in operands)) @ matrix
        elif operator == "Do" and str(operands[0]) in things:
            yield from _thing_placed(str(operands[0]), things[str(operands[0])], matrix)


def _thing_placed(name: str, thing: pikepdf.Object, matrix: pikepdf.Matrix) -> Iterator[tuple[str, float]]:
    if thing.get("/Subtype") == "/Form":
        inner = thing.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary()).as_dict()
        scale = math.hypot(matrix.a, matrix.b)
        own = pikepdf.Matrix(thing.get("/Matrix", pikepdf.Array([1, 0, 0, 1, 0, 0])))
        yield from (
            (inside, dpi / scale / math.hypot(own.a, own.b)) for inside, dpi in _placed(thing, dict(inner.items()))
        )
    elif thing.get("/Subtype") == "/Image" and not thing.get("/ImageMask", False):
        width_in, height_in = math.hypot(matrix.a, matrix.b) / 72, math.hypot(matrix.c, matrix.d) / 72
        yield name, min(int(thing.Width) / width_in, int(thing.Height) / height_in)


def _transparency(subject: Subject) -> Found:
    for number, page in _numbered(subject):
        if page.obj.get("/Group", pikepdf.Dictionary()).get("/S") == "/Transparency":
            yield number, "the page is a transparency group"
    for number, resources in _resources(subject):
        for state in resources.get("/ExtGState", pikepdf.Dictionary()).as_dict().values():
            if float(state.get("/ca", 1)) < 1 or float(state.get("/CA", 1)) < 1:
                yield number, "something shines through"
            if str(state.get("/BM", "/Normal")) not in {"/Normal", "/Compatible"}:
                yield number, f"something is blended by {str(state.BM)[1:]}"
            if state.get("/SMask", "/None") != "/None":
                yield number, "something is softly masked"
    for number, picture in _xobjects(subject, "/Image"):
        if "/SMask" in picture:
            yield number, "a picture has transparent parts"


def _annotations(subject: Subject) -> Found:
    for number, page in _numbered(subject):
        if len(page.obj.get("/Annots", [])):
            yield number, "there are annotations or links"


PAGE_RULES = (
    Rule(code="trim", sentence="Each page says where it is trimmed", standards=ALL, check=_trim_box),
    Rule(code="nesting", sentence="The boxes of each page lie in one another", standards=ALL, check=_nesting),
    Rule(code="bleed", sentence="Each page has enough bleed", standards=ALL, check=_bleed),
    Rule(code="size", sentence="All pages are trimmed to one size", standards=ALL, check=_one_size),
    Rule(code="fonts", sentence="All fonts are embedded", standards=ALL, check=_fonts),
    Rule(code="colors", sentence="All drawing is in CMYK or grey", standards=X1A, check=_colors),
    Rule(code="black", sentence="Text and lines are in black ink alone", standards=X1A, check=_black),
    Rule(code="picture_colors", sentence="All pictures are in CMYK or grey", standards=X1A, check=_picture_colors),
    Rule(
        code="resolution",
        sentence="All pictures are fine enough at their printed size",
        standards=ALL,
        check=_picture_resolution,
    ),
    Rule(code="transparency", sentence="Nothing is transparent", standards=ALL, check=_transparency),
    Rule(code="annotations", sentence="There are no annotations or links", standards=ALL, check=_annotations),
)

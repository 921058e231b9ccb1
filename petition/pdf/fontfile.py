"""A face as a PDF font object: a subset with the original glyph ids, so that pages need not wait for it.

Type0 with Identity-H. TrueType faces become CIDFontType2; CFF ones CIDFontType0C with an identity charset.
"""

import hashlib
from collections.abc import Iterable

import uharfbuzz as hb

from petition.pdf.faces import UNITS, Face
from petition.pdf.pdffile import PdfFile, compress, name, reference, syntax
from petition.pdf.shaping import facts_of

_UNUSED_TABLES = (
    *("GSUB", "GPOS", "GDEF", "cmap", "name", "OS/2", "post", "STAT"),
    *("DSIG", "gasp", "VORG", "BASE", "MATH", "vhea", "vmtx"),
)
_CHUNK = 100


def embed(file: PdfFile, face: Face, glyphs: Iterable[int]) -> int:
    """Writes the font and gives its object number."""
    used = sorted({0, *glyphs})
    is_cff = "CFF " in face.hb_face.table_tags
    program = _subset(face, used)
    font_name = f"{_tag(program)}+{_postscript_name(face)}"
    number, descendant, descriptor, font_file, to_unicode = (file.allocate() for _ in range(5))
    packed = compress(program)
    entries = {"Subtype": name("CIDFontType0C")} if is_cff else {"Length1": len(program)}
    file.stream(font_file, {**entries, "Filter": name("FlateDecode")}, packed)
    file.stream(to_unicode, {"Filter": name("FlateDecode")}, compress(_to_unicode(face, used)))
    extents = face.hb_font.get_font_extents("ltr")
    file.whole(
        descriptor,
        syntax(
            {
                "Type": name("FontDescriptor"),
                "FontName": name(font_name),
                "Flags": 4,
                "FontBBox": [-1000, extents.descender, 3000, extents.ascender],
                "ItalicAngle": 0,
                "Ascent": extents.ascender,
                "Descent": extents.descender,
                "CapHeight": 714,
                "StemV": 80,
                "FontFile3" if is_cff else "FontFile2": reference(font_file),
            }
        ),
    )
    file.whole(
        descendant,
        syntax(
            {
                "Type": name("Font"),
                "Subtype": name("CIDFontType0" if is_cff else "CIDFontType2"),
                "BaseFont": name(font_name),
                "CIDSystemInfo": {"Registry": b"(Adobe)", "Ordering": b"(Identity)", "Supplement": 0},
                "FontDescriptor": reference(descriptor),
                "DW": UNITS,
                "W": _widths(face, used),
                **({} if is_cff else {"CIDToGIDMap": name("Identity")}),
            }
        ),
    )
    file.whole(
        number,
        syntax(
            {
                "Type": name("Font"),
                "Subtype": name("Type0"),
                "BaseFont": name(font_name),
                "Encoding": name("Identity-H"),
                "DescendantFonts": [reference(descendant)],
                "ToUnicode": reference(to_unicode),
            }
        ),
    )
    return number


def _subset(face: Face, used: list[int]) -> bytes:
    wanted = hb.SubsetInput()
    wanted.flags = (
        hb.SubsetFlags.RETAIN_GIDS
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    )
    wanted.glyph_set.update(used)
    wanted.drop_table_tag_set.update(_tag_number(tag) for tag in _UNUSED_TABLES)
    small = hb.subset(face.hb_face, wanted)
    if "CFF " in small.table_tags:
        return bytes(small.reference_table("CFF ").data)
    return bytes(small.blob.data)


def _tag_number(tag: str) -> int:
    return int.from_bytes(tag.ljust(4).encode(), "big")


def _tag(program: bytes) -> str:
    """Six capitals that tell subsets apart; a digest, so that the same subset has the same name everywhere."""
    return "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def _postscript_name(face: Face) -> str:
    return (face.hb_face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or face.path.stem).replace(" ", "")


def _widths(face: Face, used: list[int]) -> list[object]:
    """The W array: a first glyph and the widths from it on."""
    facts = facts_of(face.index)
    widths: list[object] = []
    run: list[int] = []
    for place, glyph in enumerate(used):
        if run and glyph != used[place - 1] + 1:
            widths.append(run)
            run = []
        if not run:
            widths.append(glyph)
        run.append(facts[glyph].advance)
    widths.append(run)
    return widths


def _to_unicode(face: Face, used: list[int]) -> bytes:
    pairs = [(glyph, facts_of(face.index)[glyph].text) for glyph in used]
    rows = [b"<%04x><%s>" % (glyph, text.encode("utf-16-be").hex().encode()) for glyph, text in pairs if text]
    blocks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
    return b"\n".join(
        [
            b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap",
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
            b"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def",
            b"1 begincodespacerange\n<0000><ffff>\nendcodespacerange",
            *(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks),
            b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend",
        ]
    )

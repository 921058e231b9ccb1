"""A PDF file written as it comes: nothing but eight bytes an object stays in memory.

Values are ReportLab's document objects (PDFDictionary, PDFName, PDFString …); the file around them is our own, because
ReportLab keeps every page until the end. Small objects travel in compressed object streams, the cross-reference is a
stream too (PDF 1.5). Nothing of author, host or time is written; the identifier is a digest of the content.
"""

import hashlib
from array import array
from collections.abc import Mapping
from typing import BinaryIO

from isal import isal_zlib
from reportlab.pdfbase.pdfdoc import NoEncryption, PDFName, PDFObject, PDFString
from reportlab.pdfbase.pdfdoc import format as format_value

LEVEL = 3
"""isal's best; about three times as fast as zlib's usual one and some hundredths larger."""
PACK = 200
NODE_PAGES = 64
_PACKED = 1 << 63


class _Formatting:
    """What ReportLab's objects ask of their document while they are written."""

    encrypt = NoEncryption()
    defaultStreamFilters = None  # noqa: N815 - ReportLab's name


class Raw(bytes):
    """PDF syntax ready to be written, such as a reference."""

    __slots__ = ()


def reference(number: int) -> Raw:
    """An indirect reference."""
    return Raw(b"%d 0 R" % number)


def syntax(value: object) -> bytes:
    """PDF syntax of a ReportLab object, number, bytes, list or mapping."""
    if isinstance(value, Mapping):
        return b"<<" + b"".join(b"/%s %s" % (key.encode(), syntax(value[key])) for key in value) + b">>"
    if isinstance(value, list | tuple):
        return b"[" + b" ".join(syntax(item) for item in value) + b"]"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return bytes(format_value(value, _Formatting()))


def name(text: str) -> str:
    """A name object."""
    return PDFName(text)


def string(text: str) -> PDFObject:
    """A text string."""
    return PDFString(text)


def compress(content: bytes) -> bytes:
    """Deflated bytes; the same for the same content in every process."""
    return isal_zlib.compress(content, LEVEL)


class PdfFile:
    """Writes objects at once. Numbers are given by `allocate`, in any order of writing.

    A classic file has neither object streams nor a cross-reference stream, as PDF 1.4 and PDF/X-1a want it.
    """

    def __init__(self, out: BinaryIO, *, is_classic: bool = False) -> None:
        self._out = out
        self._is_classic = is_classic
        self._digest = hashlib.sha256()
        self.size = 0
        self._places = array("Q", [0])
        self._waiting: list[tuple[int, bytes]] = []
        self._write(b"%%PDF-1.%d\n%%\xe2\xe3\xcf\xd3\n" % (4 if is_classic else 5))
        self._catalog = self.allocate()
        self._tree = self.allocate()
        self.resources = self.allocate()
        self._nodes: list[tuple[int, int]] = []
        self._kids: list[int] = []
        self._node = 0
        self.pages = 0

    def allocate(self) -> int:
        """The number of an object that will be written later."""
        self._places.append(0)
        return len(self._places) - 1

    def pack(self, number: int, content: bytes) -> None:
        """Writes a small object, not a stream, into the current object stream."""
        if self._is_classic:
            self.whole(number, content)
            return
        self._waiting.append((number, content))
        if len(self._waiting) >= PACK:
            self._flush()

    def stream(self, number: int, entries: Mapping[str, object], content: bytes) -> None:
        """Writes a stream whose content is as it shall stand in the file."""
        head = syntax({**entries, "Length": len(content)})
        self._place(number, b"%d 0 obj\n%sstream\n" % (number, head), content, b"\nendstream\nendobj\n")

    def compressed_stream(self, number: int, content: bytes) -> None:
        """Writes page content that `compress` has made."""
        self._place(
            number,
            b"%d 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n" % (number, len(content)),
            content,
            b"\nendstream\nendobj\n",
        )

    def whole(self, number: int, content: bytes) -> None:
        """Writes an object whose syntax, stream or not, is complete."""
        self._place(number, b"%d 0 obj\n" % number, content, b"\nendobj\n")

    def page(self, contents: int, entries: bytes = b"") -> None:
        """Adds a page that shows this content stream; `entries` is further PDF syntax of its dictionary."""
        if not self._kids:
            self._node = self.allocate()
        number = self.allocate()
        self._kids.append(number)
        self.pages += 1
        self.pack(number, b"<</Type/Page/Parent %d 0 R%s/Contents %d 0 R>>" % (self._node, entries, contents))
        if len(self._kids) == NODE_PAGES:
            self._close_node()

    def close(self, media_box: bytes, catalog: Mapping[str, object], information: Mapping[str, object]) -> str:
        """Writes what is left and gives the file's SHA-256. `resources` must have been written."""
        self._close_node()
        kids = [reference(node) for node, _ in self._nodes]
        self.pack(
            self._tree,
            b"<</Type/Pages/Count %d/Kids%s/MediaBox%s/Resources %d 0 R>>"
            % (self.pages, syntax(kids), media_box, self.resources),
        )
        self.pack(self._catalog, syntax({"Type": name("Catalog"), "Pages": reference(self._tree), **catalog}))
        about = self.allocate()
        self.pack(about, syntax(information))
        self._flush()
        if self._is_classic:
            self._table(about)
        else:
            self._cross_reference(about)
        return self._digest.hexdigest()

    def _close_node(self) -> None:
        if self._kids:
            kids = b" ".join(b"%d 0 R" % number for number in self._kids)
            self.pack(
                self._node,
                b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (self._tree, len(self._kids), kids),
            )
            self._nodes.append((self._node, len(self._kids)))
            self._kids = []

    def _place(self, number: int, *parts: bytes) -> None:
        self._places[number] = self.size
        self._write(b"".join(parts) if len(parts[1]) < 65536 else parts[0])
        if len(parts[1]) >= 65536:
            for part in parts[1:]:
                self._write(part)

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self._digest.update(content)
        self.size += len(content)

    def _flush(self) -> None:
        if not self._waiting:
            return
        number = self.allocate()
        heads, at = [], 0
        for place, (inner, content) in enumerate(self._waiting):
            heads.append(b"%d %d" % (inner, at))
            at += len(content) + 1
            self._places[inner] = _PACKED | number << 16 | place
        head = b" ".join(heads) + b"\n"
        packed = compress(head + b"\n".join(content for _, content in self._waiting))
        entries = {"Type": name("ObjStm"), "N": len(self._waiting), "First": len(head), "Filter": name("FlateDecode")}
        self._waiting = []
        self.stream(number, entries, packed)

    def _cross_reference(self, about: int) -> None:
        number = self.allocate()
        start = self._places[number] = self.size
        rows = bytearray(b"\0\0\0\0\0\0\xff\xff")
        for place in self._places[1:]:
            if place & _PACKED:
                rows += b"\2" + (place >> 16 & 0xFFFFFFFF).to_bytes(5, "big") + (place & 0xFFFF).to_bytes(2, "big")
            else:
                rows += b"\1" + place.to_bytes(5, "big") + b"\0\0"
        entries = {"Type": name("XRef"), "W": [1, 5, 2], "Filter": name("FlateDecode"), **self._trailer(about)}
        self.stream(number, entries, compress(bytes(rows)))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _table(self, about: int) -> None:
        start = self.size
        rows = b"".join(b"%010d 00000 n \n" % place for place in self._places[1:])
        self._write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(self._places), rows))
        self._write(b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (syntax(self._trailer(about)), start))

    def _trailer(self, about: int) -> dict[str, object]:
        identifier = Raw(b"<%s>" % self._digest.hexdigest()[:32].encode())
        return {
            "Size": len(self._places),
            "Root": reference(self._catalog),
            "Info": reference(about),
            "ID": [identifier, identifier],
        }

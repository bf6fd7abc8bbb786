"""What is inside an Excel workbook file, opened so that no file can make us unpack or hold more than a bound."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from api.readers.grid import neither
from api.readers.sheet import SheetRefused, refused
from api.text.phrases import phrase

# Far more than five thousand rows need; enough memory for several at once.
MAX_UNPACKED = 32_000_000
MAX_PARTS = 1_000
MAX_ELEMENTS = 500_000
# What reading a file that is no good can raise.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    DefusedXmlException,
    LookupError,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
)
_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
# Parts of a workbook that do something, by how their names begin, and which words say so.
_ACTIVE = {
    "xl/vbaproject": ("macros", "macros"),
    "xl/macrosheets/": ("macros", "macros"),
    "xl/externallinks/": ("external-links", "links"),
    "xl/connections": ("external-links", "connections"),
    "xl/embeddings/": ("embedded", "embedded"),
    "xl/activex/": ("embedded", "controls"),
}


def is_package(content: bytes) -> bool:
    """Whether it is a workbook of Excel's, rather than text. Raises `SheetRefused` for the sorts we do not take."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refused("password", phrase("in_file.password"))
        raise refused("old-excel", phrase("in_file.old_excel"))
    return content.startswith(_ZIP)


class Package:
    """An opened workbook file. Everything read from it counts towards one bound."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._left = MAX_UNPACKED
        parts = self._archive.infolist()
        # Parts are named without regard to case (ECMA-376, part 2), and some programs write one name in two ways.
        self._names = {part.filename.lower(): part.filename for part in parts}
        # `zipfile` gives no more of a part than is declared here, and the reading below counts once more.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _too_much()
        if any(part.flag_bits & 1 for part in parts):
            raise refused("password", phrase("in_file.password"))
        if any(part.compress_type not in _COMPRESSIONS for part in parts):
            raise zipfile.BadZipFile
        self.workbook = self._main()
        for name in sorted(self._names):
            for begins, (rule, what) in _ACTIVE.items():
                if name.startswith(begins):
                    raise refused(rule, phrase(f"in_file.{what}"))
        if "macroEnabled" in "".join(element.get("ContentType", "") for element in self.all("[Content_Types].xml")):
            raise refused("macros", phrase("in_file.macros"))

    def _main(self) -> str:
        """The name of the part that is the workbook. Raises `SheetRefused` where this is no workbook of Excel’s."""
        if "mimetype" in self._names and b"opendocument" in self._archive.open("mimetype").read(100):
            raise refused("open-document", phrase("in_file.open_document"))
        parts = self.linked("") if "_rels/.rels" in self._names else {}
        main = next((name for sort, name in parts.values() if sort == "officeDocument"), "xl/workbook.xml")
        if {main.lower(), "xl/workbook.bin"} & {name for name in self._names if name.endswith(".bin")}:
            raise refused("binary-excel", phrase("in_file.binary_excel"))
        if main.lower() not in self._names or local(next(element for _, element in self.events(main))) != "workbook":
            raise neither()
        return main

    def linked(self, name: str) -> dict[str, tuple[str, str]]:
        """The parts that a part names, by the id it knows them by: what sort each is, and its name."""
        folder, _, own = name.rpartition("/")
        return {
            element.get("Id", ""): (
                element.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
            )
            for element in self.all(posixpath.join(folder, "_rels", f"{own}.rels"))
            if local(element) == "Relationship"
        }

    def events(self, name: str) -> Iterator[tuple[str, Element]]:
        """The elements of a part as they begin and end. Whoever reads clears what they are done with."""
        count = 0
        with self._archive.open(self._names.get(name.lower(), name)) as part:
            for event, element in iterparse(_Counted(part, self), events=("start", "end"), forbid_dtd=True):
                count += event == "start"
                if count > MAX_ELEMENTS:
                    raise _too_much()
                yield event, element

    def all(self, name: str) -> list[Element]:
        """Every element of a small part."""
        return [element for event, element in self.events(name) if event == "end"]

    def spend(self, size: int) -> None:
        """Count what was unpacked. Raises `SheetRefused` beyond the bound."""
        self._left -= size
        if self._left < 0:
            raise _too_much()


class _Counted:
    """A part that is read within the package's bound."""

    def __init__(self, part: IO[bytes], package: Package) -> None:
        self._part, self._package = part, package

    def read(self, size: int) -> bytes:
        found = self._part.read(size)
        self._package.spend(len(found))
        return found


def local(element: Element) -> str:
    """An element's name without its namespace, which differs between the two ways Excel saves."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _too_much() -> SheetRefused:
    return refused("too-much-inside", phrase("in_file.too_much", mb=MAX_UNPACKED // 1_000_000))

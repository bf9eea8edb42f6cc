"""From bytes to text: UTF-8, UTF-16, Windows-1252, or several of them in one file."""

import codecs
import io
from typing import TextIO

from django.utils.translation import gettext as _

from structures.import_lieux.fichier import FichierRefuse

UTF8, UTF16_LE, UTF16_BE, WINDOWS = "UTF-8", "UTF-16 LE", "UTF-16 BE", "Windows-1252"
BOMS = [(codecs.BOM_UTF8, UTF8), (codecs.BOM_UTF16_LE, UTF16_LE), (codecs.BOM_UTF16_BE, UTF16_BE)]
PYTHON = {UTF8: "utf-8-sig", UTF16_LE: "utf-16-le", UTF16_BE: "utf-16-be", WINDOWS: "utf-8-sig"}

SAMPLE = 4000  # bytes that tell the encoding
CHUNK = 65_536
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))
BINARY = 0.01  # share of control characters past which a file is no text


def encodings(data: bytes) -> list[str]:
    """Those of the file, the commonest first; FichierRefuse when it is no text."""
    for bom, name in BOMS:
        if data.startswith(bom) and name != UTF8:
            return [name]
    if wide := _without_bom(data):
        return [wide]
    head = data[:SAMPLE]
    if len(head.translate(None, CONTROLS)) < len(head) * (1 - BINARY):
        raise FichierRefuse(_("Ce fichier n’est ni un tableau ni du texte. Enregistrez-le en CSV ou en XLSX."))
    return [UTF8] if _is_utf8(data) else _by_lines(data)


def opened(data: bytes, encoding: str) -> TextIO:
    """The text, lines ended by \\n; bytes that are not UTF-8 are read as the Windows-1252 they surely are."""
    errors = "replace" if encoding.startswith("UTF-16") else "windows_1252"
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=PYTHON[encoding], errors=errors, newline=None)
    if encoding.startswith("UTF-16") and stream.read(1) != "\ufeff":
        stream.seek(0)
    return stream


def _without_bom(data: bytes) -> str:
    """UTF-16 gives every other byte of French as zero."""
    head = data[: SAMPLE // 2 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and odd > half * 0.6 and even < half * 0.1:
        return UTF16_LE
    return UTF16_BE if half and even > half * 0.6 and odd < half * 0.1 else ""


def _is_utf8(data: bytes) -> bool:
    """In chunks: as one string, a file of the greatest size could take eighty megabytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), CHUNK):
            decoder.decode(data[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _by_lines(data: bytes) -> list[str]:
    found = {UTF8: 0, WINDOWS: 0}
    for line in io.BytesIO(data):
        if not line.isascii():
            found[UTF8 if _is_utf8(line) else WINDOWS] += 1
    return [name for name in sorted(found, key=found.get, reverse=True) if found[name]]


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    wrong = error.object[error.start : error.end]
    return "".join(_windows_letter(byte) for byte in wrong), error.end


def _windows_letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:  # the five bytes that stand for nothing
        return "\ufffd"


codecs.register_error("windows_1252", _as_windows)

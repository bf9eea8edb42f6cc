"""Files made to hurt: each is opened by a process of its own, which says how long it took and how much memory."""

import io
import json
import subprocess
import sys
import zipfile
from itertools import repeat

import pytest
from django.conf import settings

from tests.structures.import_lieux.fichiers import GOOD, csv_bytes, json_bytes, row, xlsx_bytes

SECONDS = 2  # of processor: the machine may be busy
SECONDS_TO_READ = 15  # what turns out to be within the limits
MEGABYTES = 200

# Opens and reads each file named, in a child of its own: what one of them takes is not counted with the next. The
# database is never asked: a hostile file is refused before it would be.
OPENER = """
import os, re, sys, time
import django
django.setup()
from structures.import_lieux.lire import FichierRefuse, ouvrir

def opened(path):
    try:
        with open(path, "rb") as file:
            tableau = ouvrir(file).tableau
        for _row in tableau.rangees():
            pass
        return ""
    except FichierRefuse as refused:
        return str(refused)

for path in sys.stdin:
    if os.fork() == 0:
        before = time.process_time()
        said = opened(path.strip())
        spent = time.process_time() - before
        most = re.search("VmHWM:\\s*([0-9]+)", open("/proc/self/status").read())[1]
        print(spent, int(most) // 1024, said, sep="|", flush=True)
        os._exit(0)
    if os.wait()[1]:
        print("0|0|died", flush=True)
"""


@pytest.fixture(scope="module")
def opener():
    """A process that knows nothing but how to open files."""
    command = [sys.executable, "-W", "ignore", "-c", OPENER]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
    ) as process:
        yield process
        process.stdin.close()


SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b'
)
HEADER = b'<row r="1">' + b"".join(
    b'<c r="%c1" t="inlineStr"><is><t>%b</t></is></c>' % (65 + rank, name.encode())
    for rank, name in enumerate(["nom", "commune", "code_postal", "adresse"])
) + b"</row>"  # fmt: skip
CELL = b"<c><v>1</v></c>"
FAR = b'<row r="1000000000">' + CELL + b"</row>"
END = b"</sheetData></worksheet>"


TEXTS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%b</sst>'
TYPES = "[Content_Types].xml"
SHARED = b"""<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.\
spreadsheetml.sharedStrings+xml"/></Types>"""


def xlsx_of(sheet: bytes = b"", **parts: bytes) -> bytes:
    """A good XLSX, with another sheet or other parts."""
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(row()))) as good:
        content = {name: good.read(name) for name in good.namelist()}
    content[TYPES] = content[TYPES].replace(b"</Types>", SHARED if "sharedStrings" in parts else b"</Types>")
    content |= {f"xl/{name}.xml": part for name, part in parts.items()}
    content |= {"xl/worksheets/sheet1.xml": sheet} if sheet else {}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in content.items():
            out.writestr(name, part)
    return stream.getvalue()


def lying(data: bytes) -> bytes:
    """Says of its sheet that it is small: the size unzipped, in the central directory and before the part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def rows_of_xlsx(count: int, cell: bytes = CELL) -> bytes:
    return SHEET % (HEADER + b"".join(repeat(b"<row>" + cell + b"</row>", count)) + END)


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">%b]>' % b"".join(
    b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LINE = csv_bytes(GOOD).split(b"\r\n")[0] + b"\r\n"

# name, what makes the bytes, a word of the refusal (none: it is read within the limits)
HOSTILE = [
    ("zip bomb", lambda: xlsx_of(SHEET % (HEADER + b" " * 200_000_000)), "XLSX"),
    ("zip bomb that lies of its size", lambda: lying(xlsx_of(SHEET % (HEADER + b" " * 90_000_000))), "abîmé"),
    ("zip bomb in the styles", lambda: xlsx_of(styles=b"<a>" + b"<b/>" * 10_000_000), "XLSX"),
    ("zip bomb in the texts", lambda: xlsx_of(sharedStrings=b"<sst>" + b"<si><t>a</t></si>" * 5_000_000), "lignes"),
    ("texts as many as allowed", lambda: xlsx_of(sharedStrings=TEXTS % (b"<si><t>abcdef</t></si>" * 399_000)), None),
    ("one text of 80 MB", lambda: xlsx_of(SHEET % (b"<row><c><is><t>" + b"a" * 80_000_000)), "démesuré"),
    ("100 MB", lambda: b"nom;commune\n" + b"a;b\n" * 25_000_000, "20 Mo"),
    ("a million columns", lambda: b",".join([b"nom"] * 1_000_000), "colonnes"),
    ("a million columns in a row", lambda: LINE + b"," * 1_000_000, "colonnes"),
    ("a million columns in xlsx", lambda: xlsx_of(SHEET % (HEADER + b"<row>" + CELL * 1_000_000)), "colonnes"),
    ("a cell a million columns away", lambda: xlsx_of(rows_of_xlsx(100, b'<c r="BDWGO2"><v>1</v></c>')), None),
    ("a million rows", lambda: LINE + b"a,b\n" * 1_000_000, "lignes"),
    ("a million rows of xlsx", lambda: xlsx_of(rows_of_xlsx(1_000_000)), "lignes"),
    ("a row numbered a billion", lambda: xlsx_of(SHEET % (HEADER + FAR + END)), None),
    ("a million rows of json", lambda: b"[" + b'{"nom":1},' * 1_000_000 + b"{}]", "lignes"),
    ("a million names in json", lambda: json.dumps([{str(n): n for n in range(1_000_000)}]).encode(), "trop"),
    ("json 100,000 deep", lambda: b"[" * 100_000 + b"]" * 100_000, "emboîtées"),
    ("json 100,000 deep in a value", lambda: b'[{"nom":' + b"[" * 100_000 + b"]" * 100_000 + b"}]", "emboîtées"),
    ("json 100,000 deep in objects", lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "emboîtées"),
    ("json of 50 MB", lambda: b'[{"nom": "' + b"a" * 50_000_000 + b'"}]', "20 Mo"),
    ("json with a text of 19 MB", lambda: json_bytes(row(nom="a" * 19_000_000)), None),
    ("json with a number of 100,000 digits", lambda: b'[{"nom": ' + b"9" * 100_000 + b"}]", "JSON"),
    ("one line of 19 MB", lambda: LINE + b"a" * 19_000_000, "longue"),
    ("one quote never closed before 19 MB", lambda: LINE + b'"' + b"a\n" * 9_000_000, "lignes|guillemets"),
    ("quotes that open on every line", lambda: LINE + b'"a\n""\n' * 40_000, "lignes|guillemets"),
    ("billion laughs", lambda: xlsx_of(LAUGHS + b"<worksheet>&j;</worksheet>"), "XML"),
    ("billion laughs in the texts", lambda: xlsx_of(sharedStrings=LAUGHS + b"<sst><si><t>&j;</t></si></sst>"), "XML"),
    ("external entity", lambda: xlsx_of(OUTSIDE + b"<worksheet>&e;</worksheet>"), "XML"),
    ("external entity in the workbook", lambda: xlsx_of(workbook=OUTSIDE + b"<workbook>&e;</workbook>"), "XML|abîmé"),
    ("xml 100,000 deep", lambda: xlsx_of(SHEET % (HEADER + b"<row>" + b"<c>" * 100_000)), "colonnes|abîmé"),
    ("emojis to make text wide", lambda: LINE + ("😀," * 30 + "\n").encode() * 120_000, "lignes"),
]  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read in /proc")
@pytest.mark.parametrize(("make", "word"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_hostile_file_is_refused_at_once_and_within_little_memory(tmp_path, opener, make, word):
    path = tmp_path / "lieux"
    path.write_bytes(make())

    opener.stdin.write(f"{path}\n")
    opener.stdin.flush()
    seconds, megabytes, said = opener.stdout.readline().strip().split("|", 2)

    path.unlink()
    if word:
        assert any(one in said for one in word.split("|")), said
    assert int(megabytes) < MEGABYTES
    assert float(seconds) < (SECONDS if word else SECONDS_TO_READ)

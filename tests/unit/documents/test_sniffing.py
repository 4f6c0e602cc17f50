"""A file is what its bytes say; whatever is dangerous or lies is refused, in words."""

from __future__ import annotations

import time
import zlib
from contextlib import suppress

import pytest
import typst

from app.documents.enums import FileKind
from app.documents.sniffing import Refusal, recognise
from tests import files
from tests.files import restricted_pdf


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("compte-rendu.pdf", files.pdf(), FileKind.PDF),
        ("COMPTE-RENDU.PDF", files.pdf(), FileKind.PDF),
        ("texte.odt", files.odt(), FileKind.ODT),
        ("texte.docx", files.docx(), FileKind.DOCX),
        ("tableau.ods", files.ods(), FileKind.ODS),
        ("tableau.xlsx", files.xlsx(), FileKind.XLSX),
        ("affiche.png", files.png(), FileKind.PNG),
        ("photo.jpg", files.jpeg(), FileKind.JPEG),
        ("photo.jpeg", files.jpeg(), FileKind.JPEG),
        ("texte.docx", files.docx({"word/big.xml": b"<w:t/>" * 100_000}), FileKind.DOCX),
        ("texte.odt", files.odt({"Configurations2/menubar/x.xml": b"<m/>"}), FileKind.ODT),
    ],
)
def test_accepted(name: str, content: bytes, kind: FileKind) -> None:
    assert recognise(content, name) is kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("vide.pdf", b"", "vide"),
        ("programme.exe", b"MZ\x90\0" + bytes(200), "programme"),
        ("facture.pdf", b"MZ\x90\0" + bytes(200), "programme"),
        ("outil.pdf", b"\x7fELF" + bytes(200), "programme"),
        ("script.pdf", b"#!/bin/sh\nrm -rf /\n", "programme"),
        ("mac.pdf", b"\xcf\xfa\xed\xfe" + bytes(200), "programme"),
        ("page.html", b"<!doctype html><script>alert(1)</script>", "page web"),
        ("page.pdf", b"\n\n<HTML><body onload=alert(1)>", "page web"),
        ("page.png", b"<script>alert(1)</script>", "page web"),
        ("dessin.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        ("dessin.png", b'<?xml version="1.0"?><svg onload="alert(1)"/>', "SVG"),
        ("lettre.docm", files.docx({"word/vbaProject.bin": b"x"}, files.WORD_MACROS), "macros"),
        ("lettre.docx", files.docx({"word/vbaProject.bin": b"x"}), "macros"),
        ("lettre.docx", files.docx({"word/VBAPROJECT.BIN": b"x"}), "macros"),
        ("lettre.docx", files.docx(kind=files.WORD_MACROS), "macros"),
        ("lettre.docx", files.docx({"word/activeX/activeX1.bin": b"x"}), "ActiveX"),
        ("lettre.odt", files.odt({"Basic/Standard/Module1.xml": b"Sub Main"}), "macros"),
        ("lettre.odt", files.odt({"Scripts/python/a.py": b"import os"}), "macros"),
        ("lettre.docx", files.docx({"word/embeddings/a.exe": b"MZ"}), "programme"),
        ("bombe.docx", files.bomb(), "démesurée"),
        ("foule.docx", files.crowd(), "démesurée"),
        (
            "nuee.docx",
            files.docx({f"word/media/{n}": bytes(4 * 1024 * 1024) for n in range(20)}),
            "démesurée",
        ),
        ("recouvrement.docx", files.overlapping(), "démesurée"),
        ("verrou.pdf", files.locked_pdf(), "mot de passe"),
        ("verrou.docx", files.locked_zip(), "mot de passe"),
        ("verrou.odt", files.locked_odt(), "mot de passe"),
        ("verrou.docx", files.locked_office(), "mot de passe"),
        ("ancien.doc", files.old_word(), "ancien format"),
        ("ancien.docx", files.old_word(), "ancien format"),
        ("archive.zip", files.zipped({"a.txt": b"a"}), "archive"),
        ("archive.docx", files.zipped({"a.txt": b"a"}), "archive"),
        ("archive.pdf", b"Rar!\x1a\x07\x01\x00", "archive"),
        ("archive.pdf", b"\x1f\x8b\x08" + bytes(20), "archive"),
        ("vide.docx", b"PK\x05\x06" + bytes(18), "archive"),
        (
            "presentation.odt",
            files.odt(kind="application/vnd.oasis.opendocument.text-master"),
            "format",
        ),
        ("nu.odt", files.zipped({"mimetype": files.ODT_TYPE}), "format"),
        (
            "double.docx",
            files.docx({"x": f"{files.WORD}{files.EXCEL}"}, files.WORD + files.EXCEL),
            "format",
        ),
        ("diapos.docx", files.docx(kind="application/x.presentation.main+xml"), "format"),
        ("texte.txt", "Bonjour à toutes et à tous".encode(), "format accepté"),
        ("texte.pdf", b"Bonjour", "format accepté"),
        ("photo.png", b"GIF89a" + bytes(40), "format accepté"),
        ("coupe.pdf", files.pdf()[:-8], "incomplet"),
        ("decale.pdf", b"<x>" + files.pdf(), "format accepté"),
        ("coupe.docx", files.docx()[:120], "abîmé"),
        ("abime.png", files.png()[:10] + b"xxxxxxxx", "abîmée"),
        ("rapport.docx", files.pdf(), "contient un document PDF"),
        ("rapport.pdf", files.docx(), "contient un document DOCX"),
        ("rapport.xlsx", files.docx(), "contient un document DOCX"),
        ("photo.pdf", files.png(), "contient une image PNG"),
        ("rapport.pdf.exe", files.pdf(), ".exe"),
        ("rapport", files.pdf(), "extension"),
    ],
)
def test_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        recognise(content, name)
    assert words in str(refusal.value)


def test_parts_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = _twice()
    with pytest.raises(Refusal, match="même nom"):
        recognise(content, "double.docx")


def _twice() -> bytes:
    import io
    import zipfile

    target = io.BytesIO(files.docx())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/document.xml", "<autre/>")
    return target.getvalue()


REMOTE = "http://example.org/modele.dotm"
RELATION = (
    '<Relationships><Relationship Id="r" TargetMode="External" Target="{}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/></Relationships>'
)


def _template(target: str, kind: str = "attachedTemplate") -> bytes:
    return files.docx({"word/_rels/settings.xml.rels": RELATION.format(target, kind)})


def _pdf(more: bytes) -> bytes:
    return files.pdf().replace(b"trailer", more + b"\ntrailer")


def _folded(objects: bytes) -> bytes:
    packed = zlib.compress(objects)
    return _pdf(
        b"7 0 obj<</Type/ObjStm/N 1/Filter/FlateDecode>>stream\n" + packed + b"\nendstream endobj"
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        # Excel 4 macros need no VBA.
        ("t.xlsx", files.docx({"xl/macrosheets/sheet1.xml": "<x/>"}, files.EXCEL), "macros"),
        ("t.xlsx", files.docx({"xl/dialogsheets/sheet1.xml": "<x/>"}, files.EXCEL), "macros"),
        ("l.docx", _template(REMOTE), "sur le réseau"),
        ("l.docx", _template("\\\\serveur\\modele.dotm"), "sur le réseau"),
        ("l.docx", _template("file://serveur/modele.dotm"), "sur le réseau"),
        ("l.docx", _template(REMOTE, "oleObject"), "sur le réseau"),
        ("l.docx", _template(REMOTE, "frame"), "sur le réseau"),
        ("l.docx", files.docx({"word/embeddings/oleObject1.bin": b"x"}), "incorporé"),
        (
            "l.docx",
            files.docx({"word/document.xml": "<w:instrText>DDEAUTO c:</w:instrText>"}),
            "DDE",
        ),
        (
            "t.xlsx",
            files.docx({"xl/externalLinks/externalLink1.xml": "<ddeLink/>"}, files.EXCEL),
            "DDE",
        ),
        ("l.odt", files.odt({"content.xml": '<script:event-listener xlink:href="x"/>'}), "macros"),
        (
            "l.odt",
            files.odt({"META-INF/manifest.xml": "<m t='application/vnd.sun.star.oleobject'/>"}),
            "incorporé",
        ),
        ("a.pdf", _pdf(b"2 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"), "scripts"),
        ("a.pdf", _pdf(b"2 0 obj<</S/J#61vaScript/J#53(x)>>endobj"), "scripts"),
        ("a.pdf", _pdf(b"2 0 obj<</S %x\n/JavaScript /JS 3 0 R>>endobj"), "scripts"),
        ("a.pdf", _pdf(b"2 0 obj<</Names<</JavaScript 3 0 R>>>>endobj"), "scripts"),
        ("a.pdf", _pdf(b"2 0 obj<</Type/Annot/Subtype /RichMedia>>endobj"), "scripts"),
        ("a.pdf", _pdf(b"2 0 obj<</Type/Filespec/EF<</F 3 0 R>>>>endobj"), "autres fichiers"),
        ("a.pdf", _pdf(b"2 0 obj<</S/Launch/F(cmd.exe)>>endobj"), "programme"),
        ("a.pdf", _pdf(b"2 0 obj<</S /SubmitForm/F(http://x)>>endobj"), "programme"),
        ("a.pdf", _pdf(b"2 0 obj<</Names<</EmbeddedFiles 3 0 R>>>>endobj"), "autres fichiers"),
        ("a.pdf", _folded(b"2 0 <</S/JavaScript/JS(app.alert(1))>>"), "scripts"),
        ("a.pdf", _folded(bytes(50 * 1024 * 1024)), "démesurée"),
    ],
)
def test_what_would_run_or_fetch_is_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        recognise(content, name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.docx", _template("file:///C:\\Users\\x\\Normal.dotm")),
        ("l.docx", _template(REMOTE, "hyperlink")),
        ("l.docx", files.docx({"word/embeddings/Feuille.xlsx": files.xlsx()})),
        (
            "t.xlsx",
            files.docx({"xl/externalLinks/externalLink1.xml": "<externalBook/>"}, files.EXCEL),
        ),
        ("a.pdf", b"\xef\xbb\xbf" + files.pdf()),
        ("a.pdf", b"\r\n" + files.pdf()),
        ("a.pdf", _folded(b"2 0 <</Type/Page>>")),
        ("a.pdf", _pdf(b"2 0 obj<<>>stream\n/JavaScript /JS\nendstream endobj")),
        ("a.pdf", _pdf(b"2 0 obj<</S/URI/URI(https://example.org/JS)>>endobj")),
        ("a.pdf", _pdf(b"2 0 obj<</Contents(voir a/JS et /JavaScript, /Launch)>>endobj")),
        ("a.pdf", restricted_pdf()),
    ],
)
def test_what_only_looks_so_is_accepted(name: str, content: bytes) -> None:
    assert recognise(content, name).value == name.rpartition(".")[2]


def test_a_pdf_that_asks_for_a_password_is_refused() -> None:
    with pytest.raises(Refusal, match="mot de passe"):
        recognise(restricted_pdf(b"secret"), "a.pdf")
    folded = restricted_pdf().replace(
        b"trailer", b"9 0 obj<</Type/ObjStm>>stream\nx\nendstream\ntrailer"
    )
    with pytest.raises(Refusal, match="chiffré"):
        recognise(folded, "a.pdf")


def test_our_own_pdf_is_accepted() -> None:
    page = '#set document(title: "a")\n= Un\n#link("https://example.org/JS")[x]\n'
    content = typst.compile(page.encode(), pdf_standards=["ua-1"])
    assert recognise(content, "a.pdf").value == "pdf"


@pytest.mark.parametrize(
    "said", [b"stream\n", b"/JS ", b"/S%a\n", b"#41", b"/JS" + b" " * 500, b"/Type/ObjStm stream\n"]
)
def test_no_pdf_takes_long(said: bytes) -> None:
    content = files.pdf()[:9] + said * (1_000_000 // len(said)) + b"\n%%EOF"
    started = time.monotonic()
    with suppress(Refusal):
        recognise(content, "a.pdf")
    assert time.monotonic() - started < 3

"""A proposal started from a note: each part where its heading says, nothing lost."""

from __future__ import annotations

from io import BytesIO

from flask import Flask
from sqlalchemy import func, select

from app.kernel.db import db
from app.proposals.importing import placed
from app.proposals.models import Proposal
from app.proposals.queries.loading import reload
from app.wordprocessing.reading import Section, WrittenText
from tests.proposing import cast
from tests.unit.test_wordprocessing import docx, p
from tests.web import HouseClient

HEADING = '<w:pStyle w:val="Heading1"/>'
TITLE = '<w:pStyle w:val="Title"/>'
STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style></w:styles>'
)
NOTE = docx(
    p("Une halte de jour à Cahors", TITLE)
    + p("1. Constat", HEADING)
    + p("Quarante femmes dorment dehors.")
    + p("Public concerné", HEADING)
    + p("Femmes sans domicile")
    + p("2 – Nos propositions", HEADING)
    + p("Ouvrir une halte.")
    + p("Moyens et budget", HEADING)
    + p("Deux salariées.")
    + p("Effets attendus de la proposition", HEADING)
    + p("Moins de femmes dehors.")
    + p("Remerciements", HEADING)
    + p("À toutes les équipes."),
    styles=STYLES,
)


def _send(client: HouseClient, slug: str, content: bytes, name: str):  # type: ignore[no-untyped-def]
    return client.post(
        f"/groupes/{slug}/propositions/depuis-une-note",
        data={"note": (BytesIO(content), name)},
    )


def test_headings_say_which_question_is_answered() -> None:
    text = WrittenText(
        "",
        "",
        (
            Section("", "Avant tout."),
            Section("I. Contexte et enjeux", "- un\n- deux"),
            Section("Indicateurs de suivi", "1. trois\n2. quatre"),
            Section("Qui porte ? Pilotage", "Le CCAS\n\navec une association"),
            Section("Divers", "**Gras** et [lien](https://example.org)"),
        ),
        (),
    )
    found = placed(text)
    assert found.answers["findings"] == "Avant tout.\n\n– un\n– deux"
    assert found.answers["measure"] == "1. trois\n2. quatre"
    assert found.answers["carrier"] == "Le CCAS avec une association"
    assert found.answers["content"].startswith("Divers\n\nGras et lien")
    assert found.unplaced == ("Divers",)
    alone = placed(WrittenText("T", "", (Section("", "Tout."),), ()))
    assert alone.answers == {"content": "Tout."}


def test_a_note_fills_a_draft(app: Flask, client: HouseClient) -> None:
    people = cast()
    client.sign_in(people.accounts["member"])
    slug = people.group.slug
    assert "Partir d’une note" in client.get(f"/groupes/{slug}/propositions/nouvelle").text
    response = _send(client, slug, NOTE, "note du groupe.docx")
    assert response.status_code == 303
    made = db.session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
    assert made is not None
    made = reload(made.id)
    assert made.title == "Une halte de jour à Cahors"
    assert made.findings == "Quarante femmes dorment dehors."
    assert made.audience == "Femmes sans domicile"
    assert made.content == "Ouvrir une halte.\n\nRemerciements\n\nÀ toutes les équipes."
    assert made.means == "Deux salariées."
    assert made.expected_effect == "Moins de femmes dehors."
    assert [one.filename for one in made.documents] == ["note du groupe.docx"]
    assert [one.account_id for one in made.authors] == [people.accounts["member"].id]
    form = client.get(response.headers["Location"])
    assert "Quarante femmes dorment dehors." in form.text
    assert "Remerciements" in form.text
    assert "Repris de votre fichier" in form.text


def test_a_pdf_is_attached_and_says_so(app: Flask, client: HouseClient) -> None:
    people = cast()
    client.sign_in(people.accounts["author"])
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    response = _send(client, people.group.slug, pdf, "Une_halte.pdf")
    assert response.status_code == 303
    form = client.get(response.headers["Location"]).text
    assert 'value="Une halte"' in form
    assert "Une_halte.pdf" in form
    assert "Le PDF est joint" in form


def test_what_is_no_note_is_refused_beside_the_field(app: Flask, client: HouseClient) -> None:
    people = cast()
    before = db.session.scalar(select(func.count(Proposal.id)))
    db.session.rollback()
    client.sign_in(people.accounts["author"])
    for content, name in ((b"", "vide.docx"), (b"bonjour", "note.txt"), (b"PK\x03\x04", "x.docx")):
        refused = _send(client, people.group.slug, content, name)
        assert refused.status_code == 422, name
        assert "fr-error-text" in refused.text
    address = f"/groupes/{people.group.slug}/propositions/depuis-une-note"
    assert client.post(address, blank=True).status_code == 422
    assert db.session.scalar(select(func.count(Proposal.id))) == before
    client.sign_in(people.accounts["staff"])
    sent = client.forge(address, data={"note": (BytesIO(NOTE), "n.docx")})
    assert sent.status_code == 403


def test_a_heading_that_says_the_measure_itself_is_kept() -> None:
    found = placed(
        WrittenText(
            "",
            "",
            (
                Section("Constat", "Il manque des places."),
                Section("Proposition 1 : ouvrir dix places à Foix", "Avec le CCAS."),
                Section("Objectif : aucune nuit dehors en 2027", "Suivi mensuel."),
                Section("Problèmes rencontrés à Foix et solutions", "Des files."),
                Section("2. Nos propositions", "Rien de plus."),
                Section("Moyens – budget", "10 000 €"),
            ),
            (),
        )
    )
    assert found.answers["content"] == (
        "ouvrir dix places à Foix\n\nAvec le CCAS.\n\nRien de plus."
    )
    assert found.answers["expected_effect"] == "aucune nuit dehors en 2027\n\nSuivi mensuel."
    assert found.answers["findings"] == (
        "Il manque des places.\n\nProblèmes rencontrés à Foix et solutions\n\nDes files."
    )
    assert found.answers["means"].split() == ["10", "000", "€"]

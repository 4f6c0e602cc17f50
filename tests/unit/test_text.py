"""French typography, slugs, plurals: what readers see."""

import pytest

from app.kernel import text

NB, NN = text.NBSP, text.NNBSP


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qu'est-ce ?", f"Qu’est-ce{NN}?"),
        ("Attention !", f"Attention{NN}!"),
        ("Attention!", f"Attention{NN}!"),
        ("Lieu : Toulouse", f"Lieu{NB}: Toulouse"),
        ("Lieu: Toulouse", f"Lieu{NB}: Toulouse"),
        ("un ; deux", f"un{NN}; deux"),
        ("« discriminations et pauvreté »", f"«{NN}discriminations et pauvreté{NN}»"),
        ('Thème "obésité"', f"Thème «{NN}obésité{NN}»"),
        ("à 9 h 30", f"à 9{NB}h{NB}30"),
        ("à 9h30", f"à 9{NB}h{NB}30"),
        ("15 241 227 €", f"15{NN}241{NN}227{NB}€"),
        ("le n° 9", f"le n°{NB}9"),
        ("À suivre...", "À suivre…"),
        ("(vraiment ?)", f"(vraiment{NN}?)"),
        ("voir https://exemple.org/a?b=c;d", "voir https://exemple.org/a?b=c;d"),
        ("écrire à equipe@example.org", "écrire à equipe@example.org"),
        ("14:30", "14:30"),
        ("", ""),
    ],
)
def test_typography(typed: str, shown: str) -> None:
    assert text.typographic(typed) == shown
    assert text.typographic(shown) == shown


def test_slugs_are_readable_and_never_empty() -> None:
    assert (
        text.slugify("Précarité & santé : l’œuvre d’une vie !")
        == "precarite-sante-l-oeuvre-d-une-vie"
    )
    assert text.slugify("???") == "sans-titre"
    assert text.slugify("mot " * 40, limit=20) == "mot-mot-mot-mot-mot"
    assert text.slugify("a" * 100, limit=20) == "a" * 20


def test_fold_brings_spellings_together() -> None:
    assert text.fold("Cœur d’ÉTÉ") == text.fold("coeur d'ete")


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "place libre"), (1, "place libre"), (1.5, "place libre"), (2, "places libres")],
)
def test_plural(count: float, expected: str) -> None:
    assert text.plural(count, "place libre") == expected


def test_counted_keeps_number_and_word_together() -> None:
    assert text.counted(1200, "personne") == f"1{NN}200{NB}personnes"
    assert text.counted(3, "mois", "mois") == f"3{NB}mois"
    assert text.counted(2, "avis") == f"2{NB}avis"


def test_numbers_and_money() -> None:
    assert text.number(73.7) == "73,7"
    assert text.number(15241227) == f"15{NN}241{NN}227"
    assert text.number(-3) == "\u22123"
    assert text.euros(1250_00) == f"1{NN}250{NB}€"
    assert text.euros(12_50) == f"12,50{NB}€"


def test_enumerations_and_elision() -> None:
    assert text.joined([]) == ""
    assert text.joined(["a"]) == "a"
    assert text.joined(["a", "b", "c"]) == "a, b et c"
    assert text.joined(["a", "b"], "ou") == "a ou b"
    assert text.elided("de", "Insee") == "d’Insee"
    assert text.elided("de", "Toulouse") == "de Toulouse"


def test_shortened_cuts_between_words() -> None:
    assert text.shortened("un deux trois", 50) == "un deux trois"
    assert text.shortened("un deux, trois quatre", 9) == "un deux…"


def test_size() -> None:
    assert text.size(850) == f"850{NB}octets"
    assert text.size(12_300) == f"12{NB}ko"
    assert text.size(3_400_000) == f"3,4{NB}Mo"

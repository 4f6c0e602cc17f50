"""What of a text could not be kept as it is, in whole French sentences."""

from __future__ import annotations

from collections.abc import Iterator

from app.kernel.text import counted, joined, shortened
from app.wordprocessing.blocks import Seen


def warnings_of(seen: Seen) -> list[str]:
    return [*_changes(seen), *_left_aside(seen), *_written_otherwise(seen)]


def _changes(seen: Seen) -> Iterator[str]:
    if seen.insertions or seen.deletions:
        said = [
            counted(seen.insertions, "ajout gardé", "ajouts gardés") if seen.insertions else "",
            counted(seen.deletions, "suppression appliquée", "suppressions appliquées")
            if seen.deletions
            else "",
        ]
        yield f"Le fichier contient des modifications suivies : {joined(s for s in said if s)}."
    if seen.comments:
        one = counted(seen.comments, "commentaire laissé de côté", "commentaires laissés de côté")
        yield f"{one}."


def _left_aside(seen: Seen) -> Iterator[str]:
    if seen.images:
        one = counted(seen.images, "image laissée de côté", "images laissées de côté")
        yield f"{one} : son texte de remplacement, s’il existe, est à sa place."
    if seen.contents:
        yield "Le sommaire est laissé de côté."
    if seen.hidden:
        one = counted(seen.hidden, "passage masqué", "passages masqués")
        yield f"{one}, que personne ne voit dans le fichier : laissé de côté."
    if seen.inserted:
        one = counted(seen.inserted, "fichier inséré", "fichiers insérés")
        yield f"{one} dans le texte : son contenu n’est pas repris, copiez-le."
    if seen.margins:
        said = shortened(" ; ".join(dict.fromkeys(seen.margins)), 300)
        yield f"L’en-tête et le pied de page sont laissés de côté : « {said} »."


def _written_otherwise(seen: Seen) -> Iterator[str]:
    if seen.notes:
        one = counted(seen.notes, "note de bas de page", "notes de bas de page")
        yield f"{one} : entre parenthèses dans le texte."
    if seen.merged:
        yield "Des cases de tableau étaient fusionnées : relisez ces tableaux."
    if seen.stacked:
        yield "Des cases de tableau avaient plusieurs lignes : elles n’en font plus qu’une."
    if seen.formulas:
        one = counted(seen.formulas, "formule", "formules")
        yield f"{one} : écrite sur une seule ligne, à relire."
    if seen.symbols:
        one = counted(seen.symbols, "symbole inconnu", "symboles inconnus")
        yield f"{one} : remplacé par « ▯ »."
    if seen.guessed_headings:
        yield (
            "Aucun titre n’est marqué comme tel : les lignes courtes tout en gras sont prises "
            "pour des titres."
        )

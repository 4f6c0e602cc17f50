"""What the form library says, in our words: each message tells what to do."""

from __future__ import annotations

FRENCH = {
    "This field is required.": "Cette réponse est nécessaire.",
    "Invalid email address.": (
        "Cette adresse ne semble pas complète. Exemple : prenom.nom@example.org."
    ),
    "Invalid URL.": "Cette adresse n’est pas complète. Exemple : https://www.example.org.",
    "Invalid input.": "Cette réponse n’a pas la forme attendue.",
    "Not a valid choice.": "Choisissez une des réponses proposées.",
    "Invalid Choice: could not coerce.": "Choisissez une des réponses proposées.",
    "'%(value)s' is not a valid choice for this field.": "Choisissez parmi les réponses proposées.",
    "'%(value)s' are not valid choices for this field.": "Choisissez parmi les réponses proposées.",
    "Invalid choice(s): one or more data inputs could not be coerced.": (
        "Choisissez parmi les réponses proposées."
    ),
    "Not a valid integer value.": "Écrivez un nombre entier, en chiffres.",
    "Not a valid decimal value.": "Écrivez un nombre, par exemple 12,50.",
    "Not a valid float value.": "Écrivez un nombre, par exemple 12,5.",
    "Not a valid date value.": "Cette date n’existe pas. Exemple : 14/05/2026.",
    "Not a valid datetime value.": "Cette date n’existe pas. Exemple : 14/05/2026 à 9:30.",
    "Not a valid time value.": "Cette heure n’existe pas. Exemple : 9:30.",
    "Field must be at least %(min)d character long.": "Écrivez au moins %(min)d caractère.",
    "Field must be at least %(min)d characters long.": "Écrivez au moins %(min)d caractères.",
    "Field cannot be longer than %(max)d character.": (
        "C’est trop long : %(max)d caractère au plus."
    ),
    "Field cannot be longer than %(max)d characters.": (
        "C’est trop long : %(max)d caractères au plus."
    ),
    "Field must be exactly %(max)d character long.": "Écrivez exactement %(max)d caractère.",
    "Field must be exactly %(max)d characters long.": "Écrivez exactement %(max)d caractères.",
    "Field must be between %(min)d and %(max)d characters long.": (
        "Écrivez entre %(min)d et %(max)d caractères."
    ),
    "Number must be at least %(min)s.": "Ce nombre doit être au moins %(min)s.",
    "Number must be at most %(max)s.": "Ce nombre doit être au plus %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Ce nombre doit être entre %(min)s et %(max)s.",
    "File does not have an approved extension.": "Ce type de fichier n’est pas accepté.",
    "CSRF token expired.": "Le formulaire est resté ouvert trop longtemps : envoyez-le de nouveau.",
    "CSRF token missing.": "Le formulaire est incomplet : envoyez-le de nouveau.",
}


class French:
    """The interface WTForms expects of a catalogue of messages."""

    def gettext(self, message: str) -> str:
        """Our words, or the library's own when it says something new."""
        return FRENCH.get(message, message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """In French, 0 and 1 are singular."""
        return self.gettext(singular if abs(count) < 2 else plural)

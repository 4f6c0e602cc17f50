"""Changes of a text as HTML that is heard as well as seen."""

from __future__ import annotations

from markupsafe import Markup, escape

from app.kernel.changes import Kind, shortened, word_changes

_PIECES = {
    Kind.SAME: "{}",
    Kind.REMOVED: '<del><span class="fr-sr-only"> [retiré : </span>{}'
    '<span class="fr-sr-only">] </span></del>',
    Kind.ADDED: '<ins><span class="fr-sr-only"> [ajouté : </span>{}'
    '<span class="fr-sr-only">] </span></ins>',
}
_SKIPPED = Markup('<span class="sy-changes__skipped">[… passage inchangé …]</span>')


def changes_html(before: str | None, after: str | None, *, whole: bool = False) -> Markup:
    """`{{ old|changes(new) }}`: both texts as one, removed words struck, added ones underlined.

    Long unchanged passages are left out unless `whole`. Empty when nothing changed.
    """
    if (before or "") == (after or ""):
        return Markup("")
    found = word_changes(before or "", after or "")
    pieces = [
        _SKIPPED
        if change.kind is Kind.SKIPPED
        else Markup(_PIECES[change.kind]).format(escape(change.text))  # noqa: S704  # our own words
        for change in (found if whole else shortened(found))
    ]
    return Markup('<div class="sy-changes">{}</div>').format(Markup("").join(pieces))

"""How long personal data are kept, and the daily tasks that end it.

The whole table is in docs/donnees-personnelles.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.accounts.services import purge_links
from app.attendance.retention import forget_passes
from app.collecting.services import forget_figure_sheets
from app.collecting.services import forget_referents as _forget_referents
from app.enrolment.services import forget_contacts, forget_sheets
from app.events.services.life import hold_past
from app.groups.retention import forget_joining
from app.inbox.services import forget as forget_incoming
from app.kernel import clock
from app.kernel.counting import forget_counts
from app.meetings.retention import forget_invited, forget_polls
from app.minutes.retention import forget_addresses, forget_drafts
from app.minutes.services import forget_imports
from app.outbox.schedule import DailyTask
from app.outbox.services import forget
from app.proposals.services import forget_services
from app.questions.services import forget_due
from app.registrations.retention import anonymise
from app.surveys.services import forget_texts

# Proposals, to be confirmed by the data controller; changing one here is enough.
REGISTRATIONS: Final = timedelta(days=365)
SIGN_IN_LINKS: Final = timedelta(days=7)
MAILS: Final = timedelta(days=30)


def anonymise_registrations() -> int:
    return anonymise(clock.now() - REGISTRATIONS)


def forget_meetings() -> int:
    before = clock.now() - REGISTRATIONS
    return forget_invited(before) + forget_polls(before) + forget_joining(before)


def forget_desk_passes() -> int:
    return forget_passes(clock.now() - REGISTRATIONS)


def forget_survey_texts() -> int:
    return forget_texts(clock.today() - REGISTRATIONS)


def purge_sign_in_links() -> int:
    return purge_links(clock.now() - SIGN_IN_LINKS)


def forget_consulted_services() -> int:
    return forget_services(clock.today() - REGISTRATIONS)


def forget_referents() -> int:
    return _forget_referents(clock.today() - REGISTRATIONS)


def forget_mails() -> int:
    before = clock.now() - MAILS
    return forget(before) + forget_incoming(before)


def forget_minutes_addresses() -> int:
    before = clock.now() - REGISTRATIONS
    return forget_addresses(before) + forget_drafts(before)


# Shown to the team under these names.
DAILY_TASKS: Final = (
    DailyTask("Rencontres passées marquées comme tenues", hold_past),
    DailyTask("Réponses et besoins effacés à leur date", forget_due),
    DailyTask("Inscriptions anonymisées un an après", anonymise_registrations),
    DailyTask("Noms des liens d’accueil effacés un an après", forget_desk_passes),
    DailyTask("Personnes invitées, demandes pour rejoindre un groupe effacées", forget_meetings),
    DailyTask("Textes libres des questionnaires effacés un an après", forget_survey_texts),
    DailyTask("Contacts et places proposées effacés avec les inscriptions", forget_contacts),
    DailyTask("Fichiers d’inscriptions lus effacés une semaine après", forget_sheets),
    DailyTask("Textes lus pour un compte rendu effacés une semaine après", forget_imports),
    DailyTask("Personnes à qui des chiffres sont demandés, effacées un an après", forget_referents),
    DailyTask("Tableaux de chiffres lus effacés une semaine après", forget_figure_sheets),
    DailyTask("Liens de connexion périmés effacés", purge_sign_in_links),
    DailyTask("Adresses des courriels effacées", forget_mails),
    DailyTask("Comptes des demandes effacés", forget_counts),
    DailyTask("Adresses des services consultés effacées un an après", forget_consulted_services),
    DailyTask(
        "Noms des relectures, anciens brouillons effacés",
        forget_minutes_addresses,
    ),
)

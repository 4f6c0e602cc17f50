"""The team's acts as a table: the address, words, form and service of each page."""

from __future__ import annotations

from app.kernel.access import Actor
from app.proposals import services
from app.proposals.enums import OpinionKind, Outcome
from app.proposals.enums import ProposalAction as A
from app.proposals.forms import acts as forms
from app.proposals.models import Proposal
from app.proposals.queries.choices import merge_targets
from app.proposals.queries.loading import reload
from app.proposals.queries.people import possible_instructors
from app.proposals.views.act_page import ActPage
from app.proposals.views.follow_up_pages import FOLLOW_UP_ACTS
from app.web.forms import Form
from app.web.routing import current_actor


def _people(proposal: Proposal) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in possible_instructors(proposal)]


def _assign(proposal: Proposal) -> Form:
    return forms.StartReviewForm(
        people=_people(proposal),
        data={"due_on": proposal.due_on, "instructor_id": str(current_actor().account_id)},
    )


def _reassign(proposal: Proposal) -> Form:
    return forms.InstructorForm(
        people=_people(proposal), data={"instructor_id": str(proposal.instructor_id or "")}
    )


def _rectification(proposal: Proposal) -> Form:
    values = {}
    if proposal.answers:
        last = proposal.answers[-1]
        values = {"outcome": last.outcome.value, "text": last.text, "reasons": last.reasons}
    return forms.RectifyForm(data=values)


def _joined(actor: Actor, proposal: Proposal, form: forms.MergeForm) -> Proposal:
    return services.merge(actor, proposal, target=reload(int(form.target.data)))


# In the order of their buttons: what is expected next, then what else is possible.
ACTS = (
    ActPage(
        A.START_REVIEW,
        "confier",
        "Confier l’instruction",
        "La personne choisie étudie la proposition et donne un avis ; un courriel la prévient. "
        "On n’instruit pas sa propre proposition.",
        "L’instruction est confiée.",
        lambda actor, one, form: services.start_review(
            actor, one, instructor_id=int(form.instructor_id.data), due_on=form.due_on.data
        ),
        _assign,
        main=True,
        also="La personne choisie sera prévenue aussi.",
    ),
    ActPage(
        A.REVIEW,
        "avis",
        "Donner un avis",
        "La proposition passe sur le bureau du commissaire avec votre avis, qui reste interne.",
        "Votre avis est remis au commissaire.",
        lambda actor, one, form: services.review(
            actor,
            one,
            kind=OpinionKind(form.kind.data),
            reasons=form.reasons.data,
            cost_cents=form.cost.data,
            service=form.service.data,
        ),
        lambda one: forms.OpinionForm(data={"cost": one.cost_cents}),
        main=True,
    ),
    ActPage(
        A.CONSULT,
        "consulter",
        "Demander l’avis d’un service",
        "Le service reçoit un lien vers le texte et un court formulaire, sans compte. Son avis "
        "n’est lu que par l’équipe et le commissaire.",
        "La demande d’avis est partie.",
        lambda actor, one, form: services.consult(
            actor,
            one,
            service=form.service.data,
            email=form.email.data,
            question=form.question.data,
            answer_by=form.answer_by.data,
        ),
        lambda _: forms.ConsultForm(),
        also="Le service recevra tout de suite un lien par courriel.",
    ),
    ActPage(
        A.ASK_INFORMATION,
        "questionner",
        "Demander un complément aux auteurs",
        "Le délai est suspendu jusqu’à leur réponse. Ils pourront aussi modifier leur texte.",
        "Les questions sont parties.",
        lambda actor, one, form: services.ask_information(
            actor, one, questions=form.questions.data.split("\n"), answer_by=form.answer_by.data
        ),
        lambda _: forms.QuestionsForm(),
    ),
    ActPage(
        A.GIVE_UP_WAITING,
        "ne-plus-attendre",
        "Reprendre sans attendre les réponses",
        "Les questions restées sans réponse sont closes et le délai repart.",
        "L’instruction reprend.",
        lambda actor, one, form: services.give_up_waiting(actor, one, reason=form.reason.data),
        lambda _: forms.ReasonForm(),
    ),
    ActPage(
        A.NOTIFY,
        "notifier",
        "Notifier la décision",
        "La réponse devient publique et les courriels partent tout de suite.",
        "La décision est notifiée.",
        lambda actor, one, _form: services.notify(actor, one),
        lambda _: forms.ConfirmForm(),
        main=True,
    ),
    ActPage(
        A.RESUME,
        "reprendre",
        "Reprendre sans attendre",
        "La proposition revient tout de suite sur le bureau du commissaire.",
        "La proposition est de nouveau en attente de décision.",
        lambda actor, one, _form: services.resume(actor, one),
        lambda _: forms.ConfirmForm(),
    ),
    ActPage(
        A.NOTE,
        "noter",
        "Ajouter une note interne",
        "Pour l’équipe et le commissaire seulement.",
        "La note est ajoutée.",
        lambda actor, one, form: services.note(actor, one, text=form.text.data),
        lambda _: forms.NoteForm(),
    ),
    ActPage(
        A.ADJOURN,
        "ajourner",
        "Ajourner la décision",
        "La proposition revient d’elle-même sur le bureau à la date choisie.",
        "La décision est ajournée.",
        lambda actor, one, form: services.adjourn(
            actor, one, until=form.until.data, reason=form.reason.data
        ),
        lambda _: forms.AdjournForm(),
    ),
    ActPage(
        A.REOPEN_REVIEW,
        "rouvrir",
        "Renvoyer à l’instruction",
        "La proposition quitte le bureau du commissaire jusqu’à un nouvel avis.",
        "La proposition est renvoyée à l’instruction.",
        lambda actor, one, form: services.reopen_review(actor, one, reason=form.reason.data),
        lambda _: forms.ReasonForm(),
    ),
    ActPage(
        A.RETURN,
        "rendre",
        "Rendre aux auteurs",
        "La proposition redevient un brouillon et garde sa référence. Ses auteurs pourront la "
        "soumettre de nouveau.",
        "La proposition est rendue à ses auteurs.",
        lambda actor, one, form: services.return_to_authors(actor, one, reason=form.reason.data),
        lambda _: forms.ReasonForm(),
    ),
    ActPage(
        A.REASSIGN,
        "confier-a-quelqu-un-d-autre",
        "Confier l’instruction à quelqu’un d’autre",
        "La personne choisie reprend l’instruction où elle en est ; un courriel la prévient.",
        "L’instruction a changé de mains.",
        lambda actor, one, form: services.reassign(
            actor, one, instructor_id=int(form.instructor_id.data)
        ),
        _reassign,
        also="La personne choisie sera prévenue, par courriel.",
    ),
    ActPage(
        A.REDIRECT,
        "transmettre",
        "Transmettre à l’autorité compétente",
        "La décision ne relève pas du commissaire : la proposition part ailleurs et son "
        "instruction s’arrête ici.",
        "La proposition est transmise.",
        lambda actor, one, form: services.redirect(
            actor, one, authority=form.authority.data, reason=form.reason.data
        ),
        lambda _: forms.RedirectForm(),
    ),
    ActPage(
        A.MERGE,
        "joindre",
        "Joindre à une autre proposition",
        "Deux propositions disent la même chose : une seule réponse vaudra pour les deux. Les "
        "auteurs de l’une et de l’autre sont prévenus.",
        "Les deux propositions sont jointes.",
        _joined,
        lambda one: forms.MergeForm(targets=merge_targets(one)),
        also="Les auteurs de la proposition choisie seront prévenus aussi.",
    ),
    ActPage(
        A.RECTIFY,
        "rectifier",
        "Rectifier la décision",
        "L’ancienne réponse est gardée. Si elle avait été notifiée, elle reste visible et la "
        "nouvelle est notifiée tout de suite.",
        "La décision est rectifiée.",
        lambda actor, one, form: services.rectify(
            actor,
            one,
            outcome=Outcome(form.outcome.data),
            text=form.text.data,
            reasons=form.reasons.data,
            reason=form.rectification_reason.data,
        ),
        _rectification,
    ),
    *FOLLOW_UP_ACTS,
)

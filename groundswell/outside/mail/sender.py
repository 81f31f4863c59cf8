"""Writes and sends the letters that are due. The one place where an address is unsealed,
but for that of a convenor who confirms (`Convening.confirm`)."""

import smtplib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from groundswell.core import answers, countries, digests, kinds, meter, signers
from groundswell.core.models import (
    Action,
    Assent,
    Code,
    Decision,
    Digest,
    Invitation,
    Look,
    Membership,
    Merge,
    Question,
    Series,
    Signature,
    Standby,
)
from groundswell.core.wording import in_words
from groundswell.lib.clock import now
from groundswell.outside.mail import hosts
from groundswell.outside.models import About, Letter, OfHosts

# Which secret a letter carries; it is made here, so that it is nowhere but in the mail.
CODES = {
    "action_proof": Code.PROOF,
    "action_code": Code.HOST,
    "action_asked": Code.HOST,
    "endorsement_proof": Code.PROOF,
    "endorsement_accepted": Code.HOST,
    "pledge_proof": Code.PROOF,
    "pledge_taken": Code.HOST,
    "signature_proof": Code.PROOF,
    "signature_repeated": Code.HOST,
    "signature_counted": Code.HOST,
    "signature_accepted": Code.HOST,
    "membership_proof": Code.PROOF,
    "membership_confirmed": Code.HOST,
    "steward_link": Code.STEWARD,
    "host_asked": Code.HOST,
    "convening_proof": Code.PROOF,
    "agreement_proof": Code.PROOF,
    "agreement_repeated": Code.HOST,
    "agreement_signed": Code.HOST,
    "agreement_asked_again": Code.HOST,
    "standby_proof": Code.PROOF,
    "standby_waiting": Code.HOST,
    "standby_placed": Code.HOST,
    "standby_upset": Code.HOST,
    "series_proof": Code.PROOF,
    "series_code": Code.HOST,
    **hosts.CODES,
}
PAGES = {Code.PROOF: "proof", Code.HOST: "host", Code.STEWARD: "steward-accept", **hosts.PAGES}
MOST_NAMED = 100  # in one letter
SENT_KEPT = timedelta(days=7)


def send_due(most: int = 50) -> int:
    Letter.objects.filter(sent_at__lt=now() - SENT_KEPT).delete()
    # What each is about it asks for itself: all of it joined, PostgreSQL plans for half a second.
    letters = list(Letter.objects.due().select_related("contact", "fact")[:most])
    for letter in letters:
        send(letter)
    return len(letters)


def send(letter: Letter) -> None:
    address = letter.contact.address()
    if not address or letter.until < now():
        letter.tries = 99
        letter.failed("The address was erased." if not address else "Too late.")
        return
    with translation.override(letter.contact.language):
        message = written(letter)
    message.to = [address]
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        # Its text may name the address, so only its kind is kept.
        letter.failed(type(error).__name__)
    else:
        letter.sent()
        hosts.after(letter)


def written(letter: Letter) -> EmailMessage:
    """The first line of the template is the subject."""
    text = render_to_string(f"mail/{letter.kind}.txt", words_of(letter)).strip()
    subject, _blank, body = text.partition("\n")
    return EmailMessage(subject=subject.strip(), body=body.strip() + "\n", from_email=settings.MAIL_FROM)


def words_of(letter: Letter) -> dict[str, Any]:
    about = letter.about
    words: dict[str, Any] = {
        "call": in_words(about.call) if hasattr(about, "call") else None,
        "action": letter.action or getattr(about, "action", None),
        "standby": letter.standby,
        "endorsement": letter.endorsement,
        "pledge": in_words(letter.taking.pledge) if letter.taking else None,
        "taking": letter.taking,
        "signature": letter.signature,
        "invitation": letter.invitation,
        "convening": letter.convening,
        "desk": link(reverse("desk")),
        "assent": letter.assent,
        "confirmation": letter.confirmation,
        "name": letter.fact.changes.get("name", "") if letter.fact else "",
        "instance": settings.INSTANCE_NAME,
        "url": link(_page_of(about)),
        "because": (letter.fact.changes.get("because", "") if letter.fact else ""),
        "reason": _reason(letter),
        "steward_page": link(reverse("steward-ask", args=[letter.endorsement.organisation.slug]))
        if letter.endorsement
        else "",
        "hours": settings.PROOF_HOURS,
        "entered": bool(letter.fact and letter.fact.by == "person"),  # not asked by the organisation itself
    }
    if letter.confirmation and letter.confirmation.organisation:
        slug = letter.confirmation.organisation.slug
        words["steward_desk"] = link(reverse("desk-organisation", args=[slug])) + "#hosted"
    if letter.membership:
        words |= _of_membership(letter, letter.membership)
    if letter.series:
        words |= _of_series(letter.series)
    words |= hosts.words(letter)
    if letter.kind == "standby_upset" and letter.standby:
        words["line"] = hosts.line(letter.standby.action)
    if letter.kind == "action_merged" and letter.action:
        words |= _of_merge(letter.action)
    if letter.digest:
        words |= _of_digest(letter.digest)
    if letter.signature:
        words["title"] = letter.signature.statement.text_in(translation.get_language() or "en").title
    if letter.assent:
        words |= _of_the_agreement(letter.assent)
    if letter.endorsement and (version := signers.current(letter.endorsement.call)):
        words["agreement"] = link(version.agreement.get_absolute_url())
    if purpose := CODES.get(letter.kind):
        words["code"] = _mint(purpose, about, **hosts.beside(letter, purpose))
        letter.code = words["code"]
        words["link"] = link(reverse(PAGES[purpose])) + f"#{words['code']}"
    return words


def _of_membership(letter: Letter, membership: Membership) -> dict[str, Any]:
    """The first letter also says how to answer "not us", whether or not anything was confirmed."""
    words: dict[str, Any] = {"membership": membership}
    if letter.kind == "membership_proof":
        words["not_us"] = link(reverse("host")) + f"#{_mint(Code.HOST, membership)}"
    return words


def _of_series(series: Series) -> dict[str, Any]:
    """Each with its day and what it stands at; those still to come first."""
    actions = sorted(series.hosted(), key=lambda action: (action.over < now(), action.starts))
    return {
        "entered": series.by == "person",
        "title": actions[0].title if actions else "",
        "many": len(actions),
        "first": [
            {
                "title": action.title,
                "day": action.local_start,
                "state": kinds.label(kinds.STATES, action.shown_state),
                "url": link(action.get_absolute_url()) if action.visible else "",
            }
            for action in actions[:MOST_NAMED]
        ],
        "more": max(0, len(actions) - MOST_NAMED),
    }


def _of_merge(double: Action) -> dict[str, Any]:
    kept = Merge.led_to(double)
    return {"kept": kept, "kept_url": link(kept.get_absolute_url()) if kept.visible else ""}


def _of_digest(digest: Digest) -> dict[str, Any]:
    news = digests.news(digest.call, digest.since, digest.until)
    language = translation.get_language() or "en"
    named = [(countries.name(code, language) if code else "", many) for code, many in news.countries]
    return {
        "digest": digest,
        "last_day": digest.until - timedelta(days=1),
        "news": news,
        "first": news.accepted[:MOST_NAMED],
        "more": max(0, len(news.accepted) - MOST_NAMED),
        "countries": named,
        "queue": meter.measure(digest.call),
        "desk": link(reverse("desk-call", args=[digest.call.slug])),
        "switch": link(reverse("desk-digest", args=[digest.call.slug])),
    }


def _of_the_agreement(assent: Assent) -> dict[str, Any]:
    """What was signed, and what is newest at the moment of sending."""
    newest = assent.version.agreement.newest or assent.version
    compared = reverse("agreement-comparison", args=[assent.call.slug])
    return {
        "organisation": assent.organisation,
        "signed": assent.version.number,
        "newest": newest,
        "comparison": link(f"{compared}?old={assent.version.number}&new={newest.number}"),
    }


def _page_of(about: About) -> str:
    if isinstance(about, Standby):
        return about.action.get_absolute_url()
    if isinstance(about, Membership):
        return about.alliance.get_absolute_url()
    if isinstance(about, Signature):
        return about.statement.get_absolute_url()
    if isinstance(about, Assent):
        return about.version.agreement.get_absolute_url()
    if isinstance(about, OfHosts):
        return about.action.get_absolute_url()
    return about.get_absolute_url() if isinstance(about, Action | Invitation) else about.call.get_absolute_url()


def link(path: str) -> str:
    return settings.BASE_URL + path


def _mint(purpose: str, about: About, **beside: Any) -> str:
    until = now() + timedelta(hours=settings.PROOF_HOURS) if purpose in (Code.PROOF, Code.STEWARD) else None
    return Code.mint(purpose, until=until, **{str(about._meta.model_name): about} | beside)


def _reason(letter: Letter) -> str:
    """Of a decision, a question or a change that was put back: what comes with the product, then words."""
    told = letter.fact.changes if letter.fact else {}
    if decision := Decision.objects.filter(pk=told.get("decision") or 0).first():
        reason, words = decision.reason, decision.because
    elif question := Question.objects.filter(pk=told.get("question") or 0).first():
        reason, words = question.reason, question.text
    elif look := Look.objects.filter(pk=told.get("look") or 0).first():
        reason, words = look.reason, look.because
    else:
        return ""
    return " ".join(filter(None, [answers.told(reason) if reason else "", words]))

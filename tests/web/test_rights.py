"""Who may open and send what: every address there is, for everybody who might try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse, translate_url
from django.utils import translation

from groundswell.core import logos, numbers, uploads
from groundswell.core.models import (
    Action,
    Agreement,
    Answer,
    Call,
    Code,
    Convening,
    Decision,
    Look,
    Milestone,
    Organisation,
    Part,
    Pledge,
    Quote,
    Resource,
    Steward,
)
from groundswell.lib import cards, limits, paper
from tests import make
from tests.conftest import signed_in
from tests.core.test_logos import picture

WHO = ("nobody", "host", "mona", "clara", "otto")
GATE = 302  # to where one signs in, or brings a code

# Rows: what GET answers to WHO, in that order, then what an empty POST answers.
Row = tuple[tuple[int, ...], tuple[int, ...]]
READ: Row = ((200,) * 5, (405,) * 5)
# What the extras make, to those who may have it: where they are not installed, a card is the plain picture that stands
# elsewhere, and a PDF is not there.
CARD = 200 if cards.drawn("River", "", "", False) else 302
PDF = 200 if paper.available() else 404
# A form for anybody: empty, it comes back with its errors.
FORM: Row = ((200,) * 5, (422,) * 5)
# Of a public call: Otto may know of it, but has no business there.
DESK_OF_CALL_READ: Row = ((GATE, GATE, 200, 200, 403), (GATE, GATE, 405, 405, 405))
CONVENOR: Row = ((GATE, GATE, 403, 200, 403), (GATE, GATE, 403, 422, 403))
MODERATOR: Row = ((GATE, GATE, 200, 200, 403), (GATE, GATE, 422, 422, 403))
# Of an alliance that stands under a public call.
MEMBERS: Row = ((GATE, GATE, 200, 200, 403), (GATE, GATE, 422, 422, 403))
POST_OF_CONVENOR: Row = ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, 422, 403))
HOST_ALONE: Row = ((GATE, 200, GATE, GATE, GATE), (GATE, 422, GATE, GATE, GATE))

EXPECTED: dict[str, Row] = {
    "healthz": READ,
    # The shapes are for anybody to read.
    "actions-shape": READ,
    "call-actions-shape": READ,
    "action-shape": READ,
    "route-gpx": READ,
    "route-geojson": READ,
    "call-statements-atom": READ,
    "toolkit-shape": READ,
    "record-shape": READ,
    "call-record-shape": READ,
    "record-versions": READ,
    # Nothing has been kept yet.
    "version-package": ((404,) * 5, (405,) * 5),
    "version-changes": ((404,) * 5, (405,) * 5),
    **dict.fromkeys(("record-chart", "call-record-chart"), READ),
    "call-organisations-shape": READ,
    # The API.
    **dict.fromkeys(("api-openapi", "api-calls", "api-call", "api-actions", "api-call-actions", "api-action"), READ),
    **dict.fromkeys(("api-organisations", "api-organisation", "api-endorsements", "api-statement"), READ),
    **dict.fromkeys(("api-call-statements", "api-call-toolkit", "api-call-pledges", "api-call-milestones"), READ),
    **dict.fromkeys(("api-call-agreement", "api-call-signers", "api-organisation-members"), READ),
    "members-shape": READ,
    "call-shape": READ,
    "call-statements-json": READ,
    "statement-json": READ,
    "press-json": READ,
    "ground": READ,
    "streets": ((404,) * 5, (405,) * 5),  # without the setting there are none
    **dict.fromkeys(("map-points", "call-map-points", "map-towns"), READ),
    # Pages.
    "home": READ,
    "calls": READ,
    "call": READ,
    "call-actions": READ,
    "call-map": READ,
    **dict.fromkeys(("calendar", "call-calendar", "now", "call-now"), READ),
    "call-organisations": READ,
    "call-organisations-embed": READ,
    **dict.fromkeys(("call-embed", "actions-embed", "action-embed"), READ),
    "call-card": ((CARD,) * 5, (405,) * 5),
    "oembed": ((400,) * 5, (405,) * 5),  # no page is named
    "organisations": READ,
    "organisation": READ,
    "members": READ,
    "collectives": READ,
    "register-beside": READ,
    "register-many-template": READ,
    "organisation-json": READ,
    "logo": READ,
    "call-record": READ,
    "call-parts": READ,
    "toolkit": READ,
    "resource": READ,
    "resource-download": READ,
    "pledges": READ,
    "milestones": READ,
    "call-statements": READ,
    "agreement": READ,
    "agreement-version": READ,
    "agreement-comparison": READ,
    "agreement-shape": READ,
    "background": READ,
    "statement": READ,
    "statement-card": ((CARD,) * 5, (405,) * 5),
    "press": READ,
    "press-sheet": READ,
    "press-sheet-pdf": ((PDF,) * 5, (405,) * 5),
    "actions": READ,
    "map": READ,
    "action": READ,
    "action-history": READ,
    "action-linked": READ,
    "action-card": ((CARD,) * 5, (405,) * 5),
    **dict.fromkeys(("record", "sources", "source"), READ),
    "places-suggest": READ,
    **dict.fromkeys(("search", "search-json", "opensearch"), READ),
    **dict.fromkeys(("places", "country", "town", "town-text", "town-text-plain", "call-places"), READ),
    **dict.fromkeys(("country-record", "town-record", "organisation-record"), READ),
    "region": ((404,) * 5, (405,) * 5),  # the towns of this country are on one page
    **dict.fromkeys(("robots", "sitemap", "sitemap-part"), READ),
    "about": READ,
    "privacy": READ,
    "demo-letters": ((404,) * 5, (405,) * 5),  # it is no demo,
    # Forms for anybody.
    "endorse": FORM,
    "register": FORM,
    "register-many": FORM,
    "pledge": FORM,
    "pledge-say": ((405,) * 5, (409,) * 5),  # this one asks for a proof
    "agreement-sign": FORM,
    "statement-sign": FORM,
    "report": FORM,
    "attendance": ((405,) * 5, (302,) * 5),
    "waiting-list": ((302,) * 5, (422,) * 5),  # there are places
    "proof": FORM,
    "proof-address": ((405,) * 5, (GATE,) * 5),  # nobody here has just registered
    "steward-ask": FORM,
    "steward-accept": FORM,
    "first": FORM,
    # By a host's code.
    "host": FORM,
    "host-change": HOST_ALONE,
    "host-cancel": HOST_ALONE,
    "host-place": ((GATE,) * 5, (GATE,) * 5),  # the host's action holds nothing back
    "host-postpone": HOST_ALONE,
    "host-stand-again": ((GATE,) * 5, (GATE,) * 5),  # it was not cancelled
    "host-outcome": ((GATE,) * 5, (GATE,) * 5),  # it is not over
    "host-attendance": ((GATE, 200, GATE, GATE, GATE), (GATE,) * 5),
    "host-standby": ((GATE,) * 5, (GATE,) * 5),
    "host-dates": HOST_ALONE,
    "host-another": HOST_ALONE,
    "host-set": ((GATE,) * 5, (GATE,) * 5),  # the host's code is of one action
    "host-withdraw": ((GATE,) * 5, (GATE,) * 5),  # the host's code is of an action
    "host-withdraw-pledge": ((GATE,) * 5, (GATE,) * 5),
    "host-confirm": ((GATE,) * 5, (GATE,) * 5),
    "host-membership": ((GATE,) * 5, (GATE,) * 5),
    "host-agree": ((GATE,) * 5, (GATE,) * 5),
    "host-leave-agreement": ((GATE,) * 5, (GATE,) * 5),
    "host-leave": ((GATE,) * 5, (GATE,) * 5),
    "host-new-code": FORM,
    **dict.fromkeys(("host-hand-over", "host-co-hosts", "host-erase"), HOST_ALONE),
    **dict.fromkeys(("host-co-host-end", "host-co-host-leave", "host-writing"), ((GATE,) * 5, (GATE,) * 5)),
    "host-take-back": ((GATE,) * 5, (GATE,) * 5),
    "write": FORM,
    "answer": FORM,
    "desk-writing": ((GATE, GATE, 405, 405, 403), (GATE, GATE, GATE, GATE, 403)),
    "desk-second": ((GATE, GATE, 200, 200, 403), (GATE, GATE, GATE, GATE, 403)),
    # At the desk.
    "desk": ((GATE, GATE, 200, 200, 200), (GATE, GATE, 405, 405, 405)),
    "account_request_login_code": ((200, 200, GATE, GATE, GATE), (200, 200, GATE, GATE, GATE)),
    "account_confirm_login_code": ((GATE,) * 5, (GATE,) * 5),
    "account_logout": ((GATE, GATE, 200, 200, 200), (GATE,) * 5),
    "account_login": ((GATE,) * 5, (GATE,) * 5),
    "preview": ((GATE, GATE, 405, 405, 405), (GATE, GATE, 200, 200, 200)),
    "call-draft": ((GATE, GATE, 403, 403, 403), (GATE, GATE, 403, 403, 403)),
    "desk-call": DESK_OF_CALL_READ,
    "call-edit": CONVENOR,
    "call-stage": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, GATE, 403)),
    "decisions": ((GATE, GATE, 405, 405, 403), (GATE, GATE, GATE, GATE, 403)),
    "undo-last": ((GATE, GATE, 405, 405, 403), (GATE, GATE, GATE, GATE, 403)),
    "look-undo": ((GATE, GATE, 405, 405, 403), (GATE, GATE, GATE, GATE, 403)),
    "desk-trusted": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 404, 404, 403)),
    "desk-answers": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 422, 422, 403)),
    "desk-answer": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 422, 422, 403)),
    "desk-queue": DESK_OF_CALL_READ,
    "role-places": ((GATE, GATE, 403, 200, 403), (GATE, GATE, 403, GATE, 403)),
    "call-people": CONVENOR,
    "organisations-entry": CONVENOR,
    "actions-entry": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 422, 422, 403)),
    "desk-organisations": ((GATE, GATE, 403, 200, 403), (GATE, GATE, 403, 302, 403)),
    "desk-digest": ((GATE, GATE, 403, 200, 403), (GATE, GATE, 403, GATE, 403)),
    "desk-members": MEMBERS,
    "members-entry": MEMBERS,
    "member-end": ((GATE, GATE, 200, 200, 403), (GATE, GATE, GATE, 404, 403)),  # Mona has ended it
    "decision-undo": ((GATE, GATE, 405, 405, 403), (GATE, GATE, GATE, GATE, 403)),
    "merge": ((GATE, GATE, 200, 200, 403), (GATE, GATE, GATE, GATE, 403)),
    "desk-outliers": MODERATOR,
    "desk-convenors": CONVENOR,
    "desk-parts": CONVENOR,
    "convening-change": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, GATE, 403)),
    "part-change": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, GATE, 403)),
    "desk-toolkit": CONVENOR,
    "lesson-add": CONVENOR,
    "resource-change": CONVENOR,
    "resource-renew": CONVENOR,
    "resource-take-off": CONVENOR,
    "desk-milestones": CONVENOR,
    "milestone-change": CONVENOR,
    "milestone-take-off": CONVENOR,
    "desk-pledges": CONVENOR,
    "desk-pledge": CONVENOR,
    "desk-agreement": ((GATE, GATE, 403, 200, 403), (GATE, GATE, 405, 405, 405)),
    "agreement-draft": CONVENOR,
    "agreement-publish": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, 200, 403)),  # asks once more
    "agreement-ask-again": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, GATE, 403)),
    "desk-campaign": CONVENOR,
    "pledge-stage": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, GATE, 403)),
    "desk-statements": DESK_OF_CALL_READ,
    "desk-sources": ((GATE, GATE, 200, 200, 403), (GATE, GATE, GATE, GATE, 403)),
    "desk-source": MODERATOR,
    "statement-draft": CONVENOR,
    "desk-statement": DESK_OF_CALL_READ,
    "statement-edit": ((GATE, GATE, 403, 200, 403), (GATE, GATE, 403, 422, 403)),
    "statement-translate": CONVENOR,
    "statement-text": CONVENOR,
    "statement-publish": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, GATE, 403)),
    "statement-correct": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, 422, 403)),
    "statement-withdraw": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, 422, 403)),
    "statement-sign-on": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, 422, 403)),
    "statement-relations": POST_OF_CONVENOR,
    "desk-press": ((GATE, GATE, 403, 200, 403), (GATE, GATE, 405, 405, 405)),
    "press-quote": POST_OF_CONVENOR,
    "press-contact": POST_OF_CONVENOR,
    "press-clear": POST_OF_CONVENOR,
    "press-take-off": CONVENOR,
    "desk-languages": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 403, 422, 403)),
    "desk-language": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 422, 422, 403)),
    "desk-translation": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 302, 302, 403)),
    "texts-po": DESK_OF_CALL_READ,
    "texts-xlf": DESK_OF_CALL_READ,
    "statement-letter": DESK_OF_CALL_READ,
    "statement-letter-pdf": ((GATE, GATE, PDF, PDF, 403), (GATE, GATE, 405, 405, 405)),
    "signatories-txt": DESK_OF_CALL_READ,
    "signatories-csv": DESK_OF_CALL_READ,
    "report-shown": READ,
    "desk-reports": ((GATE, GATE, 200, 200, 403), (GATE, GATE, GATE, GATE, 403)),
    "report-correct": MODERATOR,
    "report-verify": ((GATE, GATE, 405, 405, 403), (GATE, GATE, GATE, GATE, 403)),
    "desk-action": DESK_OF_CALL_READ,
    "desk-action-change": MODERATOR,
    "desk-action-overlaps": ((GATE, GATE, 405, 405, 403), (GATE, GATE, 422, 422, 403)),
    "desk-action-postpone": MODERATOR,
    "desk-action-cancel": MODERATOR,
    "desk-action-strike": MODERATOR,
    "desk-action-stand-again": ((GATE, GATE, GATE, GATE, 403), (GATE, GATE, GATE, GATE, 403)),
    "desk-action-outcome": ((GATE, GATE, GATE, GATE, 403), (GATE, GATE, GATE, GATE, 403)),
    # Of an organisation whose steward is Clara; Mona oversees it.
    "desk-organisation": DESK_OF_CALL_READ,
    "organisation-change": CONVENOR,
    "organisation-logo": CONVENOR,
    "organisation-domain": ((GATE, GATE, 403, 200, 403), (GATE, GATE, 403, 302, 403)),
    "organisation-hosted": ((GATE, GATE, 403, 405, 403), (GATE, GATE, 403, GATE, 403)),
    "steward-invite": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 422, 422, 403)),
    "steward-end": ((GATE, GATE, 200, 200, 403), (GATE, GATE, 422, 422, 403)),
    "steward-leave": ((GATE, GATE, 403, 200, 403), (GATE, GATE, 403, 302, 403)),  # she is not the last
}
# Of an organisation that is not public.
SECRET_ORGANISATION: dict[str, Row] = {
    "organisation-record": ((404, 404, 200, 200, 404), (405,) * 5),
    "organisation": ((404, 404, 200, 200, 404), (405,) * 5),
    "organisation-json": ((404,) * 5, (405,) * 5),
    "logo": ((404, 404, 200, 200, 404), (405,) * 5),
    "steward-ask": ((404, 404, 200, 200, 404), (404, 404, 422, 422, 404)),
    "desk-organisation": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 405, 405, 405)),
    "organisation-change": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "steward-invite": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
}
# Of a statement that is a draft.
SECRET_STATEMENT: dict[str, Row] = {
    "statement": ((404, 404, 200, 200, 404), (405,) * 5),
    "statement-sign": ((404, 404, 200, 200, 404), (404, 404, 422, 422, 404)),  # no draft takes signatures
    "desk-statement": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 405, 405, 405)),
    "statement-text": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "statement-letter": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 405, 405, 405)),
    "statement-letter-pdf": ((GATE, GATE, PDF, PDF, 404), (GATE, GATE, 405, 405, 405)),
    "statement-card": ((404, 404, CARD, CARD, 404), (405,) * 5),
    "statement-json": ((404,) * 5, (405,) * 5),
    "statement-relations": ((GATE, GATE, 403, 405, 404), (GATE, GATE, 403, 422, 404)),
    "signatories-csv": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 405, 405, 405)),
}
# What nobody may know of: drafts, what is hidden, what waits. The same addresses, for what is not public.
SECRET_ACTION: dict[str, Row] = {
    "action": ((404, 404, 200, 200, 404), (405,) * 5),
    "action-shape": ((404,) * 5, (405,) * 5),
    "action-linked": ((404,) * 5, (405,) * 5),
    "action-history": ((404, 404, 200, 200, 404), (405,) * 5),
    "action-embed": ((404, 404, 200, 200, 404), (405,) * 5),
    "action-card": ((404, 404, CARD, CARD, 404), (405,) * 5),
    "desk-action": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 405, 405, 405)),
    "attendance": ((405,) * 5, (404,) * 5),
    "route-gpx": ((404,) * 5, (405,) * 5),
    "route-geojson": ((404,) * 5, (405,) * 5),
    "waiting-list": ((404, 404, 302, 302, 404), (404, 404, 422, 422, 404)),
    "report": ((404, 404, 200, 200, 404), (404, 404, 422, 422, 404)),
    "report-shown": ((404, 404, 200, 200, 404), (405,) * 5),
    "report-correct": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
    "report-verify": ((GATE, GATE, 405, 405, 404), (GATE, GATE, GATE, GATE, 404)),
    "api-action": ((404,) * 5, (405,) * 5),
    "write": ((404,) * 5, (404,) * 5),  # nobody is written to about what is not public
    "desk-writing": ((GATE, GATE, 405, 405, 404), (GATE, GATE, GATE, GATE, 404)),
}
SECRET_CALL: dict[str, Row] = {
    "call": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-embed": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-card": ((404, 404, CARD, CARD, 404), (405,) * 5),
    "call-actions": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-map": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-calendar": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-now": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-places": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-organisations": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-record": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-actions-shape": ((404,) * 5, (405,) * 5),
    "call-record-shape": ((404,) * 5, (405,) * 5),
    "call-record-chart": ((404,) * 5, (405,) * 5),
    "call-organisations-shape": ((404,) * 5, (405,) * 5),
    "call-map-points": ((404,) * 5, (405,) * 5),
    "call-shape": ((404,) * 5, (405,) * 5),
    "call-parts": ((404, 404, 200, 200, 404), (405,) * 5),
    "desk-convenors": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "desk-parts": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "convening-change": ((GATE, GATE, 403, 405, 404), (GATE, GATE, 403, GATE, 404)),
    "part-change": ((GATE, GATE, 403, 405, 404), (GATE, GATE, 403, GATE, 404)),
    "call-organisations-embed": ((404, 404, 200, 200, 404), (405,) * 5),
    "organisations-entry": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "actions-entry": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
    "desk-organisations": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 302, 404)),
    "call-statements": ((404, 404, 200, 200, 404), (405,) * 5),
    "call-statements-atom": ((404,) * 5, (405,) * 5),
    "call-statements-json": ((404,) * 5, (405,) * 5),
    "press": ((404, 404, 200, 200, 404), (405,) * 5),
    "press-json": ((404,) * 5, (405,) * 5),
    "desk-press": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 405, 405, 405)),
    "press-quote": ((GATE, GATE, 403, 405, 404), (GATE, GATE, 403, 422, 404)),
    "press-take-off": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    **SECRET_STATEMENT,
    "collectives": ((404, 404, 200, 200, 404), (405,) * 5),
    "register-beside": ((404, 404, 200, 200, 404), (405,) * 5),
    "register-many-template": ((404, 404, 200, 200, 404), (405,) * 5),
    "members": ((404, 404, 200, 200, 404), (405,) * 5),
    "members-shape": ((404,) * 5, (405,) * 5),
    "desk-members": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
    "members-entry": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
    "desk-digest": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, GATE, 404)),
    "endorse": ((404, 404, 200, 200, 404), (404, 404, 422, 422, 404)),  # no call takes what comes before it is open
    "register": ((404, 404, 200, 200, 404), (404, 404, 422, 422, 404)),
    "register-many": ((404, 404, 200, 200, 404), (404, 404, 422, 422, 404)),
    "desk-call": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 405, 405, 405)),
    "desk-second": ((GATE, GATE, 200, 200, 404), (GATE, GATE, GATE, GATE, 404)),
    "call-edit": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "call-stage": ((GATE, GATE, 403, 405, 404), (GATE, GATE, 403, GATE, 404)),
    "decisions": ((GATE, GATE, 405, 405, 404), (GATE, GATE, GATE, GATE, 404)),
    "undo-last": ((GATE, GATE, 405, 405, 404), (GATE, GATE, GATE, GATE, 404)),
    "look-undo": ((GATE, GATE, 405, 405, 404), (GATE, GATE, GATE, GATE, 404)),
    "desk-trusted": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 404, 404, 404)),
    "desk-answers": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
    "desk-answer": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
    "desk-queue": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 405, 405, 405)),
    "desk-reports": ((GATE, GATE, 200, 200, 404), (GATE, GATE, GATE, GATE, 404)),
    "role-places": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, GATE, 404)),
    "call-people": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "toolkit": ((404, 404, 200, 200, 404), (405,) * 5),
    "toolkit-shape": ((404,) * 5, (405,) * 5),
    "resource": ((404, 404, 200, 200, 404), (405,) * 5),
    "resource-download": ((404, 404, 200, 200, 404), (405,) * 5),
    "pledges": ((404, 404, 200, 200, 404), (405,) * 5),
    "pledge": ((404, 404, 200, 200, 404), (404, 404, 200, 200, 404)),  # no draft takes a promise
    "milestones": ((404, 404, 200, 200, 404), (405,) * 5),
    "agreement": ((404, 404, 200, 200, 404), (405,) * 5),
    "agreement-version": ((404, 404, 200, 200, 404), (405,) * 5),
    "agreement-comparison": ((404, 404, 200, 200, 404), (405,) * 5),
    "agreement-shape": ((404,) * 5, (405,) * 5),
    "agreement-sign": ((404, 404, 200, 200, 404), (404, 404, 422, 422, 404)),
    "background": ((404, 404, 200, 200, 404), (405,) * 5),
    "pledge-say": ((405,) * 5, (404, 404, 409, 409, 404)),
    "desk-agreement": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 405, 405, 405)),
    "agreement-draft": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "desk-campaign": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "desk-languages": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 403, 422, 404)),
    "desk-language": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
    "desk-translation": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 302, 302, 404)),
    "texts-po": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 405, 405, 405)),
    "desk-toolkit": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "lesson-add": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "desk-pledge": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "milestone-change": ((GATE, GATE, 403, 200, 404), (GATE, GATE, 403, 422, 404)),
    "decision-undo": ((GATE, GATE, 405, 405, 404), (GATE, GATE, GATE, GATE, 404)),
    "desk-outliers": ((GATE, GATE, 200, 200, 404), (GATE, GATE, 422, 422, 404)),
    "merge": ((GATE, GATE, 200, 200, 404), (GATE, GATE, GATE, GATE, 404)),
    **dict.fromkeys(("api-call", "api-call-actions", "api-endorsements", "api-statement"), ((404,) * 5, (405,) * 5)),
    **dict.fromkeys(("api-call-statements", "api-call-toolkit", "api-call-pledges"), ((404,) * 5, (405,) * 5)),
    **dict.fromkeys(("api-call-agreement", "api-call-signers"), ((404,) * 5, (405,) * 5)),
}


def names(patterns: Any = None) -> Iterator[str]:
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name)


ROUTES = {
    str(pattern.name): pattern
    for resolver in get_resolver().url_patterns
    if isinstance(resolver, URLResolver)
    for room in resolver.url_patterns
    for pattern in room.url_patterns
} | {str(pattern.name): pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)}


@dataclass
class Scene:
    call: Call
    action: Action
    decision: Decision
    browsers: dict[str, Client]
    stock: dict[str, dict[str, Any]]

    def address(self, name: str) -> str:
        given = {
            "slug": self.call.slug,
            "ref": self.action.ref,
            "id": self.action.ref,
            "pk": self.decision.pk,
            "shape": "json",
            "day": "2031-03-15",
            "chart": "timeline",
            "picture": "svg",
        }
        route = ROUTES.get(name)
        wanted = route.pattern.converters if route else {}
        given |= next((words for start, words in self.stock.items() if start in str(route and route.pattern)), {})
        if route and "statements/<slug:slug>" in str(route.pattern):
            given |= {"slug": "joint-statement", "language": "en"}
        return reverse(name, kwargs={word: given[word] for word in wanted})


@pytest.fixture
def stock(call, settings, tmp_path) -> dict[str, dict[str, Any]]:
    """What stands in the addresses of the toolkit, the pledges and the milestones."""
    settings.MEDIA_ROOT = tmp_path
    file = {"file": uploads.check(b"%PDF-1.7")}
    leaflet = Resource.publish(call, by="server", kind="leaflet", title="Leaflet", version=file)
    source = {"on": make.DAY, "publisher": "The Post", "address": "https://post.example"}
    milestone = Milestone.note(call, by="server", title="Reached", **source)
    pledge = Pledge.offer(call, by="server", text="We pick up what we find.")
    guild = Organisation.named("Guild of Rowers")
    pledge.takings.create(kind="organisation", country="PT", organisation=guild, state="proven")
    membership = make.member(make.alliance(call), "River Keepers")
    keepers = Organisation.named("Keepers of the Weir", kind="ngo", country="PT")
    convening = Convening.ask(call, keepers, address="kim@keepers.example", language="en", by="server")
    part = Part.ask(make.call("rios-limpios"), call, country="CL", by="server")
    for note in ("", "What changed."):
        Agreement.draft(call, by="server", text=f"Text. {note}", ground_rules="Rules.", note=note).agreement.publish(
            by="server"
        )
    picture = Resource.publish(call, by="server", kind="picture", title="Bend", version={"link": "https://p.example"})
    doubles = [make.action(call, "suva", state="proposed") for _time in range(2)]
    cited = make.report(make.past_action(call), sources=[{"publisher": "The Ferry Post"}]).sources.get()
    quote = Quote.offer(call, by="server", text="Rivers first.", who="Ana")
    return {
        "/merges/<": {"ref": doubles[0].ref, "other": doubles[1].ref},
        "map/ground/<": {"name": "17-13"},
        "members": {"slug": "rivers-alliance", "pk": membership.pk, "shape": "json"},
        "/convenors/<": {"pk": convening.pk},
        "/answers/<": {"pk": Answer.write(call, by="server", title="Gate", texts={"en": "Which gate?"}).pk},
        "/parts/<": {"pk": part.pk},
        "press/<slug:noun>": {"noun": "quotes", "pk": quote.pk},
        "press/pictures/<": {"ref": picture.ref},
        "press/<slug:country>": {"country": "pt"},
        "languages/<": {"language": "ar", "sheet": "call"},
        "places/<": {"country": "pt", "town": "porto-2735943", "region": "norte"},
        "sitemaps/<": {"noun": "pages", "number": 0},
        "toolkit/<": {"ref": leaflet.ref},
        "sources/<": {"ref": cited.ref},
        "milestones/<": {"pk": milestone.pk},
        "pledges/<": {"pk": pledge.pk},
        "agreement/<": {"number": 1},
    }


@pytest.fixture
def scene(call, mona, clara, otto, stock):
    with transaction.atomic():
        return set_up(call, mona, clara, otto, stock)


def set_up(call, mona, clara, otto, stock):
    action = make.past_action(call, contact=make.contact(), state="published", ends=None)
    action.starts = make.now()
    action.save()
    make.route(action)
    clean = make.endorsement(call, "Clean Rivers").organisation  # whose word in the address is the call's
    clean.change(by="server", website="https://clean.example")
    clean.show_logo(logos.check(picture()), alt="A river", by="server")
    stewards = [
        Steward.begin(clean, each, how="invited", by="server") for each in (clara, make.person("uma@x.example"))
    ]
    stock |= {"reports/<slug:report>": {"report": make.report(action, low=200).ref}}
    look = Look.objects.create(action=action, before={"title": "Walk"})
    stock |= {"/looks/<": {"pk": look.pk}, "/people/<": {"pk": mona.roles.get().pk}}
    stock |= {"logos/<": {"mark": clean.logo}, "stewards/<": {"pk": stewards[1].pk}}
    make.statement(call)
    decided = make.action(call, state="proposed")
    decision = Decision.take(decided, "decline", by=mona, because="Not this call.")
    host = make.browser()
    host.post("/host/", {"code": Code.mint(Code.HOST, action=action)})
    browsers = {"nobody": make.browser(), "host": host}
    browsers |= {name: signed_in(person) for name, person in (("mona", mona), ("clara", clara), ("otto", otto))}
    return Scene(call, action, decision, browsers, stock)


AT_ONCE = 24


def some(rows: Iterable[str]) -> Any:
    """The addresses in heaps: to set the scene takes far longer than to try one, and each is undone again."""
    names = list(rows)
    heaps = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    return pytest.mark.parametrize("tried", heaps, ids=[heap[0] for heap in heaps])


@contextmanager
def undone(scene: Scene) -> Iterator[None]:
    """As if nobody had tried: in the database, in the browsers, and in what the process remembers."""
    limits.forget()
    numbers.forget()
    translation.activate("en")
    cookies = {who: deepcopy(browser.cookies) for who, browser in scene.browsers.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for who, browser in scene.browsers.items():
        browser.cookies = cookies[who]


def answers(scene: Scene, names: list[str]) -> dict[str, Row]:
    found = {}
    for name in names:
        address = scene.address(name)
        with undone(scene):
            got = tuple(scene.browsers[who].get(address).status_code for who in WHO)
            found[name] = got, tuple(scene.browsers[who].post(address).status_code for who in WHO)
    return found


def expected(rows: dict[str, Row], names: list[str]) -> dict[str, Row]:
    return {name: rows[name] for name in names}


def test_every_address_has_a_row():
    assert sorted(EXPECTED) == sorted(names())


@some(EXPECTED)
def test_address_is_open_to_whom_it_should_be(scene, tried):
    assert answers(scene, tried) == expected(EXPECTED, tried)


@some(EXPECTED)
def test_methods_that_no_page_has_are_refused_with_those_it_has(scene, tried):
    assert [each for name in tried for each in answered_oddly(scene, name)] == []


def answered_oddly(scene: Scene, name: str) -> list[tuple[str, str]]:
    """The methods that this address did not refuse as it should."""
    address, clara = scene.address(name), scene.browsers["clara"]
    read, sent = (statuses[WHO.index("clara")] for statuses in EXPECTED[name])
    has = {method for method, status in (("GET", read), ("HEAD", read), ("POST", sent)) if status != 405}
    with undone(scene):
        given = {method: getattr(clara, method)(address) for method in ("put", "patch", "delete", "trace")}
    return [(name, method) for method, answer in given.items() if not refuses(answer, method, read, has)]


def refuses(answer: Any, method: str, read: int, has: set[str]) -> bool:
    if method == "trace" or answer.status_code == 405:
        told = {*answer["Allow"].split(", ")} - {"OPTIONS"}
        return answer.status_code == 405 and (method == "trace" or read == 404 or told == has)
    return read in (403, 404) and answer.status_code == read


@pytest.mark.parametrize("state", ["proposed", "hidden", "declined", "withdrawn"])
@some(SECRET_ACTION)
def test_action_that_is_not_public_is_known_to_its_moderators_alone(scene, tried, state):
    Action.objects.filter(pk=scene.action.pk).update(state=state)

    assert answers(scene, tried) == expected(SECRET_ACTION, tried)


@some(SECRET_STATEMENT)
def test_statement_that_is_a_draft_is_known_to_those_who_work_on_its_call_alone(scene, tried):
    scene.call.statements.update(state="draft", published_at=None)

    assert answers(scene, tried) == expected(SECRET_STATEMENT, tried)


@some(SECRET_ORGANISATION)
def test_organisation_that_is_not_public_is_known_to_its_own_and_those_who_oversee_it_alone(scene, tried):
    scene.call.endorsements.update(state="proven", accepted_at=None)

    assert answers(scene, tried) == expected(SECRET_ORGANISATION, tried)


@some(SECRET_CALL)
def test_draft_is_known_to_those_who_work_on_it_alone(scene, tried):
    Call.objects.filter(pk=scene.call.pk).update(stage="draft")

    assert answers(scene, tried) == expected(SECRET_CALL, tried)


@some(SECRET_ACTION)
def test_action_of_a_draft_is_known_to_those_who_work_on_it_alone(scene, tried):
    Call.objects.filter(pk=scene.call.pk).update(stage="draft")

    assert answers(scene, tried) == expected(SECRET_ACTION, tried)


@some(EXPECTED)
def test_languages_make_no_difference_to_rights(scene, tried):
    found = {}
    for name in tried:
        there = translate_url(scene.address(name), "ar")
        with undone(scene):
            found[name] = tuple(scene.browsers[who].get(there).status_code for who in WHO)
    assert found == {name: EXPECTED[name][0] for name in tried}


@some(EXPECTED)
def test_what_is_sent_from_another_site_is_refused(scene, tried):
    for name in tried:
        address = scene.address(name)
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
        ):
            with undone(scene):
                answer = scene.browsers["clara"].post(address, headers={"Origin": "", **headers})
                assert answer.status_code in (403, 405), name


def test_person_who_is_no_longer_active_is_nobody(scene, clara):
    clara.is_active = False
    clara.save()

    assert scene.browsers["clara"].get("/desk/").status_code == GATE


def test_role_taken_back_shuts_the_desk_at_once(scene, mona):
    mona.roles.all().delete()

    assert scene.browsers["mona"].get(f"/desk/calls/{scene.call.slug}/").status_code == 403


def test_expired_session_is_nobody(scene):
    from django.contrib.sessions.models import Session

    Session.objects.update(expire_date=make.now() - make.timedelta(minutes=1))

    assert scene.browsers["clara"].get("/desk/").status_code == GATE
    assert scene.browsers["host"].get("/host/action/").status_code == GATE


@pytest.mark.parametrize(
    "purpose, page",
    [
        ("proof", "/host/"),
        ("first", "/host/"),
        ("host", "/proof/"),
        ("host", "/desk/first/"),
        ("proof", "/desk/first/"),
        ("first", "/proof/"),
        ("host", "/desk/steward/"),
        ("steward", "/host/"),
        ("steward", "/proof/"),
    ],
)
def test_code_opens_nothing_but_what_it_is_for(scene, purpose, page):
    code = Code.mint(purpose, action=scene.action)

    answer = make.browser().post(page, {"code": code, "name": "Eve", "email": "eve@evil.example"})

    assert answer.status_code == 422
    assert Code.objects.get(hash=Code.matching(code, purpose).hash).used_at is None


def test_moderator_cannot_decide_about_what_is_of_another_call(scene, otto):
    Call.objects.filter(slug="quiet-nights").update(stage="open")
    foreign = make.action(Call.objects.get(slug="quiet-nights"), state="proposed")

    scene.browsers["mona"].post(f"/desk/calls/{scene.call.slug}/decisions/", {"one": f"accept action:{foreign.pk}"})

    foreign.refresh_from_db()
    assert foreign.state == "proposed"


def test_convenor_cannot_take_back_a_role_of_another_call(scene, otto):
    role = otto.roles.get()

    answer = scene.browsers["clara"].post(f"/desk/calls/{scene.call.slug}/people/", {"take_back": str(role.pk)})

    assert answer.status_code == 404
    assert otto.roles.count() == 1

"""What every address answers to everybody who might try it: to be read, and sent an empty form."""

from __future__ import annotations

from groundswell.lib import cards, paper

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

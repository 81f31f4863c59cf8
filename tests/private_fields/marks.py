"""The words that go in wherever something is private, and how they are looked for in what comes out."""

from __future__ import annotations

import gzip

from django.test import Client

# In no output at all.
SECRET = {
    "host's address": "canaryhost@rivers.example",
    "address of who hosts a set": "canaryset@rivers.example",
    "organisation's address": "canaryoffice@keepers.example",
    "person's address": "canaryclara@rivers.example",
    "member's address": "canarymember@keepers.example",
    "address of who signs": "canarysigns@home.example",
    "address of who only tried": "canarynobody@rivers.example",
    "pledge-taker's address": "canarytaker@rivers.example",
    "steward's address": "canarysteward@keepers.example",
    "invited address": "canaryinvited@keepers.example",
    "address of who is asked to convene": "canaryconvenor@keepers.example",
    "address of who signs an agreement": "canaryagrees@rivers.example",
    "co-host's address": "canarycohost@rivers.example",
    "address that takes over": "canarynext@rivers.example",
    "address of who writes to a host": "canaryasks@home.example",
    "address of an organisation that is named as host": "canarynamed@keepers.example",
    "press contact's address, taken off": "canarypress@rivers.example",
    "press contact's number, taken off": "+351 7777 7777",
    "address of who waits for a place": "canarywaits@home.example",
    "address of who has got one": "canaryplaced@home.example",
    "user agent": "CanaryBrowser",
    "visitor's address": "203.0.113.77",
    "referring page": "canaryreferer",
}
# For those who work on the call.
INTERNAL = {
    "message to a host": "Canarymessage",
    "change that waits": "Canarypending",
    "signatory": "Canarysignatory",
    "role": "Canaryrole",
    "person's name": "Canaryclara",
    "moderator's reason": "Canarybecause",
    "held place": "Canaryheld",
    "proposed action": "Canaryproposed",
    "what stood before it was public": "Canarybefore",
    "unproven action": "Canaryunproven",
    "declined action": "Canarydeclined",
    "hidden action": "Canaryhidden",
    "withdrawn action": "Canarywithdrawn",
    "their hosts": "Canaryhosts",
    "draft": "Canarydraft",
    "its action": "Canaryindraft",
    "waiting report": "Canaryreport",
    "hidden report": "Canaryunreport",
    "what a hidden report was corrected to": "Canarycorrected",
    "quote of a hidden report": "Canarycited",
    "what a report said before it was public": "Canaryforesaid",
    "note of who verified": "Canarylooked",
    "asked endorsement": "Canaryasked",
    "resource taken off": "Canaryposter",
    "milestone taken off": "Canarymilestone",
    "organisation whose pledge is unproven": "Canarypledger",
    "organisation taken off a pledge": "Canaryguild",
    "convenor's reason": "Canaryremoval",
    "declined endorsement": "Canaryrefused",
    "draft statement": "Canarystatement",
    "asked member": "Canarymembership",
    "asked signature": "Canarysigning",
    "name without a tick": "Canaryunticked",
    "organisation that is asked to convene": "Canaryconvenes",
    "organisation that never convened": "Canaryneverconvened",
    "draft that is a part": "Canarypart",
    "call that asks to be a part": "Canarypleads",
    "reason of declining a part": "Canaryapart",
    "translation of a draft": "Canarytranslated",
    "declined signature": "Canaryunsigned",
    "steward's name": "Canarystewardname",
    "invited name": "Canaryinvitee",
    "why a steward went": "Canarywentaway",
    "word that proves a domain": "canarydomainword",
    "draft of the agreement": "Canaryagreement",
    "asked assent": "Canaryassent",
    "declined assent": "Canaryunassent",
    "organisation whose pledge waits": "Canarywaitingpledge",
    "quote taken off": "Canaryquote",
    "press contact taken off": "Canaryspokesman",
    "picture not cleared any more": "Canarycredit",
    "organisation that took its name off an action": "Canarytakenoff",
    "organisation that issues a draft": "Canaryissuer",
    "stop of a route that is kept back": "Canarystop",
    "name of its start": "Canarystart",
    "question to a host": "Canaryquestion",
    "answer that a call keeps": "Canaryanswer",
    "why a change was put back": "Canaryputback",
    "what was put back": "Canaryafter",
}
RECEIPT = "canaryreceipt"
TRACES = {
    "HTTP_USER_AGENT": "CanaryBrowser/9",
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_REFERER": "https://canaryreferer.example/",
}


def visitor() -> Client:
    return Client(headers={"Origin": "http://testserver"}, **TRACES)


def said(answer) -> str:
    body = answer.getvalue() if answer.streaming else answer.content
    body = gzip.decompress(body) if answer.get("Content-Encoding") == "gzip" else body
    told = body.decode() + str(dict(answer.headers)) + str(answer.cookies)
    asked = str(answer.wsgi_request.GET.get("q", "")) + str(answer.wsgi_request.GET.get("organisation", ""))
    # What was asked stands in the form again; and so it does, written as an address.
    return told.replace("Canaryhosts", "") if "Canaryhosts" in asked else told


def found(text: str, *kinds: dict[str, str]) -> list[str]:
    return [name for kind in kinds for name, mark in kind.items() if mark.lower() in text.lower()]

"""The lists of words that the product knows: slug in addresses, files and columns; label in the reader's language.

They are kept in code, not in the database's schema, because they grow (a new kind must not need a migration).
"""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]

ACTIONS: Words = {
    "march": _("march"),
    "rally": _("rally"),
    "vigil": _("vigil"),
    "picket": _("picket"),
    "sit-in": _("sit-in"),
    "teach-in": _("teach-in"),
    "screening": _("screening"),
    "photo-action": _("photo action"),
    "strike": _("strike"),
    "boycott": _("boycott"),
    "caravan": _("caravan"),
    "online": _("online"),
    "other": pgettext_lazy("kind of action", "other"),
}
ORGANISATIONS: Words = {
    "union": _("union"),
    "party": _("party"),
    "ngo": _("NGO"),
    "student": _("student organisation"),
    "faith": _("faith community"),
    "professional": _("professional association"),
    "media": _("media"),
    "collective": _("collective"),
    "alliance": _("alliance"),
    "other": pgettext_lazy("kind of organisation", "other"),
}
ACCESS: Words = {
    "step-free": _("step-free"),
    "seating": _("seating"),
    "toilets": _("accessible toilets"),
    "sign-language": _("sign language"),
    "captions": _("captions"),
    "quiet-place": _("quiet place"),
    "child-friendly": _("good for children"),
    "masks": _("masks asked for"),
    "livestream": _("livestream"),
}
# What it means for whoever hosts the action; then for readers, where the host says yes, and where the host says no.
ACCESS_MEANS = {
    "step-free": _("People can come and go without a single step."),
    "seating": _("There are seats for whoever needs one."),
    "toilets": _("There is a toilet that a wheelchair fits into."),
    "sign-language": _("Somebody interprets into a sign language."),
    "captions": _("What is said can be read along."),
    "quiet-place": _("There is a quiet place to withdraw to."),
    "child-friendly": _("Children are welcome, and it suits them."),
    "masks": _("Everybody is asked to wear a mask."),
    "livestream": _("People elsewhere can watch it live."),
}
ACCESS_YES = ACCESS_MEANS | {
    "step-free": _("You can come and go without a single step."),
    "seating": _("There are seats if you need one."),
    "child-friendly": _("You can bring children; it suits them."),
    "masks": _("You are asked to wear a mask."),
    "livestream": _("You can watch it live from elsewhere."),
}
ACCESS_NO: Words = {
    "step-free": _("There are steps, and no way round them."),
    "seating": _("There are no seats."),
    "toilets": _("There is no toilet that a wheelchair fits into."),
    "sign-language": _("Nobody interprets into a sign language."),
    "captions": _("What is said cannot be read along."),
    "quiet-place": _("There is no quiet place to withdraw to."),
    "child-friendly": _("It does not suit children."),
    "masks": _("Nobody is asked to wear a mask."),
    "livestream": _("It cannot be watched from elsewhere."),
}
SURFACES: Words = {
    "paved": _("smooth and firm: asphalt, concrete, slabs"),
    "cobbles": _("cobbles"),
    "gravel": _("gravel"),
    "earth": _("earth or grass"),
    "sand": _("sand"),
    "mixed": _("of several kinds"),
}
CALLS: Words = {"day": _("day of action"), "campaign": _("campaign")}
POLICIES: Words = {
    "review": _("A moderator reviews each action before it is public"),
    "trusted": _("Hosts whom a moderator has marked as trusted are public at once; others are reviewed"),
    "proof": _("An action is public as soon as its address is proven; moderators look afterwards"),
}
STATES: Words = {
    "proposed": _("proposed"),
    "published": _("published"),
    "postponed": _("postponed"),
    "moved": _("moved"),
    "cancelled": _("cancelled"),
    "happened": _("happened"),
    "hidden": _("hidden"),
    "merged": _("the same as another one"),
}
# How people can take part.
PLACES: Words = {
    "on-site": _("on site"),
    "online": _("online"),
    "both": _("on site and online"),
}
PRECISION: Words = {
    "point": _("exact point"),
    "town": _("the town"),
    "region": _("the region"),
    "unknown": _("not known"),
}
COUNTERS: Words = {
    "organiser": _("the organisers"),
    "police": _("the police"),
    "press": _("the press"),
    "officials": _("officials"),
    "independent": _("an independent observer"),
    "counting-team": _("a counting team"),
    "reporter": _("the person reporting"),
    "unknown": _("not known"),
}
METHODS: Words = {
    "head-count": _("head count"),
    "clicker": _("clicker"),
    "sections": _("sections and density"),
    "flow": _("flow past a point"),
    "photo": _("photo or drone"),
    "tickets": _("tickets or sign-ups"),
    "unknown": _("not known"),
}
# How the figures of an estimate were given.
GIVEN: Words = {
    "figure": _("one figure"),
    "about": _("about"),
    "range": _("a range"),
    "at-least": _("at least"),
    "at-most": _("at most"),
    "words": _("words that name no figure"),
}
# What an estimate counts: those who were there at once, or all who came.
MEASURES: Words = {
    "peak": _("at its largest"),
    "total": _("all who came"),
    "unknown": _("not known"),
}
# How far a report was looked over.
VERIFICATIONS: Words = {
    "unreviewed": _("not reviewed"),
    "reviewed": _("reviewed"),
    "verified": _("verified by a second person"),
}
# What a report may tell of people harmed, by its columns.
HARM: Words = {
    "arrests": _("Arrests"),
    "injuries_crowd": _("Injured in the crowd"),
    "injuries_police": _("Injured police"),
    "injuries_others": _("Others injured"),
    "deaths": _("Deaths"),
}
# What the authorities said to it before.
PERMITS: Words = {
    "none-needed": _("none was needed"),
    "not-asked": _("none was asked for"),
    "notified": _("the authorities were told"),
    "granted": _("it was permitted"),
    "conditions": _("it was permitted under conditions"),
    "refused": _("it was not permitted"),
    "banned": _("it was banned"),
}
SOURCES: Words = {
    "news": _("newspaper or news site"),
    "broadcast": _("radio or television"),
    "agency": _("news agency"),
    "official": _("authority"),
    "organiser": _("organiser"),
    "post": _("post on a network"),
    "picture": _("photo or film"),
    "study": _("study or book"),
    "data": _("table or database"),
    "witness": _("somebody who was there"),
    "other": pgettext_lazy("kind of source", "other"),
}
# What one action is to another one at which the same people were counted.
OVERLAPS: Words = {
    "part": _("part of"),
    "same": _("the same as"),
}
RESOURCES: Words = {
    "poster": _("poster"),
    "leaflet": _("leaflet"),
    "guide": _("guide"),
    "slides": _("slides"),
    "lesson": _("lesson"),
    "message": _("message to share"),
    "picture": _("picture"),
    "other": pgettext_lazy("kind of resource", "other"),
}
LICENCES: Words = {
    "cc-by-4.0": _("CC BY 4.0: use it and change it, and name whose it is"),
    "cc0": _("CC0: use it and change it freely"),
    "cc-by-sa-4.0": _("CC BY-SA 4.0: as CC BY, and what you make of it under the same licence"),
    "reserved": _("All rights reserved: hand it on unchanged"),
}
LICENCE_PAGES = {
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
}
# Why a link that was looked up is taken for dead.
LINK_TROUBLES: Words = {
    "gone": _("the page is no longer there"),
    "broken": _("its server answers with an error"),
    "silent": _("nothing answers at this address"),
    "name": _("there is no server of this name"),
    "certificate": _("its certificate is not valid"),
    "circles": _("it leads on and on"),
    "inside": _("it leads into a private network"),
    "unreadable": _("the address cannot be read"),
}
OUTCOMES: Words = {
    "met": pgettext_lazy("outcome of a demand", "met"),
    "partly": pgettext_lazy("outcome of a demand", "partly met"),
    "refused": pgettext_lazy("outcome of a demand", "refused"),
    "open": pgettext_lazy("outcome of a demand", "still open"),
}
TAKERS: Words = {
    "people": _("people"),
    "organisations": _("organisations"),
    "both": _("people and organisations"),
}
# What people prove who take a pledge; organisations always do by mail.
PROOFS: Words = {
    "mail": _("An address, by mail"),
    "none": _("Nothing: they are a number, and the page says that it is not proven"),
}
# What a statement is to another one, and what the other one is to it.
RELATIONS: Words = {
    "answers": _("answers"),
    "follows": _("follows"),
    "joint": _("is issued jointly with"),
    "national": _("is a national version of"),
}
RELATED: Words = {
    "answers": _("is answered by"),
    "follows": _("is followed by"),
    "joint": _("is issued jointly with"),
    "national": _("has the national version"),
}
# Whether people, and not organisations alone, may sign a statement.
INDIVIDUALS: Words = {
    "none": _("Organisations alone"),
    "count": _("People too, as a number"),
    "names": _("People too, as a number; by their own tick with a name"),
}
# Why the word that proves a domain was not found, in the file or in the record.
DOMAIN_TROUBLES: Words = {
    "no-address": _("the domain leads nowhere that may be asked"),
    "no-answer": _("no answer in time"),
    "not-there": _("there is nothing there"),
    "elsewhere": _("it leads to another host; name that one as the website, or use the DNS record"),
    "refused": _("the host answered with an error"),
    "too-large": _("what is there is too large"),
    "without-word": _("something is there, but not the line"),
}
# Reasons a moderator may give with one tap; free words may be added.
REASONS: Words = {
    "place": _("It does not say where people meet."),
    "days": _("It is outside the days of this call."),
    "double": _("It is on the list already."),
    "not-this-call": _("It does not belong to this call."),
    "rules": _("It breaks the ground rules."),
    "unclear": _("It is not clear what happens, where or when."),
    "private": _("It names a private person or a home."),
    "not-real": _("We could not confirm that it is real."),
}
# What the server holds an action for (core/holds.py), as moderators read it.
HOLDS: Words = {
    "phone": _("a phone number"),
    "mail": _("a mail address"),
    "home": _("perhaps somebody's home"),
    "links": _("links that lead elsewhere"),
    "double": _("much like one that is public"),
    "decoy": _("like a public one, with another time or place"),
    "letters": _("letters that look like others"),
    "shouting": _("capitals throughout"),
    "repeated": _("the same again and again"),
}
# The same for its host, and how to mend it.
MENDS: Words = {
    "phone": _("It has a phone number in it: take it out, or wait for a moderator."),
    "mail": _("It has a mail address in it: take it out, or wait for a moderator."),
    "home": _(
        "It may name somebody's home: choose a public place and take out door and flat, or wait for a moderator."
    ),
    "links": _("It links to other websites than its own: leave only its own web page, in the field for it, or wait."),
    "double": _("It is much like one that is public already: look whether it is the same, or wait for a moderator."),
    "decoy": _(
        "It is like a public one, but with another time or place: put right what is wrong, or wait for a moderator."
    ),
    "letters": _("Letters of different scripts are mixed in one word: type it again, or wait for a moderator."),
    "shouting": _("It is in capitals throughout: write it in small letters, or wait for a moderator."),
    "repeated": _("The same stands in it again and again: say it once, or wait for a moderator."),
}


def label(words: Words, slug: str) -> str:
    return str(words.get(slug, slug))


def choices(words: Words, only: Iterable[str] | None = None) -> list[tuple[str, str | Promise]]:
    wanted = set(only) if only is not None else set(words)
    return [(slug, text) for slug, text in words.items() if slug in wanted]

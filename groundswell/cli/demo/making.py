"""Makes the actions of one call, all at once."""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from groundswell.cli.demo import words
from groundswell.cli.demo.turning import more_about_access
from groundswell.core import gazetteer, sealing
from groundswell.core.gazetteer import Town
from groundswell.core.models import Action, Call, Contact, Fact, Hosting, SearchText
from groundswell.lib.clock import now

MORE_THAN_ONE = 0.08  # of the towns, how many have a second action
BATCH = 200


def towns() -> Iterator[tuple[str, Town]]:
    """With the language of each."""
    for line in words.TOWNS.split("\n"):
        if not line:
            continue
        country, language, names = line.split(" ", 2)
        for name in names.split(", "):
            if town := gazetteer.best(name, country=country):
                yield language, town


class Maker:
    """What is made is spread between two moments, in the order in which it would have come."""

    def __init__(self, call: Call, chance: random.Random, *, since: datetime, until: datetime) -> None:
        self.call, self.chance = call, chance
        self.since, self.until = since, until

    def actions(self, *, share: float = 1.0) -> list[Action]:
        return self.keep([action for action in self._all() if self.chance.random() < share])

    def keep(self, made: list[Action]) -> list[Action]:
        """Written down as if each had come at its own moment."""
        moments = sorted(self._moment() for _ in made)
        self.chance.shuffle(made)
        for action, moment in zip(made, moments, strict=True):
            self._date(action, moment)
            action.contact = self._contact(action)
        Contact.objects.bulk_create([action.contact for action in made if action.contact])
        Action.objects.bulk_create(made, batch_size=BATCH)
        self._hosts(made)
        self._facts(made)
        return made

    def one(self, town: Town, language: str, *, title: str = "", kind: str = "") -> Action:
        tongue = words.TONGUES[language]
        said, name = self.chance.choice(tongue.titles), gazetteer.name_for(town, language)
        starts, ends = self._hours(town.timezone)
        action = Action(
            call=self.call,
            kind=kind or said[0],
            title=title or said[1],
            description=tongue.about,
            starts=starts,
            ends=ends,
            timezone=town.timezone,
            **self._words(language),
            state="published",
            language=language if language in ("es", "ar") else "en",
            coming=int(self.chance.lognormvariate(2.6, 1.1)) if self.chance.random() < 0.8 else 0,
            country=town.country,
            region=town.region,
            locality=name,
            town=town.id,
            address=tongue.meet,
            lat=round(town.lat + self.chance.uniform(-0.01, 0.01), 5),
            lon=round(town.lon + self.chance.uniform(-0.01, 0.01), 5),
            geo_precision="point",
        )
        more_about_access(action, self.chance)
        action.derive()
        return action

    def _words(self, language: str) -> dict[str, Any]:
        alone = language == "en" or self.chance.random() < 0.6
        access = self.chance.sample(words.ACCESS, self.chance.choice((0, 1, 2, 2, 3)))
        return {"languages": [language] if alone else [language, "en"], "access": sorted(access)}

    def host_of(self, action: Action, language: str) -> str:
        return words.TONGUES[language].host.format(town=action.locality)

    def _all(self) -> Iterator[Action]:
        for language, town in towns():
            yield self.one(town, language)
            if self.chance.random() < MORE_THAN_ONE:
                yield self.one(town, language)
        for language, title in words.ONLINE:
            yield self._online(language, title)

    def _online(self, language: str, title: str) -> Action:
        nowhere = Town(0, "", "", "", 0, 0, 0, "UTC")
        action = self.one(nowhere, language, title=title, kind="online")
        action.online, action.town, action.address, action.locality = True, None, "", ""
        action.lat = action.lon = None
        action.geo_precision, action.website = "unknown", "https://talks.rivers.example/"
        return action

    def _hours(self, zone: str) -> tuple[datetime, datetime | None]:
        first = self.call.first_day
        assert first
        day = first + timedelta(days=self.chance.choice((0, 0, 0, 1)))
        hour = time(self.chance.choice((8, 9, 10, 10, 11, 14, 15, 16, 18)), self.chance.choice((0, 0, 30)))
        starts = datetime.combine(day, hour, ZoneInfo(zone))
        return starts, starts + timedelta(
            hours=self.chance.choice((1, 2, 2, 3, 4))
        ) if self.chance.random() < 0.8 else None

    def _moment(self) -> datetime:
        return self.since + (self.until - self.since) * self.chance.random()

    def _date(self, action: Action, moment: datetime) -> None:
        action.made_at = action.proven_at = moment
        action.published_at = action.changed_at = moment + timedelta(hours=self.chance.randint(1, 30))

    def _contact(self, action: Action) -> Contact | None:
        if action.over < now():
            return None
        address = f"{slugify(action.locality) or 'talks'}@rivers.example"
        contact = Contact(language=action.language, until=action.over + timedelta(days=30))
        contact.sealed, contact.fingerprint = sealing.seal(address), sealing.fingerprint(address)
        return contact

    def _hosts(self, made: list[Action]) -> None:
        names = {action.ref: self.host_of(action, action.languages[0]) for action in made}
        Hosting.objects.bulk_create([Hosting.of(action, names[action.ref]) for action in made], batch_size=BATCH)
        SearchText.objects.bulk_create(
            [SearchText.of(action, [names[action.ref]]) for action in made], batch_size=BATCH
        )

    def _facts(self, made: list[Action]) -> None:
        facts: list[Fact] = []
        for action in made:
            for what, by, at in (
                ("registered", "host", action.made_at),
                ("proven", "host", action.proven_at),
                ("published", "server", action.published_at),
            ):
                fact = Fact.of(f"action.{what}", action, by=by)
                fact.at = at or action.made_at
                facts.append(fact)
        Fact.write_all(sorted(facts, key=lambda fact: fact.at))

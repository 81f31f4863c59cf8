"""Who endorses, and what lies on the moderator's desk."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from groundswell.cli.demo import words
from groundswell.cli.demo.making import Maker
from groundswell.core import gazetteer
from groundswell.core.models import Action, Call, Decision, Endorsement, Fact, Hosting, Organisation, Person, SearchText
from groundswell.lib.clock import now

SIGNATORIES = ("Ana Lima", "Jonas Berg", "Amina Diallo", "Kenji Mori", "Lucía Paredes", "Sami Haddad", "Meera Nair")
PROPOSED = (
    ("en", "Durham", "GB", "vigil", "Riverside choir: songs against sewage"),
    ("es", "Temuco", "CL", "vigil", "Vigilia de velas junto al Cautín"),
    ("fr", "Dinant", "BE", "caravan", "Descente en kayak pour la Meuse"),
    ("ar", "Minya", "EG", "caravan", "نزهة بالقوارب من أجل النيل"),
    ("pt", "Tomar", "PT", "vigil", "Lanternas no Nabão"),
    ("de", "Ulm", "DE", "teach-in", "Lesung am Donauufer"),
    ("en", "Boise", "US", "other", "Trout count with the fourth grade"),
    ("hi", "Nashik", "IN", "march", "गोदावरी के लिए मौन यात्रा"),
    ("ja", "Kochi", "JP", "photo-action", "仁淀川フォトウォーク"),
    ("it", "Pisa", "IT", "caravan", "Biciclettata lungo l’Arno"),
    ("en", "Suva", "FJ", "caravan", "Rewa canoe morning"),
)


def fill(call: Call, chance: random.Random, mona: Person) -> None:
    maker = Maker(call, chance, since=now(), until=now())
    proposed = [_propose(maker, *one) for one in PROPOSED]
    double = _look_alike(maker, call)
    for action in (*proposed, double):
        action.prove()
    _propose(maker, "en", "Cork", "IE", "other", "Lee swim, not yet proven")
    proposed[0].change(by="host", description="Bring a lantern. Call Tom on +44 7700 900123, or come to my flat after.")
    Decision.take(_declined(maker), "decline", by=mona, reason="not-this-call")


def _propose(maker: Maker, language: str, town: str, country: str, kind: str, title: str) -> Action:
    found = gazetteer.best(town, country=country)
    assert found, town
    sketch = maker.one(found, language, title=title, kind=kind)
    return Action.register(
        maker.call,
        place=sketch.place,
        organisations=[maker.host_of(sketch, language)],
        address=f"host-{country.lower()}@rivers.example",
        language=sketch.language,
        kind=sketch.kind,
        title=title,
        description=sketch.description,
        starts=sketch.starts,
        ends=sketch.ends,
        timezone=sketch.timezone,
        languages=sketch.languages,
        access=sketch.access,
    )


def _look_alike(maker: Maker, call: Call) -> Action:
    """Of one that is public: the same town and hour, other words."""
    public = Action.objects.filter(call=call, state="published", locality="Coimbra").first()
    double = _propose(maker, "pt", "Coimbra", "PT", "march", "Passeio pelo Mondego (a mesma caminhada?)")
    if public:
        double.change(by="host", starts=public.starts, ends=public.ends, kind=public.kind)
    return double


def _declined(maker: Maker) -> Action:
    action = _propose(maker, "en", "York", "GB", "other", "Big sofa sale by the Ouse")
    action.prove()
    return action


def endorse(call: Call, chance: random.Random, mona: Person) -> None:
    asked = [_asked(call, chance, *one, days=80 - place) for place, one in enumerate(words.ENDORSERS)]
    for endorsement in asked:
        endorsement.state, endorsement.accepted_at = "accepted", endorsement.asked_at + timedelta(days=1)
    later = [_asked(call, chance, *one, days=2) for one in words.ENDORSERS_WAITING]
    Endorsement.objects.bulk_create([*asked, *later])
    _tell(asked, ("asked", "proven", "accepted"), mona)
    _tell(later, ("asked", "proven"), mona)
    _double(call, asked[4], mona)
    _hosts(call, asked)
    asked[7].withdraw(because="We have left the alliance and act on our own this year.")


def _double(call: Call, first: Endorsement, mona: Person) -> None:
    """The same organisation once more, from another of its addresses: to be merged at the desk."""
    organisation = first.organisation
    second = Endorsement.ask(
        call,
        signatory="Ruth Wanjiru",
        role="board",
        address="board@freshwater.example",
        language="en",
        name=organisation.name.upper(),
        kind=organisation.kind,
        country=organisation.country,
    )
    second.prove()
    Decision.take(second, "accept", by=mona)


def _hosts(call: Call, endorsements: list[Endorsement]) -> None:
    """Some of those who endorse are named as hosts as well."""
    there = defaultdict(list)
    for action in Action.objects.visible().filter(call=call).order_by("id"):
        there[action.country].append(action)
    organisations = [endorsement.organisation for endorsement in endorsements]
    Hosting.objects.bulk_create(
        Hosting.of(action, organisation.name)
        for organisation in organisations
        for action in there[organisation.country][:2]
    )
    hosted = [action for organisation in organisations for action in there[organisation.country][:2]]
    _search_again(dict.fromkeys(hosted))


def _search_again(actions: Iterable[Action]) -> None:
    """They are found by the names of their hosts as well."""
    found = Action.objects.filter(pk__in=[action.pk for action in actions]).prefetch_related("hostings")
    texts = [SearchText.of(action, [hosting.name for hosting in action.hostings.all()]) for action in found]
    SearchText.objects.bulk_update(texts, ["folded"])


def _asked(call: Call, chance: random.Random, name: str, kind: str, country: str, *, days: int) -> Endorsement:
    at = now() - timedelta(days=days, hours=chance.randint(0, 20))
    organisation = Organisation.named(name, kind=kind, country=country)
    Organisation.objects.filter(pk=organisation.pk).update(proven_at=at)
    signatory, role = chance.choice(SIGNATORIES), chance.choice(("chair", "secretary", "coordinator"))
    return Endorsement(
        call=call, organisation=organisation, signatory=signatory, role=role, state="proven", asked_at=at, proven_at=at
    )


def _tell(endorsements: list[Endorsement], what: tuple[str, ...], mona: Person) -> None:
    facts = []
    for endorsement in endorsements:
        for verb in what:
            fact = Fact.of(f"endorsement.{verb}", endorsement, by=mona if verb == "accepted" else "organisation")
            fact.at = endorsement.asked_at + timedelta(days=verb == "accepted")
            facts.append(fact)
    Fact.write_all(facts)

"""What the organisations of the demo say together, and who signs it."""

import random
from datetime import timedelta

from groundswell.cli.demo import words
from groundswell.core.models import Call, Fact, Organisation, Person, Signature, Statement
from groundswell.core.models.issuing import Issuer, NewOrganisation
from groundswell.lib.clock import now

CLUB = ("نادي أصدقاء النهر", "collective", "EG")  # issues a statement, and has not endorsed the call
BODY = {
    "en": """Rivers do not stop at borders, and neither do we.

We who walk, paddle and fish along them ask those who decide about them:

- **No untreated sewage** in any river by the end of the decade.
- **Every measurement public**, on the day it is taken.
- **A seat at the table** for those who live on the banks.

We will be back next year, and we will count.""",
    "es": """Los ríos no se detienen en las fronteras, y nosotras y nosotros tampoco.

Quienes los caminamos, remamos y pescamos pedimos a quienes deciden sobre ellos:

- **Ninguna agua residual sin tratar** en ningún río antes de que termine la década.
- **Cada medición pública**, el mismo día en que se toma.
- **Un lugar en la mesa** para quienes viven en sus orillas.

Volveremos el año próximo, y contaremos.""",
    "ar": """الأنهار لا تقف عند الحدود، ونحن كذلك.

نحن الذين نمشي على ضفافها ونجدّف ونصطاد فيها نطلب ممن يقرّرون بشأنها:

- **لا مياه صرف غير معالجة** في أي نهر قبل نهاية العقد.
- **كل قياس منشور** في يوم أخذه.
- **مقعد على الطاولة** لمن يعيشون على الضفاف.

سنعود في العام المقبل، وسنَعُدّ.""",
}
# Slug, call, language, title, text, days ago, and what it is to the joint statement, or that to it.
THREAD = (
    (
        "first-count",
        "before",
        "en",
        "The first count",
        "We counted along forty rivers, and found what nobody had written down.",
        400,
        "follows",
    ),
    (
        "los-rios-del-sur",
        "here",
        "es",
        "Los ríos del sur no conocen fronteras",
        "Lo mismo pedimos al sur del Bío-Bío, con nuestras propias mediciones.",
        2,
        "national",
    ),
    (
        "answer-of-the-anglers",
        "here",
        "en",
        "The anglers answer",
        "We agree with every word, and add the fish.",
        1,
        "answers",
    ),
)
TITLES = {"en": "Rivers know no borders", "es": "Los ríos no conocen fronteras", "ar": "الأنهار لا تعرف الحدود"}
SIGNING = (("Friends of the Oder", "ngo", "PL"), ("Sindicato de Areneros del Paraná", "union", "AR"),
           ("Amis de la Meuse", "ngo", "BE"), ("Canoe Club Tampere", "collective", "FI"))  # fmt: skip
WAITING = (("Lake Teachers' Association", "professional", "KE"),)
NAMED = ("Inés Duarte", "Karim Mansour", "Yuki Tanaka")
UNNAMED = 212


def fill(call: Call, chance: random.Random, clara: Person) -> None:
    joint = _joint(call, chance, clara)
    _thread(call, clara, joint)
    _withdrawn(call, clara)
    Statement.draft(
        call,
        by=clara,
        slug="what-we-counted",
        language="en",
        title="What we counted",
        body="To be written once the numbers are in.",
        issued_by=_issuers(call)[:1],
    )


def _issuers(call: Call) -> list[Issuer]:
    """Two that endorse the call."""
    names = [words.ENDORSERS[0][0], words.ENDORSERS[1][0]]
    return [Organisation.objects.endorsing(call).get(name=name) for name in names]


def _joint(call: Call, chance: random.Random, clara: Person) -> Statement:
    statement = Statement.draft(
        call,
        by=clara,
        slug="rivers-know-no-borders",
        language="en",
        title=TITLES["en"],
        body=BODY["en"],
        issued_by=[*_issuers(call), NewOrganisation(*CLUB), "Ferrymen of the lower reach"],
        press_contact="Press desk of the river walks\npress@rivers.example",
    )
    for language, who in (("es", "Lucía Paredes"), ("ar", "Sami Haddad")):
        statement.write(language, by=clara, title=TITLES[language], body=BODY[language], translated_by=who)
    statement.publish(by=clara)
    statement.open_sign_on(by=clara, individuals="names", until=now() + timedelta(days=30))
    statement.correct("An earlier version named the wrong decade.", by=clara, language="es")
    _date_back(statement, days=5)
    _sign(statement, chance)
    return statement


def _thread(call: Call, clara: Person, joint: Statement) -> None:
    """What was said before, what a country made of it, and an answer under the call of the year before."""
    before = Call.objects.exclude(pk=call.pk).get(stage="archived")
    for slug, where, language, title, body, days, kind in THREAD:
        made = Statement.draft(
            before if where == "before" else call,
            by=clara,
            slug=slug,
            language=language,
            title=title,
            body=body,
            issued_by=_issuers(call)[:1],
        )
        made.publish(by=clara)
        _date_back(made, days)
        first, second = (joint, made) if kind == "follows" else (made, joint)
        first.relate(second, kind, by=clara)


def _date_back(statement: Statement, days: int) -> None:
    statement.published_at = now() - timedelta(days=days)
    statement.save()


def _withdrawn(call: Call, clara: Person) -> None:
    statement = Statement.draft(
        call,
        by=clara,
        slug="on-the-weir",
        language="en",
        title="On the weir at the old mill",
        body="We ask the town to keep the weir open.",
        issued_by=_issuers(call)[:1],
    )
    statement.publish(by=clara)
    statement.withdraw(by=clara, because="The town opened the weir before this was a day old.")


def _sign(statement: Statement, chance: random.Random) -> None:
    signatures = [_of(statement, chance, "accepted", organisation=one) for one in SIGNING]
    signatures += [_of(statement, chance, "proven", organisation=one) for one in WAITING]
    signatures += [_of(statement, chance, "proven", name=name) for name in NAMED]
    signatures += [_of(statement, chance, "proven") for _one in range(UNNAMED)]
    Signature.objects.bulk_create(signatures)
    Fact.write_all([Fact.of("signature.proven", signature, by=signature.by) for signature in signatures])


def _of(
    statement: Statement,
    chance: random.Random,
    state: str,
    *,
    name: str = "",
    organisation: tuple[str, str, str] | None = None,
) -> Signature:
    at = now() - timedelta(hours=chance.randint(1, 47))
    signs = None
    if organisation:
        called, kind, country = organisation
        signs = Organisation.named(called, kind=kind, country=country, website="")
    return Signature(
        statement=statement,
        organisation=signs,
        name=name,
        signatory="Jonas Berg" if signs else "",
        role="secretary" if signs else "",
        state=state,
        asked_at=at,
        proven_at=at,
        accepted_at=at if state == "accepted" else None,
    )

"""What the demo has ready for the press."""

from groundswell.cli.demo.coalition import drawing
from groundswell.core import uploads
from groundswell.core.models import Call, Clearance, Person, PressContact, Quote, Resource

NETWORK = ("Friends of the Oder", "Sindicato de Areneros del Paraná", "نادي أصدقاء النهر")
QUOTES = (
    ("en", "A river is the only neighbour that every town on it shares.", "Jonas Berg", "secretary", NETWORK[0]),
    ("es", "Medimos el agua porque nadie más lo hacía.", "Lucía Paredes", "portavoz", NETWORK[1]),
    ("ar", "من يسكن على الضفة يعرف النهر أكثر من أي تقرير.", "Sami Haddad", "", NETWORK[2]),
)
CONTACTS = (
    ("Press desk of the river walks", "", ["en", "es"], "press@rivers.example", "+351 220 000 000"),
    ("Otieno Press Room", "KE", ["en", "sw"], "press.kenya@rivers.example", ""),
    ("Sala de prensa", "CL", ["es"], "", "+56 2 0000 0000"),
)
PICTURES = (
    ("Two rivers from above", "Yuki Tanaka", "Two bands of blue between banks of sand, seen from above.", True),
    ("The bend at noon", "", "", False),  # waits for a convenor to clear it
)


def fill(call: Call, clara: Person) -> None:
    for language, text, who, role, organisation in QUOTES:
        Quote.offer(call, by=clara, language=language, text=text, who=who, role=role, organisation=organisation)
    for name, country, languages, mail, phone in CONTACTS:
        PressContact.publish(
            call, by=clara, name=name, country=country, languages=languages, public_mail=mail, public_phone=phone
        )
    for title, credit, alt, wide in PICTURES:
        file = uploads.check(drawing(wide=wide), "a.png")
        picture = Resource.publish(call, by=clara, kind="picture", title=title, version={"file": file, "name": "1"})
        if credit:
            Clearance.give(picture, by=clara, credit=credit, alt=alt)

"""The words of the demo. Organisations are invented; towns stand on real rivers; every address ends in `.example`."""

from dataclasses import dataclass

# Country: the language of its titles, then its towns.
TOWNS = """
AR es Rosario, Paraná, Corrientes, Posadas, Viedma
AT de Linz, Krems, Graz, Innsbruck
AU en Brisbane, Perth, Mildura, Echuca, Albury
BD en Rajshahi, Barisal, Chandpur, Sirajganj
BE fr Liège, Namur, Dinant
BG en Ruse, Vidin
BJ fr Porto-Novo
BO es Trinidad, Cobija
BR pt Manaus, Belém, Santarém, Recife, Juazeiro, Petrolina, Piracicaba, Blumenau
BW en Maun
CA en Winnipeg, Edmonton, Fredericton, Saskatoon, Kamloops
CD fr Kinshasa, Kisangani, Mbandaka
CG fr Brazzaville
CH de Basel, Bern, Schaffhausen
CI fr Bouaflé
CL es Valdivia, Concepción, Talca, Temuco
CM fr Garoua, Douala
CO es Barranquilla, Magangué, Neiva, Quibdó, Leticia
CR es Limón
CU es Bayamo
CZ cs Praha, Děčín, Litoměřice
DE de Köln, Dresden, Passau, Hamburg, Heidelberg, Koblenz, Frankfurt (Oder), Ulm
DK en Randers, Silkeborg
DO es Santiago de los Caballeros
DZ ar Constantine, Chlef
EC es Guayaquil, Tena, Babahoyo
EE en Tartu, Narva
EG ar Cairo, Aswan, Luxor, Asyut, Minya, Damietta
ES es Sevilla, Zaragoza, Valladolid, Tortosa, Mérida, Badajoz
ET en Bahir Dar
FI en Tampere, Oulu, Kokemäki
FJ en Suva, Nausori, Sigatoka
FR fr Lyon, Nantes, Tours, Toulouse, Bordeaux, Rouen, Strasbourg, Orléans, Avignon
GB en Newcastle upon Tyne, Worcester, Durham, York, Cardiff, Glasgow, Shrewsbury
GE en Tbilisi, Kutaisi
GH en Akosombo, Tamale
GM en Banjul, Basse Santa Su
GR el Larisa, Serres
GT es Livingston, Puerto Barrios
HN es Choluteca, San Pedro Sula
HR en Osijek, Sisak, Vukovar
HU en Budapest, Szeged, Győr
ID id Palembang, Banjarmasin, Samarinda, Pontianak, Surakarta
IE en Limerick, Athlone, Cork, Kilkenny
IN hi Varanasi, Patna, Prayagraj, Kanpur, Haridwar, Guwahati, Nashik, Cuttack, Vijayawada
IQ ar Baghdad, Basra, Mosul, Nasiriyah, Kut
IS en Selfoss
IT it Roma, Torino, Piacenza, Cremona, Ferrara, Pisa
JO ar Irbid
JP ja Kyoto, Nagoya, Hiroshima, Niigata, Kochi, Sapporo, Morioka
KE sw Garissa, Malindi
KH en Phnom Penh, Kampong Cham, Kratié
KR ko Daegu, Chuncheon, Gongju
LA en Luang Prabang, Vientiane, Savannakhet
LB ar Zahlé
LT en Kaunas, Vilnius
LV en Riga, Daugavpils
MA ar Kenitra, Fes, Beni Mellal
ML fr Bamako, Mopti, Ségou, Kayes
MM en Mandalay, Pyay
MW en Zomba, Liwonde
MX es Villahermosa, Coatzacoalcos, Tuxpan, Guadalajara, Cuernavaca
MY en Kuching, Sibu, Kota Bharu
MZ pt Tete, Xai-Xai, Quelimane
NE fr Niamey
NG en Lokoja, Onitsha, Makurdi, Yenagoa
NI es Matagalpa
NL nl Nijmegen, Deventer, Rotterdam, Arnhem, Maastricht
NO en Drammen, Trondheim, Fredrikstad
NP hi Kathmandu, Bharatpur
NZ en Hamilton, Whanganui, Christchurch, Dunedin
PA es Chepo
PE es Iquitos, Pucallpa, Arequipa, Puerto Maldonado
PG en Lae
PH en Marikina City, Cagayan de Oro, Tuguegarao
PK en Sukkur, Dera Ismail Khan, Jhelum
PL pl Kraków, Toruń, Wrocław, Płock, Poznań
PT pt Porto, Coimbra, Santarém, Mértola, Amarante, Tomar
PY es Asunción, Encarnación
RO ro Galați, Oradea, Timișoara
RS en Novi Sad, Niš
RW en Kigali
SD ar Khartoum, Atbara, Kosti
SE en Umeå, Göteborg, Karlstad
SI en Maribor, Ljubljana
SK en Bratislava, Komárno
SL en Kambia
SN fr Saint-Louis, Kolda, Podor
SV es Usulután
TG fr Aného
TH en Chiang Mai, Nakhon Sawan, Nong Khai
TN ar Béja, Jendouba
TR tr Edirne, Adana, Eskişehir, Amasya
TZ sw Mbeya, Morogoro
UA uk Kyiv, Zaporizhzhia, Vinnytsia
UG en Jinja, Arua
US en Memphis, Portland, Cleveland, Albuquerque, St. Louis, Pittsburgh, Richmond, Boise
UY es Salto, Mercedes
VN vi Cần Thơ, Huế, Mỹ Tho
ZA en Upington, Durban, Parys
ZM en Livingstone, Mongu
ZW en Victoria Falls
"""

ONLINE = (
    ("en", "How to read a river: a talk with four field biologists"),
    ("es", "Cómo medir la salud de un río: taller en línea"),
    ("ar", "كيف نقرأ صحة النهر: لقاء عبر الإنترنت"),
)


@dataclass(frozen=True)
class Tongue:
    """How one language says it: titles by kind, the host's name, the meeting point."""

    titles: tuple[tuple[str, str], ...]
    host: str
    meet: str
    about: str


TONGUES = {
    "en": Tongue(
        (
            ("march", "Walk the river, from the bridge to the mouth"),
            ("vigil", "Candles on the water"),
            ("teach-in", "What is in our water? Testing together"),
            ("other", "Spring clean on both banks"),
            ("photo-action", "A thousand pairs of boots"),
            ("rally", "Speak up for the river"),
            ("screening", "Film night: The Last Mile"),
            ("caravan", "Paddle parade"),
        ),
        "River Keepers of {town}",
        "By the old bridge",
        "Bring water, sturdy shoes and a friend. We go at the pace of the slowest.",
    ),
    "es": Tongue(
        (
            ("march", "Caminata por la orilla del río"),
            ("vigil", "Velas sobre el agua"),
            ("teach-in", "¿Qué hay en nuestra agua? Taller abierto"),
            ("other", "Limpiamos las dos orillas"),
            ("rally", "Concentración por un río vivo"),
            ("screening", "Cine en la ribera"),
        ),
        "Guardianes del Río de {town}",
        "Junto al puente viejo",
        "Traigan agua, zapatos cómodos y a una amistad. Caminamos al paso de quien va más despacio.",
    ),
    "pt": Tongue(
        (
            ("march", "Caminhada à beira-rio"),
            ("vigil", "Velas sobre a água"),
            ("teach-in", "O que há na nossa água? Oficina aberta"),
            ("other", "Mutirão de limpeza das margens"),
            ("photo-action", "Um abraço ao rio"),
        ),
        "Guardiões do Rio de {town}",
        "Junto à ponte velha",
        "Tragam água, calçado confortável e um amigo.",
    ),
    "fr": Tongue(
        (
            ("march", "Marche le long de la rivière"),
            ("vigil", "Bougies sur l’eau"),
            ("teach-in", "Que contient notre eau ? Atelier ouvert"),
            ("other", "Grand nettoyage des berges"),
            ("rally", "Rassemblement pour une rivière vivante"),
        ),
        "Les Gardiens de la rivière, {town}",
        "Au pied du vieux pont",
        "Apportez de l’eau, de bonnes chaussures et un ami.",
    ),
    "ar": Tongue(
        (
            ("march", "مسيرة على ضفاف النهر"),
            ("vigil", "شموع على الماء"),
            ("teach-in", "ماذا في مياهنا؟ ورشة مفتوحة"),
            ("other", "تنظيف ضفتي النهر"),
            ("photo-action", "صورة جماعية من أجل النهر"),
        ),
        "حماة النهر في {town}",
        "عند الجسر القديم",
        "أحضروا الماء وأحذية مريحة وصديقًا. نسير على مهل.",
    ),
    "hi": Tongue(
        (
            ("march", "नदी किनारे पदयात्रा"),
            ("vigil", "जल पर दीप"),
            ("teach-in", "हमारे पानी में क्या है? खुली कार्यशाला"),
            ("other", "घाट की सफ़ाई"),
        ),
        "नदी मित्र, {town}",
        "पुराने घाट पर",
        "पानी की बोतल और आरामदायक जूते साथ लाएँ।",
    ),
    "ja": Tongue(
        (
            ("march", "川べりを歩こうマーチ"),
            ("other", "みんなで川そうじ"),
            ("teach-in", "川の水を調べよう 公開講座"),
            ("vigil", "水辺のキャンドルナイト"),
        ),
        "{town} 川を守る会",
        "古い橋のたもと",
        "飲み物と歩きやすい靴をお持ちください。",
    ),
    "ko": Tongue(
        (("march", "강변 함께 걷기"), ("other", "강변 대청소"), ("vigil", "물 위의 촛불")),
        "{town} 강지킴이",
        "옛 다리 앞",
        "물과 편한 신발을 준비해 주세요.",
    ),
    "de": Tongue(
        (
            ("march", "Flussspaziergang von der Brücke zur Mündung"),
            ("other", "Großer Uferputz"),
            ("teach-in", "Was ist in unserem Wasser? Offene Werkstatt"),
            ("vigil", "Lichter auf dem Wasser"),
        ),
        "Flusswacht {town}",
        "An der alten Brücke",
        "Bringt Wasser, feste Schuhe und Freunde mit.",
    ),
    "it": Tongue(
        (("march", "Camminata lungo il fiume"), ("other", "Puliamo gli argini"), ("vigil", "Candele sull’acqua")),
        "Custodi del Fiume di {town}",
        "Al ponte vecchio",
        "Portate acqua e scarpe comode.",
    ),
    "nl": Tongue(
        (("march", "Wandeling langs de rivier"), ("other", "Schoon langs beide oevers")),
        "Rivierwachters {town}",
        "Bij de oude brug",
        "Neem water en stevige schoenen mee.",
    ),
    "pl": Tongue(
        (("march", "Spacer wzdłuż rzeki"), ("other", "Sprzątamy oba brzegi"), ("teach-in", "Co jest w naszej wodzie?")),
        "Strażnicy Rzeki, {town}",
        "Przy starym moście",
        "Weźcie wodę i wygodne buty.",
    ),
    "cs": Tongue(
        (("march", "Pochod podél řeky"), ("other", "Úklid obou břehů")), "Strážci řeky, {town}", "U starého mostu", ""
    ),
    "ro": Tongue(
        (("march", "Plimbare de-a lungul râului"), ("other", "Curățăm malurile")),
        "Păzitorii Râului, {town}",
        "Lângă podul vechi",
        "",
    ),
    "el": Tongue(
        (("march", "Περπατάμε δίπλα στο ποτάμι"), ("other", "Καθαρίζουμε τις όχθες")),
        "Φύλακες του Ποταμού, {town}",
        "Στην παλιά γέφυρα",
        "",
    ),
    "uk": Tongue(
        (("march", "Хода вздовж річки"), ("other", "Толока на берегах")), "Хранителі річки, {town}", "Біля мосту", ""
    ),
    "tr": Tongue(
        (("march", "Nehir boyunca yürüyüş"), ("other", "Kıyı temizliği")),
        "{town} Nehir Bekçileri",
        "Eski köprünün yanında",
        "",
    ),
    "id": Tongue(
        (("march", "Jalan bersama di tepi sungai"), ("other", "Bersih-bersih sungai"), ("caravan", "Parade perahu")),
        "Penjaga Sungai {town}",
        "Di dekat jembatan lama",
        "Bawalah air minum dan sepatu yang nyaman.",
    ),
    "sw": Tongue(
        (("march", "Matembezi kando ya mto"), ("other", "Tusafishe mto wetu")),
        "Walinzi wa Mto, {town}",
        "Karibu na daraja la zamani",
        "",
    ),
    "vi": Tongue(
        (("march", "Đi bộ dọc bờ sông"), ("other", "Dọn sạch đôi bờ")), "Người giữ sông {town}", "Cạnh cầu cũ", ""
    ),
}

ACCESS = ("step-free", "seating", "toilets", "sign-language", "quiet-place", "child-friendly", "livestream")

SUGGESTED = "We walk along the bank together and say what we see. Bring sturdy shoes and water."
RULES = """We act **without violence**, in word and deed.

- We respect everybody who is there, and everybody who is not.
- We leave the banks cleaner than we found them; nests and reeds are left in peace.
- Nobody enters the water without somebody who knows it.
- No party speaks in the name of all."""

BODY = """Every town has a river, or had one. On one weekend a year we walk along it, look into it, \
and say together what it needs.

## What you can do

**Register an action.** A walk, a clean-up, a talk, a vigil: whatever suits your river. Ten people are enough.

**Endorse the call** with your union, school, club or congregation.

**Come to one near you.** You need no account and give no name.

## Why in March

The snow melts, the rains begin or end, and the fish go up. It is the time to see how a river is."""

DEMANDS = (
    "No untreated sewage in any river.",
    "What is measured in our water is published, every month, for everybody.",
    "A strip of ten metres along every bank belongs to the river.",
    "Whoever pollutes pays for the cleaning.",
)

ENDORSERS = (
    ("International Union of Lock Keepers", "union", "NL"), ("Ferry Workers United", "union", "PH"),
    ("Water Engineers’ Guild", "professional", "GB"), ("Network of River Schools", "alliance", "DE"),
    ("Freshwater Forum", "ngo", "KE"), ("Sindicato de Pescadores del Delta", "union", "AR"),
    ("Alianza por los Ríos Vivos", "alliance", "CO"), ("Asamblea de la Cuenca Alta", "collective", "PE"),
    ("Estudiantes por el Agua", "student", "CL"), ("Cátedra del Agua", "professional", "ES"),
    ("جمعية أصدقاء النيل", "ngo", "EG"), ("رابطة صيادي دجلة", "union", "IQ"), ("نادي الأنهار", "student", "MA"),
    ("Rede Rios Livres", "alliance", "BR"), ("Associação Amigos do Douro", "ngo", "PT"),
    ("Movimento Ribeirinho", "collective", "BR"), ("Les Amis de la Loire", "ngo", "FR"),
    ("Union des Bateliers", "union", "CD"), ("Collectif Eau Claire", "collective", "SN"),
    ("गंगा मित्र मंडल", "ngo", "IN"), ("जल विद्यार्थी संघ", "student", "IN"), ("川と暮らすネットワーク", "alliance", "JP"),
    ("강과 사람들", "ngo", "KR"), ("Flussallianz", "alliance", "DE"), ("Bootsleute ohne Grenzen", "collective", "AT"),
    ("Evangelische Jugend am Rhein", "faith", "CH"), ("Custodi del Po", "ngo", "IT"),
    ("Vrienden van de Maas", "ngo", "NL"),
    ("Przyjaciele Wisły", "ngo", "PL"), ("Přátelé Labe", "ngo", "CZ"), ("Φίλοι του Πηνειού", "collective", "GR"),
    ("Dicle Gönüllüleri", "collective", "TR"), ("Sahabat Sungai", "ngo", "ID"), ("Mto Safi", "ngo", "TZ"),
    ("Bạn của dòng sông", "collective", "VN"), ("Quaker Water Witness", "faith", "US"),
    ("St. Brigid’s Parish Green Group", "faith", "IE"), ("Monks of the Mekong", "faith", "LA"),
    ("Anglers for Clean Water", "collective", "GB"), ("Paddlers’ League", "collective", "CA"),
    ("Delta Teachers’ Union", "union", "BD"), ("Young Hydrologists", "student", "SE"),
    ("Medical Students for Water", "student", "NG"), ("Niger Basin Fisherfolk", "union", "ML"),
    ("Zambezi Wardens", "ngo", "ZM"), ("Okavango Listening Circle", "collective", "BW"),
    ("Murray Growers for the River", "professional", "AU"), ("Whanganui Walkers", "collective", "NZ"),
    ("Rewa Women’s Cooperative", "collective", "FJ"), ("The Upstream Review", "media", "US"),
    ("Radio Ribera", "media", "MX"), ("Nurses by the Water", "union", "ZA"), ("Danube Rowers", "collective", "HU"),
    ("Sava Riders", "collective", "HR"), ("Friends of the Neris", "ngo", "LT"), ("Daugava Youth", "student", "LV"),
    ("Salmon People of the North", "alliance", "NO"), ("Party for Running Water", "party", "FI"),
    ("Guild of Bridge Builders", "professional", "RS"), ("Chao Phraya Boat Schools", "collective", "TH"),
)  # fmt: skip
ENDORSERS_WAITING = (
    ("River Cinema Club", "collective", "BE"), ("Amigos del Guadiana", "ngo", "ES"),
    ("أطفال النهر", "collective", "TN"),
)  # fmt: skip

CANCELLED = (
    "The river is in flood; the banks are closed.",
    "Our permit was withdrawn. We join the action in the next town.",
    "Too few stewards. We try again next year.",
    "Thunderstorms are forecast.",
    "The path is closed for repairs.",
)
CANCELLED_IN = {"es": "El camino está cortado por obras.", "ar": "أُلغي بسبب العواصف."}
MOVED = ("The old bridge is being repaired.", "More people than the square holds.", "The park closes early that day.")
POSTPONED = ("A storm is forecast for Saturday.", "The hall is free on Sunday only.")

PAPERS = ("The Riverside Post", "El Correo de la Ribera", "Le Fil de l’eau", "Uferblatt", "صحيفة الضفاف", "The Weir")
# Of one to nine people, tens, hundreds, thousands.
TURNOUT_WORDS = (
    ("a handful", "about {near}"),
    ("dozens", "about {near}", "between {near} and {more}", "decenas de personas", "العشرات"),
    ("hundreds", "about {near}", "at least {near}", "between {near} and {more}", "cientos de personas", "مئات"),
    ("thousands", "about {near}", "at least {near}", "miles de personas", "الآلاف"),
)
PAPER_LANGUAGES = ("en", "es", "fr", "de", "ar", "en")
AUTHORS = ("Ruth Ferry", "Inés Vado", "Paul Rivière", "Jana Ufer", "هدى نهر", "Sam Weir")  # one of each paper

TOOLKIT = (
    ("png", "poster", "en", "Walk your river: poster", "For notice boards and windows; leave room for your place."),
    ("png", "poster", "es", "Camina tu río: cartel", "Para tablones y ventanas, con espacio para tu lugar."),
    ("png", "poster", "ar", "سيروا مع نهركم: ملصق", "للوحات الإعلان والنوافذ، وفيه متّسع لمكانكم."),
    ("pdf", "leaflet", "en", "Why we walk: leaflet", "One page, to print on both sides and fold."),
    ("md", "guide", "en", "A walk in ten steps", "From the first call to the last sack."),
)  # fmt: skip
LESSONS = (
    (
        "en", "Count a river", "Ages ten to fourteen, at the bank.", 40,
        """## Before

- Choose a bank with a rail, and tell the parents.

## At the water

1. Ten minutes of looking: what moves, what smells, what lies about.
2. In pairs, fill the table: place, colour, smell, fish seen.
3. Read the lines aloud, and say what you did not expect.

## After

Send the table to the town, and ask what it measures itself.
""",
        (
            ("The river in my street", "Ana Salgado", "https://books.rivers.example/my-street"),
            ("A year of measuring", "Young Hydrologists", ""),
        ),
    ),
    (
        "es", "¿De quién es el río?", "Para un aula o una plaza.", 60,
        """1. Cada cual cuenta de dónde viene el agua que bebe.
2. En grupos: quién decide sobre el río, y quién debería.
3. Se escribe una pregunta para el ayuntamiento.
""",
        (("El agua que bebemos", "Amigos del Guadiana", "https://libros.rios.example/agua"),),
    ),
)  # fmt: skip
GUIDE = """# A walk in ten steps

1. Walk the way yourself, a week before.
2. Tell the town, and whoever owns the bank.
3. Name two stewards for every twenty people.
"""
SHEET = "place,colour,smell,fish seen\nbridge,,,\nmill,,,\n"
MESSAGES = (
    ("en", "Short", "One weekend in March we walk along our river and say what it needs. Come along. #CleanRivers"),
    ("es", "Corto", "Un fin de semana de marzo caminamos junto a nuestro río y decimos qué necesita. #RíosLimpios"),
    ("ar", "قصيرة", "في عطلة من آذار نسير مع نهرنا ونقول ما يحتاج إليه. تعالوا معنا. #أنهار_نظيفة"),
)
PLEDGES = (
    ("I pick up what I find, every time I walk along the river, and I take somebody with me.", "people", 500, 187),
    ("We put nothing into the drain that we would not drink: no paint, no oil, no medicine.", "both", None, 64),
    ("We publish once a year what our house, hall or workshop lets into the water.", "organisations", 40, 0),
)
MILESTONES = (
    (3, "Eleven towns promise to publish what they measure", "The mayors signed on the bridge.", 0, ((1, "partly"),)),
    (40, "The ministry refuses the strip of ten metres", "It offers five, on one bank.", 3, ((2, "refused"),)),
    (96, "A dye works pays for the cleaning", "The court follows the anglers.", 1, ((3, "met"), (1, "partly"))),
)

"""Invented texts in eight languages: with something that holds them, and clean ones that look a little like it."""

from itertools import product

PHONES = (
    "+351 912 345 678",
    "0049 30 1234567",
    "(021) 555 123 45",
    "٠١٠ ١٢٣٤ ٥٦٧٨",
    "+56 9 8765 4321",
    "०९८७ ६५४ ३२१०",
    "555-0123",
    "020 7946 0958",
)
MAILS = ("ana@rivers.example", "rio.limpo+walk@keepers.example", "ana (at) rivers dot example")
WITH_A_CONTACT = (
    "Bring boots. Questions: {}", "Trae botas. Preguntas: {}", "أحضروا أحذية. للأسئلة: {}", "Apportez des bottes. Contact : {}",
    "Bringt Stiefel mit. Fragen an {}", "Tragam botas. Perguntas: {}", "Возьмите сапоги. Вопросы: {}", "जूते लाएँ। प्रश्न: {}",
)  # fmt: skip
HOMES = (
    "We meet at my flat first.", "Soup at our house afterwards.", "Meeting point: Elm Road 5, flat 3", "Tea at Maria's place.",
    "Nos vemos en mi casa.", "Calle Sol 4, piso 3 B", "Merienda en casa de Ana.", "Calle Luna 8, 2º izda", "نلتقي في بيتي أولا.",
    "شارع النهر ١٢، شقة ٥", "الشاي في منزلنا بعد المسيرة.", "Rendez-vous chez moi à midi.", "12 rue du Pont, appartement 4",
    "Goûter dans notre jardin.", "Treffpunkt bei mir zu Hause.", "Flussweg 3, Wohnung 7", "Danach Suppe in unserer Wohnung.",
    "Encontro na minha casa.", "Rua do Rio 9, apto 12", "Встречаемся у меня дома.", "ул. Речная 5, кв. 12", "Ritrovo a casa mia.",
    "मिलने की जगह: मेरे घर", "集合は自宅です。",
)  # fmt: skip
LINKS = (
    "More at https://elsewhere.test/walk", "Más en www.otra-parte.example", "المزيد على t.me/walks", "Plus : bit.ly/3xWalk",
    "Mehr auf anderswo.org/fluss", "Mais em rio-limpo.app", "Подробнее: chat.whatsapp.com/AbCdEf", "अधिक: https://nadi.example",
)  # fmt: skip
LOUD = (
    "COME ALL OF YOU TO THE RIVER NOW AND BRING YOUR FRIENDS AND YOUR NEIGHBOURS",
    "VENGAN TODOS AL RÍO AHORA MISMO Y TRAIGAN A SUS AMIGOS Y A SUS VECINOS DEL BARRIO",
    "VENEZ TOUS AU FLEUVE MAINTENANT AVEC VOS AMIS ET VOS VOISINS DU QUARTIER ENTIER",
    "KOMMT ALLE JETZT AN DEN FLUSS UND BRINGT EURE FREUNDE UND EURE NACHBARN GLEICH MIT",
    "ПРИХОДИТЕ ВСЕ К РЕКЕ СЕЙЧАС ЖЕ И ПРИВОДИТЕ С СОБОЙ ДРУЗЕЙ И ВСЕХ СВОИХ СОСЕДЕЙ",
    "Come now!!!!!!!!!!!!", "río río río río río río río río", "تعالوا تعالوا تعالوا تعالوا تعالوا تعالوا تعالوا",
)  # fmt: skip
LETTERS = (
    "Wаlk the Douro",
    "March for the Тejo",
    "Cleаn river",
    "Vigil at the brіdge",
    "Ρicnic by the river",
    "Pаz y agua",
)
HELD = [
    *(("phone", text.format(number)) for text, number in product(WITH_A_CONTACT, PHONES)),
    *(("mail", text.format(mail)) for text, mail in product(WITH_A_CONTACT, MAILS)),
    *(("home", text) for text in HOMES),
    *(("home", f"{text} {more}") for text, more in product(HOMES, ("10:00–13:00.", "2027-03-13."))),
    *(("links", text) for text in LINKS),
    *(("links", f"{text} (10:00)") for text in LINKS),
    *(("links", f"{text}, 5 km") for text in LINKS),
    *(("shouting repeated", text) for text in LOUD),
    *(("letters", text) for text in LETTERS),
    *(("letters", f"{text} 2027") for text in LETTERS),
]
PLAIN = (
    "We walk from the bridge to the mouth of the river, about 5 km, with stops at 10:00, 11:30 and 13:00.",
    "Caminamos desde el puente hasta la desembocadura, unos 5 km, con paradas a las 10:00, 11:30 y 13:00.",
    "نمشي من الجسر إلى مصب النهر، حوالي ٥ كم، مع توقف في الساعة ١٠:٠٠ و١١:٣٠.",
    "Nous marchons du pont à l'embouchure, environ 5 km, avec des arrêts à 10 h, 11 h 30 et 13 h.",
    "Wir gehen von der Brücke bis zur Mündung, etwa 5 km, mit Halt um 10:00, 11:30 und 13:00 Uhr.",
    "Caminhamos da ponte até à foz, cerca de 5 km, com paragens às 10:00, 11:30 e 13:00.",
    "Идём от моста до устья реки, около 5 км, остановки в 10:00, 11:30 и 13:00.",
    "हम पुल से नदी के मुहाने तक चलेंगे, लगभग 5 किमी, 10:00 और 11:30 पर रुकेंगे।",
    "橋から河口まで約5キロ歩きます。10時集合、13時解散です。",
    "Dal ponte alla foce, circa 5 km, con soste alle 10:00, 11:30 e 13:00.",
)
ADDED = (
    "", " 13.03.2027", " 2027-03-13, 10:00-13:00", " 10 000 000 m³", " 41.1496, -8.6110", " 2024, 2025, 2026", " (12–99)",
    " 1.500.000 €", " COP 30", " 4200-123 Porto", " N 222", " Av. 25 de Abril 120", " bus 201, 205, 500", " UTC+02:00", " §12.3.4",
    " 50 %", " https://own.example/walk", " room 12", " 3-4-5", " 1984–2024", " GS-2027",
)  # fmt: skip
CLEAN = [text + more for text, more in product(PLAIN, ADDED)]

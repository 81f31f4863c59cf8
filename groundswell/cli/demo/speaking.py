# ruff: noqa: E501 (a text stands on a line)
"""The calls of the demo in other languages: whole in Spanish and Arabic, begun in Portuguese, outdated in French."""

from __future__ import annotations

from groundswell.cli.demo import words
from groundswell.core.models import Call, Person
from groundswell.core.models.translation import digest
from groundswell.core.texts import Given, Unit, sheets, translate
from groundswell.lib.text import clean

BY = {"es": "Lucía Paredes", "ar": "Sami Haddad", "pt": "", "fr": "Maïté Laurent"}
EARLIER = digest("as it was before")  # what the French texts translate
TITLES = {
    "es": "Día Mundial por los Ríos Limpios {year}",
    "ar": "اليوم العالمي للأنهار النظيفة {year}",
    "pt": "Dia Mundial pelos Rios Limpos {year}",
    "fr": "Journée mondiale pour des rivières propres {year}",
}
SUMMARIES = {
    "es": "Un fin de semana de marzo: la gente camina junto a su río, mira dentro de él y dice en común qué necesita.",
    "ar": "عطلة أسبوع في آذار: يسير الناس مع نهرهم، وينظرون فيه، ويقولون معًا ما يحتاج إليه.",
    "pt": "Um fim de semana de março: caminhamos ao longo do nosso rio e dizemos juntos do que ele precisa.",
    "fr": "Un week-end de mars : on marche le long de sa rivière, et l’on dit ensemble ce qu’il lui faut.",
}
BODIES = {
    "es": """Cada ciudad tiene un río, o lo tuvo. Un fin de semana al año caminamos junto a él, miramos dentro y decimos \
en común qué necesita.

## Qué puedes hacer

**Inscribe una acción.** Una caminata, una limpieza, una charla, una vigilia: lo que convenga a tu río. Diez personas bastan.

**Adhiérete a la convocatoria** con tu sindicato, escuela, club o congregación.

**Ven a una cerca de ti.** No necesitas cuenta ni das tu nombre.

## Por qué en marzo

Se funde la nieve, empiezan o terminan las lluvias y los peces remontan. Es el momento de ver cómo está un río.""",
    "ar": """لكل مدينة نهر، أو كان لها نهر. في عطلة أسبوع واحدة من كل عام نسير معه، وننظر فيه، ونقول معًا ما يحتاج إليه.

## ما الذي يمكنكم فعله

**سجّلوا تحرّكًا.** مسيرة أو تنظيف أو حديث أو وقفة تأمل: ما يناسب نهركم. عشرة أشخاص يكفون.

**أيّدوا النداء** باسم نقابتكم أو مدرستكم أو ناديكم أو جماعتكم الدينية.

**تعالوا إلى ما هو قريب منكم.** لا حاجة إلى حساب ولا إلى اسم.

## لماذا في آذار

يذوب الثلج، وتبدأ الأمطار أو تنتهي، وتصعد الأسماك. إنه الوقت الذي يُرى فيه حال النهر.""",
    "fr": """Chaque ville a une rivière, ou en avait une. Un week-end par an, nous marchons le long de la nôtre.

## Ce que tu peux faire

**Inscris une action.** Dix personnes suffisent.""",
}
DEMANDS = {
    "es": (
        "Ninguna agua residual sin tratar en ningún río.",
        "Lo que se mide en nuestra agua se publica cada mes, para todo el mundo.",
        "Una franja de diez metros en cada orilla pertenece al río.",
        "Quien contamina paga la limpieza.",
    ),
    "ar": (
        "لا مياه صرف غير معالجة في أي نهر.",
        "ما يُقاس في مياهنا يُنشر كل شهر للجميع.",
        "شريط من عشرة أمتار على كل ضفة هو للنهر.",
        "من يلوّث يدفع ثمن التنظيف.",
    ),
    "pt": ("Nenhum esgoto sem tratamento em nenhum rio.",),
}
RULES = {
    "es": """Actuamos **sin violencia**, de palabra y de obra.

- Respetamos a quienes están y a quienes no están.
- Dejamos las orillas más limpias de lo que las encontramos; nidos y juncos quedan en paz.
- Nadie entra al agua sin alguien que la conozca.
- Ningún partido habla en nombre de todo el mundo.""",
    "ar": """نتحرّك **بلا عنف**، قولًا وفعلًا.

- نحترم كل من حضر وكل من لم يحضر.
- نترك الضفاف أنظف مما وجدناها، وندع الأعشاش والقصب بسلام.
- لا ينزل أحد إلى الماء من دون من يعرفه.
- لا يتكلم حزب باسم الجميع.""",
}
CHILDREN = {  # what the second version of the agreement added
    "es": "\n- Una persona adulta, con nombre, cuida de los niños y niñas de cada acción.",
    "ar": "\n- يرعى الأطفالَ في كل تحرّك شخصٌ بالغ معروف بالاسم.",
}
PLEDGES = {
    "es": (
        "Recojo lo que encuentro cada vez que camino junto al río, y llevo a alguien conmigo.",
        "No echamos al desagüe nada que no beberíamos: ni pintura, ni aceite, ni medicinas.",
        "Publicamos una vez al año lo que nuestra casa, sala o taller vierte al agua.",
    ),
    "ar": (
        "ألتقط ما أجده كلما سرت مع النهر، وأصطحب معي أحدًا.",
        "لا نلقي في المجاري ما لا نشربه: لا طلاء ولا زيت ولا دواء.",
        "ننشر مرة في السنة ما يخرج من بيتنا أو قاعتنا أو ورشتنا إلى الماء.",
    ),
}
SUGGESTED = {
    "es": "Caminamos juntos por la orilla y decimos lo que vemos. Traigan calzado firme y agua.",
    "ar": "نسير معًا على الضفة ونقول ما نراه. أحضروا حذاءً متينًا وماءً.",
}
MILESTONES = {
    "es": (
        ("Once ciudades prometen publicar lo que miden", "Las alcaldías firmaron en el puente."),
        ("El ministerio rechaza la franja de diez metros", "Ofrece cinco, en una sola orilla."),
        ("Una tintorería paga la limpieza", "El tribunal da la razón a la gente de la pesca."),
    ),
    "ar": (
        ("إحدى عشرة بلدة تعد بنشر ما تقيسه", "وقّع رؤساء البلديات على الجسر."),
        ("الوزارة ترفض شريط الأمتار العشرة", "وتعرض خمسة، على ضفة واحدة."),
        ("مصبغة تدفع ثمن التنظيف", "أخذت المحكمة برأي الصيادين."),
    ),
}
# Of the toolkit: in the words of its first language, then in the others.
TOOLKIT = (
    ("Walk your river: poster", {"es": "Camina tu río: cartel (en inglés)", "ar": "سيروا مع نهركم: ملصق (بالإنجليزية)"}),
    (
        "For notice boards and windows; leave room for your place.",
        {"es": "Para tablones y ventanas; deja espacio para tu lugar.", "ar": "للوحات الإعلان والنوافذ؛ اتركوا متّسعًا لمكانكم."},
    ),
    ("Camina tu río: cartel", {"ar": "سيروا مع نهركم: ملصق (بالإسبانية)"}),
    ("Para tablones y ventanas, con espacio para tu lugar.", {"ar": "للوحات الإعلان والنوافذ، وفيه متّسع لمكانكم."}),
    ("سيروا مع نهركم: ملصق", {"es": "Camina tu río: cartel (en árabe)"}),
    ("للوحات الإعلان والنوافذ، وفيه متّسع لمكانكم.", {"es": "Para tablones y ventanas, con espacio para tu lugar."}),
    ("Why we walk: leaflet", {"es": "Por qué caminamos: folleto", "ar": "لماذا نسير: منشور"}),
    ("One page, to print on both sides and fold.", {"es": "Una página, para imprimir por ambas caras y doblar.", "ar": "صفحة واحدة تُطبع على الوجهين وتُطوى."}),
    ("A walk in ten steps", {"es": "Una caminata en diez pasos", "ar": "مسيرة في عشر خطوات"}),
    ("From the first call to the last sack.", {"es": "De la primera convocatoria al último saco.", "ar": "من أول نداء إلى آخر كيس."}),
    ("Count a river: table for one lesson", {"es": "Contar un río: tabla para una clase", "ar": "عدّ نهر: جدول لدرس واحد"}),
    ("Ages ten to fourteen, forty minutes at the bank.", {"es": "De diez a catorce años, cuarenta minutos en la orilla.", "ar": "من سن العاشرة إلى الرابعة عشرة، أربعون دقيقة على الضفة."}),
    ("Why rivers: twelve slides", {"es": "Por qué los ríos: doce diapositivas", "ar": "لماذا الأنهار: اثنتا عشرة شريحة"}),
    ("Short", {"es": "Corto (en inglés)", "ar": "قصيرة (بالإنجليزية)"}),
    ("Corto", {"ar": "قصيرة (بالإسبانية)"}),
    ("قصيرة", {"es": "Corto (en árabe)"}),
)  # fmt: skip


def fill(call: Call, clara: Person) -> None:
    call.refresh_from_db()  # the agreement has changed its ground rules
    call.change(by=clara, languages=["es", "ar", "pt", "fr"])
    units = [unit for sheet in sheets(call) if not sheet.statement for unit in sheet.units]
    for language, who in BY.items():
        said = _said(call, language)
        given = [
            Given(unit, clean(text), EARLIER if language == "fr" else "")
            for unit in units
            if (text := said.get(unit.original)) and not _own(unit, language)
        ]
        translate(call, language, given, by=clara, translated_by=who)


def _own(unit: Unit, language: str) -> bool:
    return unit.language == language


def _said(call: Call, language: str) -> dict[str, str]:
    """What each text of the demo is in this language, as far as somebody has written it."""
    year = call.first_day.year if call.first_day else ""
    said = {call.title: TITLES[language].format(year=year), call.summary: SUMMARIES[language]}
    if language in SUGGESTED:
        said[call.suggested_text] = SUGGESTED[language]
    said |= dict(zip(words.DEMANDS, DEMANDS.get(language, ()), strict=False))
    said |= {original: there[language] for original, there in TOOLKIT if language in there}
    if language in BODIES:
        said[call.body] = BODIES[language]
    if language in RULES:
        agreed = CHILDREN[language] if "grown-up" in call.ground_rules else ""
        said[call.ground_rules] = RULES[language] + agreed
        said |= dict(zip((pledge[0] for pledge in words.PLEDGES), PLEDGES[language], strict=True))
        for (_days, title, text, *_rest), (said_title, said_text) in zip(
            words.MILESTONES, MILESTONES[language], strict=True
        ):
            said |= {title: said_title, text: said_text}
    return said

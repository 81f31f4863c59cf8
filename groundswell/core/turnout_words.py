"""The words by which people tell how many came, in the languages that reports and the press are written in.

Each is kept as `plain` leaves it, so that it may be written here as people write it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans(
    {
        "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None, "’": "'", "٬": ",", "٫": ".", "،": ",", "؛": ";",
        "ı": "i", "〜": "~", "両": "两", "兩": "两", "萬": "万", "億": "亿", "數": "数", "幾": "几",
        "余": "多", "餘": "多",
    }
)  # fmt: skip


def plain(words: str) -> str:
    """Small letters without accents, digits as ours, one letter for what is written in two ways."""
    text = unicodedata.normalize("NFKD", words.casefold())
    if text.isascii():
        return text
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Mn", "Cf"))
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in text).translate(_LETTERS)


def _list(*lines: str) -> list[str]:
    return [word for line in lines for word in plain(line).split()]


def _counted(lines: Iterable[str], first: int, step: int) -> dict[str, int]:
    """Words that go on counting from the first, a line a language (or a gender)."""
    return {word: first + step * place for line in lines for place, word in enumerate(plain(line).split())}


def _named(told: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in told.items() for word in plain(words).split()}


_ONES = (
    "one two three four five six seven eight nine",
    "uno dos tres cuatro cinco seis siete ocho nueve",
    "واحد اثنان ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه",
    "واحد اثنين ثلاث اربع خمس ست سبع ثماني تسع",
    "un deux trois quatre cinq six sept huit neuf",
    "um dois três quatro cinco seis sete oito nove",
    "ein zwei drei vier fünf sechs sieben acht neun",
    "uno due tre quattro cinque sei sette otto nove",
    "один два три четыре пять шесть семь восемь девять",
    "один дві три чотири п'ять шість сім вісім дев'ять",
    "bir iki üç dört beş altı yedi sekiz dokuz",
    "یک دو سه چهار پنج شش هفت هشت نه",
    "एक दो तीन चार पाँच छह सात आठ नौ",
    "satu dua tiga empat lima enam tujuh delapan sembilan",
)
_TEENS = (
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
    "onze douze treize quatorze quinze",
    "onze doze treze quatorze quinze dezesseis dezessete dezoito dezenove",
    "elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
    "یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده",
)
_TENS = (
    "ten twenty thirty forty fifty sixty seventy eighty ninety",
    "diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "عشره عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين",
    "عشر عشرون ثلاثون اربعون خمسون ستون سبعون ثمانون تسعون",
    "dix vingt trente quarante cinquante soixante septante huitante nonante",
    "dez vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "dieci venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "десять двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "десять двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто",
    "on yirmi otuz kırk elli altmış yetmiş seksen doksan",
    "ده بیست سی چهل پنجاه شصت هفتاد هشتاد نود",
    "दस बीस तीस चालीस पचास साठ सत्तर अस्सी नब्बे",
)
_HUNDREDS = (
    "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
    "ciento doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas novecientas",
    "مييه ميتين ثلاثمييه اربعمييه خمسمييه ستمييه سبعمييه ثمانمييه تسعمييه",
    "ميه ميتان ثلاثميه اربعميه خمسميه ستميه سبعميه ثمانميه تسعميه",
    "مايه مايتين ثلاثمايه اربعمايه خمسمايه ستمايه سبعمايه ثمانمايه تسعمايه",
    "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
    "cem duzentas trezentas quatrocentas quinhentas seiscentas setecentas oitocentas novecentas",
    "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
    "сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот",
    "صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد",
)
_ALONE = {
    "lone": 1, "both": 2, "две": 2, "два": 2, "дві": 2, "duas": 2, "पांच": 5, "छः": 6, "sepuluh": 10, "sebelas": 11,
    "seratus": 100, "seribu": 1_000, "sejuta": 1_000_000, "الفين": 2_000, "الفان": 2_000, "الفي": 2_000,
}  # fmt: skip
ONES = _counted(_ONES, 1, 1) | {plain(word): number for word, number in _ALONE.items() if number < 10}
NUMBERS = (
    ONES
    | _counted(_TEENS, 11, 1)
    | _counted(_TENS, 10, 10)
    | _counted(_HUNDREDS, 100, 100)
    | {plain(word): number for word, number in _ALONE.items()}
)
# Words of one language that mean something else in another: they count where more of a number follows, or people.
WARY = frozenset(
    _list("once due on un um ein uno sei elf sept bir do seis six die dos cem neuf nove sette tiga به نه سی दो")
)
WARY -= {"six", "seis", "nove", "dos"}  # too common as numbers to be wary of
PEOPLE = frozenset(
    _list(
        "people persons men women protesters marchers personas personnes manifestants pessoas menschen personen leute",
        "persone manifestanti человек человека людей чоловік люди осіб kişi insan نفر تن लोग लोगों व्यक्ति orang 人 名",
    )
)
_TIMES = {
    10: "dizaine decina dezena десяток puluh",
    12: "dozen dozens docena docenas douzaine dúzia dúzias dutzend dozzina дюжина lusin दर्जन",
    20: "score",
    100: """hundred hundreds cientos centenar centenares مئات ميات cent cents centaine centena hundert centinaio сотня
        сотню yüz ratus सौ 百""",
    1_000: """k thousand thousands mil millar millares الف الفا الاف mille millier milhar tausend mila migliaio тысяча
        тысячу тысячи тысяч тыс тисяча тисячу тисячі тисяч тис bin هزار हज़ार हजार ribu 千 rb tsd""",
    10_000: "万",
    100_000: "lakh lakhs लाख",
    1_000_000: """m mn million millions millon millones مليون ملايين milhão milhões mio millionen milione milioni
        миллион миллиона миллионов млн мільйон мільйона мільйонів milyon میلیون juta jt""",
    10_000_000: "crore crores करोड़",
    100_000_000: "亿",
}
UNITS = {word: number for number, words in _TIMES.items() for word in plain(words).split()}
# These multiply a number before them, and alone say nothing: "bin" and "mila" are words and names elsewhere.
AFTER_A_NUMBER = frozenset(_list("bin mila ratus puluh rb jt tsd mio mn score тыс тис ribu juta"))
AFTER_WORDS = frozenset(["cent", "cents"])  # "50 cents" are no people
VAGUE = _named(
    {
        "dozens": """dozens tens docenas decenas عشرات dizaines douzaines dezenas dúzias dutzende dutzenden decine
            dozzine десятки десятков десятками десятків onlarca düzinelerce دهها दर्जनों दसियों puluhan lusinan""",
        "hundreds": """hundreds cientos centenares centenas مئات ميات centaines hunderte hunderten centinaia сотни сотен
            сотнями сотні сотень yüzlerce صدها सैकड़ों ratusan""",
        "thousands": """thousands miles millares الاف الوف milliers milhares tausende tausenden migliaia тысячи тысячами
            тисячі binlerce هزاران हज़ारों हजारों ribuan""",
        "dozens of thousands": "zehntausende zehntausenden zigtausende",
        "hundreds of thousands": "hunderttausende hunderttausenden लाखों",
        "scores": "scores",
        "millions": """millions millones ملايين milhões millionen milioni миллионы мільйони milyonlarca میلیونها
            jutaan""",
    }
)
UNIT_OF_VAGUE = {"dozens": 12, "hundreds": 100, "thousands": 1_000, "millions": 1_000_000}
SOME = _named(
    {
        "few": """few several varios varias cuantos cuantas pocos بضع بضعه عده quelques plusieurs alguns algumas vários
            várias mehrere einige paar alcune alcuni diverse diversi parecchie parecchi qualche несколько нескольких
            кілька декілька кількох birkaç چند چندین कई कुछ beberapa""",
        "couple": "couple пара пару пари",
        "handful": """handful poignée puñado punhado handvoll manciata горстка горстку жменька жменьку avuç segelintir
            حفنه مشتی मुट्ठीभर""",
    }
)
HALF = frozenset(_list("half medio media نصف demi meia halbe mezzo mezza полмиллиона yarım نیم आधा setengah"))
ARTICLES = frozenset(
    _list("a an of de un una the estimated d ' di des du la le les der von da do das dos einer eine")
    + _list("um uma une bir ein i dei delle")
)
UP_TO = frozenset(
    _list(
        "- – — − ~ to a or o الي او à até bis ou oder al до или або чи ile veya تا یا से या hingga sampai atau 至 到",
        "から",
    )
)
AND = frozenset(_list("and y و e et und и та і й ve dan और 和 と"))
BETWEEN = frozenset(_list("between entre بين zwischen tra fra между між arasında arası بین बीच antara 之间 間"))
# A figure before one of these counts something else.
NOT_PEOPLE = frozenset(
    _list(
        "% st nd rd th am pm h hrs hours hour minutes min km kilometres kilometers miles mile blocks years year metres",
        "meters days weeks months degrees euros euro dollars € $ £ ₽ ₺ ₹ cities towns countries states",
        "dias días dia horas hora minutos anos años metros semanas meses reais euros ciudades cidades países",
        "ساعه ساعات دقيقه كم يوم ايام يوما سنه سنوات دولار مدينه ساعت روز سال کیلومتر دقیقه شهر کشور",
        "heures heure minutes ans jours semaines mois mètres kilomètres villes pays uhr stunden stunde minuten jahre",
        "tage tagen wochen monate kilometer städten städte ore ora minuti anni giorni settimane mesi chilometri città",
        "час часа часов минут дней дня лет года км метров рублей городах годин години хвилин днів років міст містах",
        "saat dakika gün yıl kilometre metre şehir घंटे घंटा दिन साल किलोमीटर मिनट शहर रुपये jam menit hari tahun kota",
        "kilometer dollari euro hafta ay cent cents",
    )
)
MONEY = frozenset("$€£₽₺₹¥")
# How a figure was given (kinds.GIVEN), by what stands beside it; the first that fits.
GIVEN = {
    "at-most": (
        "up to", "at most", "no more than", "not more than", "fewer than", "less than", "under", "as many as",
        "hasta", "como máximo", "no más de", "menos de", "jusqu'à", "au plus", "moins de",
        "tout au plus", "até",
        "no máximo", "bis zu", "höchstens", "weniger als", "maximal", "fino a", "al massimo",
        "meno di", "non più di",
        "не более", "не больше", "до", "менее", "максимум", "не більше", "щонайбільше",
        "менше", "en fazla", "en çok",
        "kadar", "حتى", "على الأكثر", "لا يزيد", "اقل من", "حداکثر", "کمتر از", "अधिकतम", "ज़्यादा से ज़्यादा",
        "paling banyak", "kurang dari", "maksimal", "最多", "至多", "不超过", "以下", "未満", "以内",
    ),
    "at-least": (
        "at least", "over", "more than", "no fewer than", "no less than", "upwards of", "minimum", "+", "plus",
        "al menos", "por lo menos", "más de", "como mínimo", "au moins", "plus de", "plus d", "ao menos",
        "pelo menos", "mais de", "no mínimo", "mindestens", "über", "mehr als", "wenigstens",
        "almeno", "più di",
        "oltre", "не менее", "не меньше", "более", "больше", "свыше", "минимум", "щонайменше",
        "не менше", "понад",
        "більше", "en az", "fazla", "aşkın", "على الأقل", "اكثر من", "ما لا يقل", "حداقل",
        "دستکم", "دست کم", "بیش از",
        "بیشتر از", "कम से कम", "से अधिक", "से ज़्यादा", "setidaknya", "sedikitnya",
        "lebih dari", "至少", "超过", "超過",
        "多", "上百", "上千", "上万", "以上", "少なくとも", "超", "強",
    ),
    "about": (
        "about", "around", "approximately", "approx", "roughly", "some", "nearly", "almost",
        "close to", "circa", "ca",
        "c.", "estimated", "~", "unos", "unas", "alrededor", "cerca", "aproximadamente",
        "casi", "environ", "près de",
        "quelque", "presque", "autour", "perto de", "quase", "aproximadamente", "uns", "umas",
        "etwa", "rund", "ungefähr", "fast",
        "knapp", "gut", "quasi", "intorno", "около", "примерно", "приблизительно", "порядка",
        "почти", "близько", "приблизно", "майже",
        "yaklaşık", "civarında", "neredeyse", "حوالي", "نحو", "تقريبا", "قرابه", "حدود",
        "نزدیک به", "تقریبا", "लगभग", "करीब",
        "तकरीबन", "sekitar", "kira-kira", "hampir", "大约", "约", "約", "左右", "近", "前后", "ほど",
        "くらい", "ぐらい", "およそ", "弱",
    ),
}  # fmt: skip
# Numbers that are written as several words; what they are in figures.
PHRASES = {
    plain(words): f" {number} "
    for words, number in {
        "quatre-vingt-dix": 90, "quatre-vingts": 80, "quatre-vingt": 80, "soixante-dix": 70,
        "on binlerce": "zehntausende", "yüz binlerce": "hunderttausende", "on bin": "10 bin",
        "yüz bin": "100 bin",
        "दसियों हज़ार": "zehntausende", "मुट्ठी भर": "handful", "полмиллиона": 500_000, "полтысячи": 500,
        "dua belas": 12, "tiga belas": 13, "empat belas": 14, "lima belas": 15, "enam belas": 16,
        "tujuh belas": 17, "delapan belas": 18, "sembilan belas": 19, "ده ها": "دهها", "صد ها": "صدها",
    }.items()
}  # fmt: skip
_GERMAN = {
    "hundert": "hundert", "tausend": "tausend", "und": "und",
    **{word: word for line in (_ONES[6], _TEENS[4], _TENS[6]) for word in plain(line).split()},
}  # fmt: skip
_ITALIAN = {
    "cento": "hundert", "mila": "tausend", "mille": "tausend",
    **{word: word for line in (_ONES[7], _TEENS[5], _TENS[7]) for word in plain(line).split()},
}  # fmt: skip
# Parts of which a number is put together in one word: "zweihundertfünfzigtausend", "duecentocinquantamila".
COMPOUNDS = (_GERMAN, _ITALIAN)

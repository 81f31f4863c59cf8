from typing import Any

import pytest

from groundswell.core import turnout
from groundswell.core.turnout import figures


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("4,000", 4_000, 4_000),
        ("4.000", 4_000, 4_000),
        ("4 000", 4_000, 4_000),
        ("4’000", 4_000, 4_000),
        ("٤٠٠٠", 4_000, 4_000),
        ("٤٬٠٠٠", 4_000, 4_000),
        ("300.0", 300, 300),
        ("1.234.567", 1_234_567, 1_234_567),
        ("1.5k", 1_500, 1_500),
        ("1,5 millones", 1_500_000, 1_500_000),
        ("40 mil", 40_000, 40_000),
        ("٤ آلاف", 4_000, 4_000),
        ("at least 300", 300, 300),
        ("about 50", 50, 50),
        ("over 1,000", 1_000, 1_000),
        ("200+", 200, 200),
    ],
)
def test_a_figure_is_read_in_every_habit_of_writing(words: str, low: int, high: int) -> None:
    assert figures(words) == (low, high)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("4,000 – 9,500", 4_000, 9_500),
        ("between 200 and 300", 200, 300),
        ("200-300", 200, 300),
        ("20.000–30.000", 20_000, 30_000),
        ("entre 200 y 300", 200, 300),
        ("بين ٢٠٠ و٣٠٠", 200, 300),
        ("two to three thousand", 2_000, 3_000),
        ("2-3k", 2_000, 3_000),
        ("eight to ten", 8, 10),
        ("around 150; approximately 300", 150, 300),
        ("hundreds; 1,000+; possibly as many as 2,000", 200, 2_000),
    ],
)
def test_a_range_keeps_both_its_ends(words: str, low: int, high: int) -> None:
    assert figures(words) == (low, high)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("twenty-five", 25),
        ("one hundred and fifty", 150),
        ("two hundred fifty thousand", 250_000),
        ("half a million", 500_000),
        ("a dozen", 12),
        ("un centenar", 100),
        ("dos mil quinientas", 2_500),
        ("medio millar", 500),
        ("ألفين", 2_000),
        ("خمسمئة", 500),
    ],
)
def test_a_number_in_words_is_read(words: str, number: int) -> None:
    assert figures(words) == (number, number)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("dozens", 24),
        ("several dozen", 36),
        ("hundreds of people", 200),
        ("several hundred", 300),
        ("Thousands", 2_000),
        ("tens of thousands", 20_000),
        ("hundreds of thousands", 200_000),
        ("docenas", 24),
        ("varios cientos", 300),
        ("miles de personas", 2_000),
        ("decenas de miles", 20_000),
        ("cientos de miles", 200_000),
        ("عشرات", 24),
        ("مئات من الأشخاص", 200),
        ("الآلاف", 2_000),
        ("عشرات الآلاف", 20_000),
        ("مئات الآلاف", 200_000),
    ],
)
def test_vague_words_mean_what_the_ccc_rule_says(words: str, number: int) -> None:
    assert figures(words) == (number, number)


@pytest.mark.parametrize(
    ("words", "number"), [("dozens", 36), ("hundreds", 150), ("miles", 1_500), ("tens of thousands", None)]
)
def test_the_mpeds_rule_has_figures_of_its_own_and_guesses_none(words: str, number: int | None) -> None:
    assert figures(words, "mpeds") == (number and (number, number))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "NA",
        "count pic",
        "0",
        "nobody",
        "walkout",
        "we marched 3 miles",
        "for miles",
        "at 14:30",
        "50%",
        "a great many",
    ],
)
def test_words_without_a_figure_give_none_and_never_zero(words: str) -> None:
    assert figures(words) is None


def test_a_small_word_does_not_count_where_a_figure_does() -> None:
    assert (figures("one man and 300 women"), figures("two")) == ((300, 300), (2, 2))


def test_no_crowd_is_larger_than_a_country() -> None:
    assert (figures("99999999999999999999"), turnout.beyond_belief("99999999999999999999")) == (None, True)


def test_a_rule_is_named_only_where_words_were_vague() -> None:
    assert [turnout.rule_of(words) for words in ("hundreds", "about 300", "")] == ["ccc", "", ""]


def test_categories_go_by_the_mean() -> None:
    sizes = [(None, None), (1, 1), (99, 99), (98, 101), (100, 100), (999, 1_000), (1_000, 1_000), (9_999, 10_001)]
    assert [turnout.size_category(*size) for size in sizes] == [0, 1, 1, 1, 2, 2, 3, 4]


def test_the_mean_of_one_end_is_that_end() -> None:
    assert (turnout.mean(None, 5), turnout.mean(4, None), turnout.mean(4, 5), turnout.mean(None, None)) == (
        5,
        4,
        4.5,
        None,
    )


@pytest.mark.parametrize(("words", "low", "high"), [
    ("plusieurs centaines de personnes", 300, 300), ("des dizaines de milliers", 20_000, 20_000),
    ("deux cents", 200, 200), ("quatre-vingts", 80, 80), ("entre 200 et 300 personnes", 200, 300), ("3 500", 3_500, 3_500),
    ("dezenas de milhares", 20_000, 20_000), ("duzentas e cinquenta pessoas", 250, 250), ("entre 2 e 3 mil", 2_000, 3_000),
    ("Zehntausende", 20_000, 20_000), ("mehrere hundert", 300, 300), ("zweihundertfünfzig", 250, 250),
    ("fünfundzwanzig", 25, 25), ("zwischen 200 und 300", 200, 300),
    ("decine di migliaia", 20_000, 20_000), ("centinaia di persone", 200, 200), ("duecentocinquanta", 250, 250),
    ("десятки тысяч", 20_000, 20_000), ("несколько сотен", 300, 300), ("от 200 до 300 человек", 200, 300),
    ("2,5 тыс.", 2_500, 2_500), ("двести пятьдесят", 250, 250),
    ("десятки тисяч", 20_000, 20_000), ("кілька сотень", 300, 300), ("дві тисячі", 2_000, 2_000),
    ("on binlerce", 20_000, 20_000), ("yüzlerce kişi", 200, 200), ("iki yüz elli", 250, 250), ("5 bin kişi", 5_000, 5_000),
    ("ده‌ها هزار نفر", 20_000, 20_000), ("صدها نفر", 200, 200), ("بین ۲۰۰ تا ۳۰۰ نفر", 200, 300), ("۱۲٬۰۰۰", 12_000, 12_000),
    ("सैकड़ों लोग", 200, 200), ("लाखों लोग", 200_000, 200_000), ("कई सौ", 300, 300), ("२०० से ३०० लोग", 200, 300),
    ("१२,३४,५६७", 1_234_567, 1_234_567), ("1,00,000", 100_000, 100_000), ("दो लाख", 200_000, 200_000),
    ("puluhan ribu", 20_000, 20_000), ("ratusan orang", 200, 200), ("dua ratus lima puluh", 250, 250),
    ("antara 200 dan 300", 200, 300),
    ("数百人", 200, 200), ("几百人", 300, 300), ("数万人", 20_000, 20_000), ("2到3万人", 20_000, 30_000), ("3000多人", 3_000, 3_000),
    ("三百五十人", 350, 350), ("1万5千人", 15_000, 15_000), ("数千人", 2_000, 2_000), ("３００〜５００人", 300, 500), ("百人", 100, 100),
])  # fmt: skip
def test_turnout_is_read_in_the_languages_of_the_press(words: str, low: int, high: int) -> None:
    assert figures(words) == (low, high)


@pytest.mark.parametrize(
    "words",
    [
        "on 5 March 2025", "March 5, 2025", "Dec. 5", "5 марта 2025", "2025年3月5日", "12/03/2025", "seit 1989",
        "for 3 hours", "pendant 3 heures", "3 Stunden", "3 км", "3時間", "in 12 cities", "50 Prozent", "20 per cent", "%50",
        "$5,000", "5,000 euros", "50 cents", "due to rain", "we marched once", "on a bin", "一起", "十分",
    ],
)  # fmt: skip
def test_what_counts_something_else_is_no_turnout(words: str) -> None:
    assert figures(words) is None


def test_a_date_beside_the_people_does_not_hide_them() -> None:
    told = ("le 12 janvier 2025, 300 personnes", "300 march on 5 May", "5 марта вышли 300 человек", "3月5日300人")
    assert [figures(words) for words in told] == [(300, 300)] * 4


@pytest.mark.parametrize(("words", "number"), [("scores", 40), ("a handful", 5), ("миллионы", 2_000_000)])
def test_our_own_rule_is_asked_where_the_first_is_silent(words: str, number: int) -> None:
    assert (figures(words), figures(words, "ccc"), turnout.rule_of(words)) == ((number, number), None, "own")
    assert (turnout.rule_of("hundreds"), turnout.rule_of("300"), turnout.rule_of("a great many")) == ("ccc", "", "")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("figure", "300; 300 people; 三百人"),
        ("range", "200-300; between 200 and 300; entre 200 y 300; от 200 до 300"),
        ("at-least", "at least 300; over 300; 300+; mindestens 300; più di 300; более 300; 300 kişiyi aşkın; حداقل ۳۰۰; "
                     "कम से कम 300; 至少300人; 300人以上; 300多人; más de 300; plus de 300; lebih dari 300"),
        ("at-most", "up to 300; no more than 300; hasta 300; jusqu'à 300; bis zu 300; не более 300; 最多300人"),
        ("about", "about 300; unas 300; environ 300; etwa 300; circa 300; около 300; حوالي ٣٠٠; लगभग 300; sekitar 300; 約300人"),
        ("words", "hundreds; a great many; сотни"),
    ],
)  # fmt: skip
def test_how_a_figure_was_given_is_told_by_what_stands_beside_it(given: str, told: str) -> None:
    assert {words: turnout.given(words) for words in told.split("; ")} == dict.fromkeys(told.split("; "), given)


def test_without_words_its_ends_tell_how_it_was_given() -> None:
    ends = [(300, 300), (200, 300), (300, None), (None, 300), (None, None)]
    assert [turnout.given("", *each) for each in ends] == ["figure", "range", "at-least", "at-most", ""]


@pytest.mark.parametrize(
    ("estimates", "ends"),
    [
        ([(4000, None)], (4000, 4000)),
        ([(None, 300)], (300, 300)),
        ([(4000, None), (900, 1000)], (900, 4000)),
        ([(None, None)], (None, None)),
        ([], (None, None)),
    ],
)
def test_an_end_that_nobody_gave_is_the_other_one(estimates: list[Any], ends: tuple[int | None, int | None]) -> None:
    assert turnout.ends(estimates) == ends

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
    ["", "NA", "count pic", "0", "nobody", "walkout", "we marched 3 miles", "for miles", "at 14:30", "50%", "scores"],
)
def test_words_without_a_figure_give_none_and_never_zero(words: str) -> None:
    assert figures(words) is None


def test_a_small_word_does_not_count_where_a_figure_does() -> None:
    assert (figures("one man and 300 women"), figures("two")) == ((300, 300), (2, 2))


def test_no_crowd_is_larger_than_a_country() -> None:
    assert (figures("99999999999999999999"), turnout.beyond_belief("99999999999999999999")) == (None, True)


def test_a_rule_is_named_only_where_words_were_vague() -> None:
    assert (turnout.uses_rule("hundreds"), turnout.uses_rule("about 300"), turnout.uses_rule("")) == (
        True,
        False,
        False,
    )


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

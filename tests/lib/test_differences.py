from hypothesis import given
from hypothesis import strategies as some

from groundswell.lib.differences import MOST_PAIRS, Piece, changes, compare

OLD = "# Together\n\n- One voice each.\n- We decide by all.\n- We pay our own way."
NEW = "# Together\n\n- One voice each.\n- A new line of its own.\n- We decide by two thirds.\n- We pay our own way."


def told(old, new):
    """(kind, old text, new text), with what differs in brackets."""
    marked = lambda pieces: "".join(f"[{p.text}]" if p.differs else p.text for p in pieces)  # noqa: E731
    return [(line.kind, marked(line.old), marked(line.new)) for line in compare(old, new)]


def test_lines_that_are_alike_stand_beside_each_other_whatever_was_put_between():
    assert told(OLD, NEW) == [
        ("same", "# Together", "# Together"),
        ("same", "- One voice each.", "- One voice each."),
        ("added", "", "[- A new line of its own.]"),
        ("changed", "- We decide by [all].", "- We decide by [two thirds]."),
        ("same", "- We pay our own way.", "- We pay our own way."),
    ]


def test_line_with_nothing_in_common_is_taken_out_and_the_other_put_in():
    assert told("Water is life.", "Bring boots, all of you.") == [
        ("removed", "[Water is life.]", ""),
        ("added", "", "[Bring boots, all of you.]"),
    ]


def test_words_of_every_script_are_words():
    assert told("نعمل معا من دون عنف", "نعمل معا اليوم من دون عنف")[0][2] == "نعمل معا[ اليوم] من دون عنف"


def test_same_text_has_no_changes_and_empty_ones_no_lines():
    assert (changes(compare(OLD, OLD)), compare("", "\n \n")) == (0, ())


def test_what_is_too_long_to_pair_is_shown_whole():
    many = int(MOST_PAIRS**0.5) + 10
    lines = compare("\n".join(f"a b {n}" for n in range(many)), "\n".join(f"a b x{n}" for n in range(many)))

    assert {line.kind for line in lines} == {"added", "removed"}


@given(some.text(max_size=80), some.text(max_size=80))
def test_nothing_of_either_text_is_lost(old, new):
    lines = compare(old, new)

    for text, side in ((old, "old"), (new, "new")):
        shown = [
            "".join(piece.text for piece in getattr(line, side))
            for line in lines
            if getattr(line, side) or line.kind in ("same", "changed")
        ]
        assert shown == [line.rstrip() for line in text.splitlines() if line.strip()]
    assert all(isinstance(piece, Piece) for line in lines for piece in (*line.old, *line.new))

"""How many short messages a text takes."""

import pytest

from groundswell.lib.sms import Length, length


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),  # in the seven-bit alphabet
        ("€" * 80, 1),  # two places each
        ("€" * 81, 2),
        ("ã" * 70, 1),  # not in it
        ("ã" + "a" * 70, 2),
        ("ع" * 134, 2),
        ("ع" * 135, 3),
        ("😀" * 35, 1),  # two places in sixteen bits
        ("😀" * 36, 2),
    ],
)
def test_messages_are_counted_as_phones_count_them(text, messages):
    assert length(text) == Length(len(text), messages)

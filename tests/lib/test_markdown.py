from groundswell.lib.markdown import to_text


def test_text_without_marks_is_one_line_with_nothing_escaped():
    assert to_text("# Fish & chips\n\nUp *to* <3 m\nof “water” [here](https://a.example/)") == (
        "Fish & chips Up to <3 m of “water” here"
    )

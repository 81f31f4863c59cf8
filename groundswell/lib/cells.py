"""Texts in tables that people open in a spreadsheet."""

# A spreadsheet takes a text that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_text(text: str) -> str:
    """With an apostrophe before what would be taken for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text

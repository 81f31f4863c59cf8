"""Texts in tables that people open in a spreadsheet."""

# A spreadsheet takes a text that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_text(text: str) -> str:
    """With an apostrophe before what would be taken for a formula, and before an apostrophe that stands before one
    already: so whoever reads the table again takes off one, and has what was meant."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def as_meant(cell: str) -> str:
    """The text that `as_text` made this cell of."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell

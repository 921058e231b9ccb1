"""Words in spreadsheets: a cell that a spreadsheet would run as a formula becomes plain text."""

_RUN = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""First characters that Excel, LibreOffice or Google Sheets take for a formula, with their full-width forms."""


def plain_cell(text: str) -> str:
    """The text, after an apostrophe where a spreadsheet would run it. Signers' names stay as they are otherwise."""
    return f"'{text}" if text.startswith(_RUN) else text

"""Addresses as people read them."""

import re


def in_words(cell: str) -> str:
    """`K14` as `K列14行`, which cannot be read as the code of an indicator."""
    return re.sub(r"^([A-Z]+)(\d+)$", r"\1列\2行", cell)

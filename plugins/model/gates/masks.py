"""Masks: how personal data is shown where a part of it must stay to tell one from another."""

from __future__ import annotations


def mask_identity(text: str) -> str:
    """Return 340104********1234: division and last four of a number of 18 or 15 digits."""
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"


def mask_phone(text: str) -> str:
    """Return 138****5678."""
    return f"{text[:3]}****{text[-4:]}"


def mask_landline(area: str, number: str) -> str:
    """Return 0551-****5678."""
    return f"{area}-{'*' * (len(number) - 4)}{number[-4:]}"


def mask_card(text: str) -> str:
    """Return 6222********1234."""
    return f"{text[:4]}{'*' * (len(text) - 8)}{text[-4:]}"


def mask_plate(text: str) -> str:
    """Return 皖A***12 or, of a new-energy plate, 皖A****12."""
    return f"{text[:2]}{'*' * (len(text) - 4)}{text[-2:]}"


def mask_passport(text: str) -> str:
    """Return E12****78."""
    return f"{text[:-6]}****{text[-2:]}"


def mask_mail(text: str) -> str:
    """Return z***@example.org."""
    name, _, host = text.partition("@")
    return f"{name[:1]}***@{host}"


def mask_address(text: str) -> str:
    """Return the start of an address, with its end covered."""
    return f"{text[: min(6, len(text) // 2)]}****"

"""Whether every address that was published still leads somewhere."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.lifecycle.git import HistoryError
from plugins.lifecycle.history import removed_lines
from plugins.lifecycle.ledger import Recorded, load_ledger
from plugins.lifecycle.paths import AddressError, normal
from plugins.lifecycle.redirects import Redirects
from plugins.model.edition import Edition, Mode
from plugins.model.registers import LEDGER


def check_addresses(edition: Edition) -> Redirects:
    """Return the redirects of an edition; what is wrong with them or the ledger is a problem."""
    ledger = load_ledger(edition.root, edition.label, edition.problems)
    redirects = Redirects(edition, ledger)
    for address, place in ledger.items():
        if address not in redirects.live and address not in redirects:
            shown = edition.display(place.path)
            edition.problems.add("A003", shown, place.line, address=address)
    if edition.mode is Mode.PRODUCTION and ledger:
        _check_kept(edition, ledger)
    return redirects


def _check_kept(edition: Edition, ledger: Mapping[str, Recorded]) -> None:
    """Tell of lines that the ledger had once, where git knows."""
    try:
        removed = tuple(removed_lines(edition.root, LEDGER))
    except HistoryError:
        return
    for line in removed:
        try:
            address = normal(line)
        except AddressError:
            continue
        if address not in ledger:
            edition.problems.add("A012", edition.display(LEDGER), address=address)

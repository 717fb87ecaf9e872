"""What a build and its agents say to each other."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from plugins.model.bodies import Bodies
from plugins.model.content_files import ContentFile
from plugins.model.item_reading import Means, Reading
from plugins.portal.making import Made

Facts = Mapping[str, str]
"""What the bytes of outputs depend on besides the content, by name.

The first parcel is those of the machine that builds, a plain `dict` that any program can read;
answered with nothing, or with Refused.
"""


@dataclass(frozen=True, slots=True)
class Begin:
    """The second parcel; answered with nothing."""

    files: Mapping[str, bytes]
    """Files of the content folder that all items depend on: site.toml, the list of wording."""
    label: str
    """The content folder as problems show it."""
    mode: str
    pdf: bool
    today: date


@dataclass(frozen=True, slots=True)
class Read:
    """Asks for items; answered with a list of Anew, those with problems left out."""

    files: tuple[tuple[ContentFile, bytes], ...]


@dataclass(frozen=True, slots=True)
class Prepare:
    """The last parcel, behind that of `pack_state`; answered with nothing, or with Refused."""

    common: Mapping[str, str]
    """What every output depends on."""
    local: bool
    """Whether the plan has local outputs."""
    plan: str
    """Digest of the plan that must come of it."""


@dataclass(frozen=True, slots=True)
class Make:
    """Asks for outputs by name; answered with a list of Brought."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """An output that an agent made."""

    made: Made
    contents: tuple[bytes, ...]
    """Of its files, in their order."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an agent can't work for this build."""

    machine: str
    reasons: tuple[str, ...]
    """Names of facts; none where the plan came out otherwise."""


def pack(message: object) -> bytes:
    """Return a message as bytes."""
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def unpack(raw: bytes) -> Any:
    """Return the message of some bytes; they come from a cluster that runs what it is sent."""
    return pickle.loads(raw)  # noqa: S301 - docs/scale.md tells whom a cluster must be closed to


class _StatePickler(pickle.Pickler):
    """Pickles an edition without what belongs to this machine: its store, and how it was read."""

    def reducer_override(self, one: Any) -> Any:
        """Return how to make an object elsewhere."""
        if isinstance(one, Bodies):
            return _bodies, (dict(one),)
        if isinstance(one, Means | Reading):
            return type(one), ()
        return NotImplemented


def _bodies(texts: dict[str, str]) -> Bodies:
    found = Bodies()
    found.update(texts)
    return found


def pack_state(state: Mapping[str, Any]) -> bytes:
    """Return what a build has found out as bytes: Pelican's settings by name.

    The third parcel, a `dict`, answered with nothing; texts are taken from the store.
    """
    raw = io.BytesIO()
    _StatePickler(raw, pickle.HIGHEST_PROTOCOL).dump(dict(state))
    return raw.getvalue()

"""Names for addresses: what stands there for a text that is written by hand."""

from __future__ import annotations

import hashlib
import re
from functools import cache

LENGTH_LIMIT = 48
"""Letters of pinyin that a name may have; a syllable that doesn't fit ends it."""
DIGEST_LENGTH = 6
_SYLLABLE = re.compile(r"[a-z0-9]+")


@cache
def address_name(text: str) -> str:
    """Return a text's pinyin by syllables, and the start of its SHA-256: `han-shou-5f01ac`.

    It follows from the text alone: no other text can move it. The digest tells texts apart that
    sound alike or begin alike. Lower-case ASCII letters, digits and single hyphens.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - slow, and needed for few texts

    sounds = " ".join(lazy_pinyin(text, v_to_u=False)).lower()
    kept: list[str] = []
    room = LENGTH_LIMIT
    for syllable in _SYLLABLE.findall(sounds):
        room -= len(syllable) + 1
        if room < -1:
            break
        kept.append(syllable)
    digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]
    return "-".join([*kept, digest])

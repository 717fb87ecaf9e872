"""Where things lie, and which day it is: what commands know before they read anything."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from scripts.console import PROJECT


def cache_folder() -> Path:
    """Return the folder of what needn't be made twice."""
    return Path(os.environ.get("TONGBAO_CACHE") or PROJECT / ".cache")


def label_of(content: Path) -> str:
    """Return a content folder as problems show it: from the working folder where it is below."""
    try:
        return content.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return content.resolve().as_posix()


def now_in(zone: str) -> datetime:
    """Return the time in a time zone; SOURCE_DATE_EPOCH fixes it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.astimezone(ZoneInfo(zone))


def today_in(zone: str) -> date:
    """Return the day in a time zone; SOURCE_DATE_EPOCH fixes it."""
    return now_in(zone).date()

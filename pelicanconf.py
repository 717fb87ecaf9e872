"""Pelican's settings, all derived from content/site.toml.

Environment: TONGBAO_CONTENT names another content folder, TONGBAO_MODE is build (default),
production or preview, TONGBAO_LANG is the language of problems (zh, en or both), TONGBAO_PDF is 1
or 0 (whether notices get PDF files; by default in production alone), TONGBAO_CACHE is the folder of
what needn't be made twice, TONGBAO_WORKERS the number of processes that make pages, and
SOURCE_DATE_EPOCH sets the moment that future dates are measured by.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import plugins.full_text.plugin  # noqa: E402 - a broken plugin must stop the build
import plugins.lifecycle.plugin  # noqa: E402
import plugins.notice_numbering.plugin  # noqa: E402
import plugins.official_document.plugin  # noqa: E402
import plugins.open_data.plugin  # noqa: E402
import plugins.portal.plugin  # noqa: E402
import plugins.site_footer.plugin  # noqa: E402
from plugins.model.content_files import compares_contents  # noqa: E402
from plugins.model.edition import Mode  # noqa: E402
from plugins.model.forked import available_workers  # noqa: E402
from plugins.model.phrases import with_breaks  # noqa: E402
from plugins.model.problems import Language, Problems  # noqa: E402
from plugins.model.site_loader import load_site  # noqa: E402
from plugins.portal.assets import compiled_templates  # noqa: E402
from plugins.portal.making import quiet  # noqa: E402

CONTENT_ROOT = os.environ.get("TONGBAO_CONTENT") or str(ROOT / "content")
CONTENT_LABEL = os.environ.get("TONGBAO_LABEL") or Path(CONTENT_ROOT).name
MODE = Mode(os.environ.get("TONGBAO_MODE", Mode.BUILD))
PROBLEMS = Problems(production=MODE is Mode.PRODUCTION)
SITE = load_site(Path(CONTENT_ROOT), CONTENT_LABEL, PROBLEMS)
if SITE is None:
    for _problem in PROBLEMS:
        _language = Language(os.environ.get("TONGBAO_LANG", Language.BOTH))
        sys.stderr.write(f"{_problem.render(_language)}\n")
    sys.exit(1)
_epoch = os.environ.get("SOURCE_DATE_EPOCH")
_now = datetime.fromtimestamp(int(_epoch), UTC) if _epoch else datetime.now(UTC)
NOW = _now.astimezone(ZoneInfo(SITE.identity.time_zone))
TODAY = NOW.date()

PATH = CONTENT_ROOT
OUTPUT_PATH = str(ROOT / "output")
DELETE_OUTPUT_DIRECTORY = True
PDF = os.environ.get("TONGBAO_PDF", "1" if MODE is Mode.PRODUCTION else "0") == "1"
CACHE_FOLDER = os.environ.get("TONGBAO_CACHE") or str(ROOT / ".cache")
WORKERS = int(os.environ.get("TONGBAO_WORKERS") or available_workers())
PARANOID = compares_contents()
PROGRESS = quiet
RENEWAL = None
RECALLING = None
REMOTE = None
PELICAN_CLASS = plugins.portal.plugin.PortalPelican
PLUGINS = [
    "plugins.portal.plugin",
    "plugins.notice_numbering.plugin",
    "plugins.official_document.plugin",
    "plugins.open_data.plugin",
    "plugins.full_text.plugin",
    "plugins.site_footer.plugin",
    "plugins.lifecycle.plugin",
]
THEME = str(ROOT / "theme")
THEME_TEMPLATES_OVERRIDES = [str(ROOT / "theme" / "templates"), str(ROOT / "theme")]
JINJA_ENVIRONMENT = {
    "auto_reload": False,
    "bytecode_cache": compiled_templates(Path(CACHE_FOLDER)),
    "cache_size": -1,
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
}
JINJA_FILTERS = {"with_breaks": with_breaks}

SITENAME = SITE.identity.name
SITEURL = SITE.root.rstrip("/")
AUTHOR = "、".join(SITE.identity.organisers)
TIMEZONE = SITE.identity.time_zone
DEFAULT_LANG = SITE.identity.language
ARTICLE_PATHS = ["news", "notices"]
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
IGNORE_FILES = [".*", "~$*", "Thumbs.db", "desktop.ini", "__pycache__"]
ARTICLE_TRANSLATION_ID = None
PAGE_TRANSLATION_ID = None
CACHE_CONTENT = False
DIRECT_TEMPLATES: list[str] = []
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
WITH_FUTURE_DATES = True

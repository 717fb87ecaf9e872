"""Settings of stock Pelican for the benchmark; names come from portal.toml beside this file."""

import tomllib
from pathlib import Path

PORTAL = tomllib.loads(Path(__file__).with_name("portal.toml").read_text(encoding="utf-8"))
SITENAME = PORTAL["portal"]["name"]
SITEURL = f"https://{PORTAL['portal']['domain']}"
FOOTER = PORTAL["portal"]
COLUMNS = {column["code"]: column["name"] for column in PORTAL["columns"]}
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh-CN"
PATH = "content"
THEME = "theme"
PLUGIN_PATHS = ["."]
PLUGINS = ["neighbours"]
ARTICLE_URL = "{category}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
CATEGORY_URL = "{slug}/"
CATEGORY_SAVE_AS = "{slug}/index.html"
USE_FOLDER_AS_CATEGORY = False
AUTHOR_SAVE_AS = ""
TAG_SAVE_AS = ""
DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = {"category": 20}
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
DIRECT_TEMPLATES = ["index", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = True
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
FORMATTED_FIELDS: list[str] = []

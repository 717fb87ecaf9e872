"""Texts for other platforms: WeChat and Weibo."""

"""The site footer: filing information, channels and who answers for the site."""

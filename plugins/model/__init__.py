"""The domain, pure: no Pelican, Jinja, clock, environment or network."""

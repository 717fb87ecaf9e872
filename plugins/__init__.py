"""Tongbao plugins: the domain model and the Pelican plugins built on it."""

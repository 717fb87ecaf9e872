"""Importing: text that was published elsewhere, repaired and turned into items."""

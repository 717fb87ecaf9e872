"""Gates: what must not become public, and how official text is written."""

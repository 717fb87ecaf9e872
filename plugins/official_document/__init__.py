"""The official document: outline checks, the paper view, PDF."""

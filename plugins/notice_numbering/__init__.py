"""Official notice numbering: checks, citations, allocation and register pages."""

"""What becomes of published pages: corrections with their earlier text, addresses that last."""

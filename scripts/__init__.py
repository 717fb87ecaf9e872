"""Commands of the portal: portal.py starts them, one module each."""

"""The portal: home page, columns, items and the site maps."""

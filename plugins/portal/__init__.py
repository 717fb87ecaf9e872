"""The portal: home page, columns, items, feeds and the site map."""

"""What programs read of the portal: feeds, data files, their schemas, and what they count."""

"""Full-text search in Chinese: an exact index of static files, or an OpenSearch cluster."""

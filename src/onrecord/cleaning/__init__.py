"""From a scrape to its article: read, cut into blocks, tell their roles, assemble."""

"""What the site's pages say, for programs: read-only, under /api/."""

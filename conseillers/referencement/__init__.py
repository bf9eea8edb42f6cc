"""What search engines are told: which pages to keep, under which address and title, and facts in their own words."""

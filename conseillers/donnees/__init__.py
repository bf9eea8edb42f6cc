"""Open data: the places, the rules and the dates that the site shows, as files for anybody to use."""

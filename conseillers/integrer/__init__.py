"""The permanences within somebody else's page: a light page to put in a frame, and the one that makes its two lines."""

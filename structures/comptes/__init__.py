"""Accounts of the desk: who enters, how, for how long, and what the security log says of it."""

"""Lieux from files in the national schema: read and repaired, compared with what is here, written once looked at."""

"""How a large number is written."""


def grouped(value: int) -> str:
    """« 50 000 », with narrow spaces that do not break."""
    return f"{value:,}".replace(",", "\u202f")

"""Whether a colour can be read on another, by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

LEAST = 4.5  # to one, level AA for text

Rgb = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1, the same lightness, to 21, black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: Rgb, background: Rgb) -> bool:
    return contrast(colour, background) >= LEAST


def nearest_readable(colour: Rgb, background: Rgb) -> Rgb:
    """The colour itself, or the nearest of its lighter and darker shades that can be read there.

    There is always one: black or white stands out by 4.58 at least from any background.
    """
    ways = [shade for end in (BLACK, WHITE) if (shade := _first_readable(colour, end, background))]
    return min(ways, key=lambda shade: sum((a - b) ** 2 for a, b in zip(shade, colour, strict=True)))


def _first_readable(colour: Rgb, end: Rgb, background: Rgb) -> Rgb | None:
    """On the way to black or to white, by steps as small as screens show."""
    shades = (tuple(round(a + (b - a) * step / 255) for a, b in zip(colour, end, strict=True)) for step in range(256))
    return next((shade for shade in shades if readable(shade, background)), None)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

"""The plot of a benchmark: what each question costs at each size, as bars, on the terminal and in an SVG file."""

from pathlib import Path

WIDTH = 60  # characters of the longest bar
COLOURS = ["#8fb8de", "#0a477f", "#b8741a"]
ROW, LEFT, RIGHT = 18, 190, 620  # pixels

Costs = dict[int, dict[str, float]]  # empty views, by size then question


def write_plot(path: Path, costs: Costs) -> None:
    bars = sorted((name, size, cost) for size, names in costs.items() for name, cost in names.items())
    longest = max(cost for _name, _size, cost in bars)
    for name, size, cost in bars:
        print(f"{name:>10} {size:>10,} {'█' * max(1, round(WIDTH * cost / longest))} {cost:.1f}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(svg(bars, longest), encoding="utf-8")
    print(f"\nplot: {path}")


def svg(bars: list[tuple[str, int, float]], longest: float) -> str:
    sizes = sorted({size for _name, size, _cost in bars})
    rows = [_bar(rank, sizes.index(size), *bar, longest) for rank, bar in enumerate(bars) for size in [bar[1]]]
    height = ROW * (len(bars) + 2)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + RIGHT + 80} {height}"'
            ' font-family="sans-serif" font-size="12">',
            '<rect width="100%" height="100%" fill="white"/>',
            f'<text x="{LEFT}" y="{ROW - 4}">cost of a question, in empty views of the same server</text>',
            *rows,
            "</svg>",
        ]
    )


def _bar(rank: int, colour: int, name: str, size: int, cost: float, longest: float) -> str:
    y, width = ROW * (rank + 1), RIGHT * cost / longest
    return (
        f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{name}, {size:,} lieux</text>'
        f'<rect x="{LEFT}" y="{y + 2}" width="{width:.1f}" height="{ROW - 4}" fill="{COLOURS[colour % 3]}"/>'
        f'<text x="{LEFT + width + 6:.1f}" y="{y + 12}">{cost:.1f}</text>'
    )

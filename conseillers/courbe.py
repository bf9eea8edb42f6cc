"""A curve drawn by the server: steps, in the units of an SVG picture."""

from datetime import date

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 40, 16, 20, 32  # room for the figures beside the axes
MOST_LABELS = 8


class Courbe:
    """`points` are (day, number from that day on); the picture runs from `first` to `last`."""

    def __init__(self, points: list[tuple[date, int]], first: date, last: date, most: int):
        self.first = min([first, *(day for day, _number in points)])
        self.last = max(last, self.first.replace(year=self.first.year + 1))
        self.most = max([most, *(number for _day, number in points)])
        self.points, self.end = points, last

    def x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, number: int) -> float:
        return round(HEIGHT - BOTTOM - number / self.most * (HEIGHT - TOP - BOTTOM), 1)

    @property
    def trace(self) -> str:
        """The path: level until a day, then up or down at once."""
        steps = [f"M{self.x(self.first)} {self.y(0)}"]
        for day, number in self.points:
            steps += [f"H{self.x(day)}", f"V{self.y(number)}"]
        return " ".join([*steps, f"H{self.x(self.end)}"])

    @property
    def annees(self) -> list[tuple[float, int]]:
        """Where each year begins; every second or third one when there are many."""
        years = range(self.first.year + 1, self.last.year + 1)
        step = len(years) // MOST_LABELS + 1
        return [(self.x(date(year, 1, 1)), year) for year in years[::step]]

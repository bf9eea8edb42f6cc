"""Public addresses for many rows at once: as `unique_slug` gives them, without asking for each."""

from structures.slugs import spaced_slug


class Slugs:
    def __init__(self, taken, longest: int, default: str):
        self.taken, self.room, self.default = set(taken), longest - 5, default
        self.next: dict[str, int] = {}

    def take(self, *words: str) -> str:
        base = spaced_slug(" ".join(words))[: self.room].strip("-") or self.default
        number = self.next.get(base, 1)
        while (slug := base if number == 1 else f"{base}-{number}") in self.taken:
            number += 1
        self.next[base] = number + 1
        self.taken.add(slug)
        return slug

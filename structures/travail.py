"""What needs somebody today: the lines of the desk's first page and of the weekly mail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Tache:
    """One kind of thing to do, and how many there are. `nom` follows the number and agrees with it."""

    nombre: int
    nom: str
    url: str  # the page where each is done, without the site's name
    urgent: bool = False  # residents are misled as long as it waits
    compte_le: datetime | None = None  # when, if not now


# Takes an account; returns what it may do, zero included, or None when it is not for this account.
Source = Callable[..., Tache | None]

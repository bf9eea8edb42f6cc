"""The three colours of a frame, and the small style sheet that says them: no page of the site holds a style."""

import re
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from conseillers.integrer.contraste import Rgb, contrast, nearest_readable, readable

HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)
SHORT = re.compile(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", re.IGNORECASE)
YEAR = 365 * 24 * 3600


class Hexa:
    """A colour in an address."""

    regex = "[0-9a-f]{6}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


def rgb(code: str) -> Rgb:
    return tuple(bytes.fromhex(code))


def code_of(typed: str) -> str:
    """« 0a4578 » for « #0A4578 », « ffffff » for « #fff »; empty for what is no colour."""
    typed = typed.strip()
    if found := HEX.fullmatch(typed):
        return found[1].lower()
    found = SHORT.fullmatch(typed)
    return "".join(2 * part for part in found.groups()).lower() if found else ""


@dataclass(frozen=True)
class Couleurs:
    """Six hexadecimal figures each: the background, the text, and what one can press."""

    fond: str
    texte: str
    accent: str

    def __str__(self):
        return f"{self.fond}-{self.texte}-{self.accent}"

    @classmethod
    def read(cls, written: str) -> "Couleurs | None":
        codes = [code_of(part) for part in written.split("-")]
        return cls(*codes) if len(codes) == 3 and all(codes) else None

    def contrast(self, name: str) -> float:
        """Of the text or the accent on the background."""
        return contrast(rgb(getattr(self, name)), rgb(self.fond))

    def is_readable(self, name: str) -> bool:
        return readable(rgb(getattr(self, name)), rgb(self.fond))

    def readable(self) -> "Couleurs":
        """These, or the nearest ones that everybody can read."""
        return replace(self, **{name: self.nearest(name) for name in ("texte", "accent")})

    def nearest(self, name: str) -> str:
        return bytes(nearest_readable(rgb(getattr(self, name)), rgb(self.fond))).hex()

    @property
    def is_dark(self) -> bool:
        """What browsers draw themselves, scroll bars for one, is dark too."""
        return contrast(rgb(self.fond), rgb("ffffff")) > contrast(rgb(self.fond), rgb("000000"))

    @property
    def url(self) -> str:
        return reverse("conseillers:integrer_couleurs", args=[self.fond, self.texte, self.accent])


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def couleurs_css(request, fond: str, texte: str, accent: str):
    """The same for ever: all that it says is in its address. Colours that cannot be read are put right here too."""
    couleurs = Couleurs(fond, texte, accent).readable()
    scheme = "dark" if couleurs.is_dark else "light"
    values = f"--fond:#{couleurs.fond};--texte:#{couleurs.texte};--accent:#{couleurs.accent}"
    return HttpResponse(f":root{{color-scheme:{scheme};{values}}}\n", content_type="text/css; charset=utf-8")

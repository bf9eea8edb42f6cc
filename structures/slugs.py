"""Slugs: the words of a public address."""

import re

from django.db.models import QuerySet
from django.utils.text import slugify

APOSTROPHES = re.compile("['’]")  # « l’Étoile » is two words: l-etoile


def spaced_slug(text: str) -> str:
    """A slug whose elided words stand apart."""
    return slugify(APOSTROPHES.sub(" ", text))


def unique_slug(instance, *words: str, gone: QuerySet | None = None) -> str:
    """A slug of these words that no other row of the instance's table has, nor any of those that are gone."""
    model = type(instance)
    room = model._meta.get_field("slug").max_length - 5
    base = spaced_slug(" ".join(words))[:room].strip("-") or model._meta.model_name
    taken = set(
        model._default_manager.filter(slug__startswith=base).exclude(pk=instance.pk).values_list("slug", flat=True)
    )
    if gone is not None:
        taken.update(gone.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)

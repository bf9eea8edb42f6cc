"""What staff decided of two that look alike: the address of the lieu that is gone, or that they are two."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AncienneAdresse(models.Model):
    """The public address of a lieu that was merged into another: it leads there for good, and is never given again."""

    PORTEE = ("lieu__structure",)
    HISTOIRE = ()
    SUIT = True

    slug = models.SlugField(_("ancienne adresse de la page"), max_length=150, unique=True)
    # Followed when that lieu is merged in its turn, so that no address leads to another one that is gone.
    lieu = models.ForeignKey(
        "structures.Lieu", models.CASCADE, verbose_name=_("lieu"), related_name="anciennes_adresses"
    )
    le = models.DateTimeField(_("depuis le"), default=timezone.now)

    class Meta:
        verbose_name = _("ancienne adresse")
        verbose_name_plural = _("anciennes adresses")

    def __str__(self):
        return self.slug


class DistinctsQuerySet(models.QuerySet):
    def remember(self, premier, second, user) -> None:
        """In whichever order they are given, and however many times."""
        first, last = sorted([premier.pk, second.pk])
        self.get_or_create(premier_id=first, second_id=last, defaults={"par": user})


class Distincts(models.Model):
    """Two that look alike and are two. The first has the smaller key: a pair has no order."""

    HISTOIRE = ()
    SUIT = True

    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("dit par"), null=True, blank=True, related_name="+"
    )
    le = models.DateTimeField(_("dit le"), default=timezone.now)

    objects = DistinctsQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.premier} – {self.second}"


def once_and_without_order(name: str) -> list:
    return [
        models.UniqueConstraint(fields=["premier", "second"], name=f"{name}_unique"),
        models.CheckConstraint(condition=Q(premier__lt=F("second")), name=f"{name}_sans_ordre"),
    ]


class PasDoublon(Distincts):
    """Two lieux."""

    PORTEE = ("premier__structure", "second__structure")

    premier = models.ForeignKey("structures.Lieu", models.CASCADE, verbose_name=_("premier lieu"), related_name="+")
    second = models.ForeignKey("structures.Lieu", models.CASCADE, verbose_name=_("second lieu"), related_name="+")

    class Meta:
        verbose_name = _("paire de lieux distincts")
        verbose_name_plural = _("paires de lieux distincts")
        constraints = once_and_without_order("pas_doublon")


class StructuresDistinctes(Distincts):
    """Two structures."""

    PORTEE = ("premier", "second")

    premier = models.ForeignKey(
        "structures.Structure", models.CASCADE, verbose_name=_("première structure"), related_name="+"
    )
    second = models.ForeignKey(
        "structures.Structure", models.CASCADE, verbose_name=_("seconde structure"), related_name="+"
    )

    class Meta:
        verbose_name = _("paire de structures distinctes")
        verbose_name_plural = _("paires de structures distinctes")
        constraints = once_and_without_order("structures_distinctes")

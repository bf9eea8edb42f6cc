"""What may be asked of each list."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from conseillers.api.parametres import PageForm, SlugField
from conseillers.forms import RechercheForm, choice
from conseillers.models import Mode
from structures.models import Commune, Lieu

MOST_DAYS = 31  # between the two dates of a question, both included
WEEK = timedelta(days=6)  # after the first day, when only one date is given

NO_SUCH_DAY = _("Ce jour n’existe pas. Écrivez la date comme 2026-11-26.")


class LieuxForm(PageForm, RechercheForm):
    """The search page's own form, and the size of a page."""

    PARAMETRES = [
        *["q", "lat", "lon", "besoin", "jour", "moment", "mode", "langue", "accessible", "tri"],
        *PageForm.PARAMETRES,
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jour"].error_messages["invalid"] = NO_SUCH_DAY

    def clean(self):
        if ("lat" in self.data) != ("lon" in self.data):
            raise ValidationError(_("Donnez lat et lon, ou ni l’un ni l’autre."))
        return self.cleaned_data


class OuForm(PageForm):
    """Where: a lieu or a commune, which may be left out."""

    PARAMETRES = ["lieu", "commune", *PageForm.PARAMETRES]

    lieu = SlugField()
    commune = SlugField()

    def clean_lieu(self) -> Lieu | None:
        """By its slug, or one it had before it was merged into another."""
        slug = self.cleaned_data["lieu"]
        if not slug:
            return None
        known = Lieu.objects.published().only("pk")
        lieu = known.filter(slug=slug).first() or known.filter(anciennes_adresses__slug=slug).first()
        if lieu is None:
            raise ValidationError(_("Aucun lieu du site n’a cette adresse."))
        return lieu

    def clean_commune(self) -> list[int]:
        """The keys of a commune and of its arrondissements."""
        asked = self.cleaned_data["commune"]
        if not asked:
            return []
        of_it = Q(slug=asked) | Q(code_insee=asked) | Q(parent__slug=asked) | Q(parent__code_insee=asked)
        communes = list(Commune.objects.filter(of_it).values_list("pk", flat=True))
        if not communes:
            raise ValidationError(_("Cette commune n’est pas dans la Métropole de Lyon."))
        return communes

    @property
    def lieux(self):
        """Published lieux among those asked for, oldest first: an order that nothing changes."""
        lieux = Lieu.objects.published()
        if self.cleaned_data["lieu"]:
            lieux = lieux.filter(pk=self.cleaned_data["lieu"].pk)
        if self.cleaned_data["commune"]:
            lieux = lieux.filter(commune__in=self.cleaned_data["commune"])
        return lieux.select_related("commune").defer("commune__contour").order_by("pk")


class SeancesForm(OuForm):
    PARAMETRES = ["du", "au", "lieu", "commune", "mode", *PageForm.PARAMETRES]

    du = forms.DateField(required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": NO_SUCH_DAY})
    au = forms.DateField(required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": NO_SUCH_DAY})
    mode = choice("", Mode, "")

    def clean(self):
        if self.errors:
            return self.cleaned_data
        if self.last < self.first:
            raise ValidationError(_("« au » est avant « du »."))
        if self.days > MOST_DAYS:
            raise ValidationError(_("Demandez %(most)s jours au plus à la fois.") % {"most": MOST_DAYS})
        return self.cleaned_data

    @cached_property
    def first(self):
        return self.cleaned_data["du"] or self.cleaned_data["au"] or timezone.localdate()

    @cached_property
    def last(self):
        """A week, when only its first day is known; one day, when only the last is."""
        if self.cleaned_data["au"]:
            return self.cleaned_data["au"]
        return min(self.first, self.first.max - WEEK) + WEEK

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

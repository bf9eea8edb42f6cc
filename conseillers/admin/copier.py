"""A lieu copied with its permanences: the copy waits, off the site, until somebody has put its address right."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conseillers.admin.decoupage import PermanencesField, with_days
from conseillers.admin.deux_temps import Plan, page, perform
from conseillers.conflits import conflits
from conseillers.models import Permanence
from conseillers.wording import enumerate_words, rule_in_words
from structures.essai import values_of
from structures.models import Lieu, Structure
from structures.portee import reaches

LONGEST = Lieu._meta.get_field("nom").max_length
RIGHTS = ["structures.add_lieu", "conseillers.add_permanence"]
# What is a lieu's own: its key and address on the site, and that somebody has checked it.
AFRESH = {"id": None, "slug": "", "publie": False, "date_verification": None, "verifie_par": ""}


class CopieForm(forms.Form):
    nom = forms.CharField(
        label=_("Nom de la copie"),
        max_length=LONGEST,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text=_("Vous corrigerez ensuite l’adresse et le point sur la carte."),
    )
    permanences = PermanencesField(required=False)

    def __init__(self, lieu: Lieu, *args, **kwargs):
        self.lieu = lieu
        super().__init__(*args, **kwargs)

    def clean_nom(self):
        """One name, one place within a structure: the button pressed twice makes no second copy."""
        nom = self.cleaned_data["nom"]
        if self.lieu.structure.lieux.filter(nom__iexact=nom).exists():
            raise forms.ValidationError(_("Cette structure a déjà un lieu de ce nom : donnez-en un autre."))
        return nom


class Copie(Plan):
    titre = _("Lieu copié.")

    def __init__(self, lieu: Lieu, cleaned: dict):
        super().__init__()
        self.lieu, self.nom = lieu, cleaned["nom"]
        list(Structure.objects.filter(pk=lieu.structure_id).select_for_update().values_list("pk"))
        self.homonymes = list(lieu.structure.lieux.filter(nom__iexact=self.nom).values_list("pk", flat=True))
        self.regles = list(cleaned["permanences"])
        self.lignes = [(rule_in_words(each), enumerate_words(each.conseillers.all())) for each in self.regles]

    def facts(self):
        teams = [sorted(person.pk for person in each.conseillers.all()) for each in self.regles]
        lieu = [str(value) for value in _copied(self.lieu).values()]  # a point has no other words
        return [self.homonymes, lieu, [values_of(each) for each in self.regles], teams]

    def write(self):
        self.copie = Lieu(**_copied(self.lieu) | AFRESH | {"nom": self.nom})
        self.copie.save()
        self.added.append(self.copie)
        for regle in self.regles:
            twin = Permanence(**values_of(regle) | {"id": None, "lieu_id": self.copie.pk})
            twin.validate_constraints()
            twin.save()
            twin.conseillers.set(regle.conseillers.all())
            self.added.append(twin)

    def look(self):
        """The conflicts that it would have on the site: that is where it is going."""
        self.copie.publie = True
        self.copie.save()
        self.conflits = [each.phrase for each in conflits(lieux=[self.copie.pk]) if each.a_corriger]


def _copied(lieu: Lieu) -> dict:
    computed = {
        field.attname for field in lieu._meta.concrete_fields if field.generated or getattr(field, "auto_now", 0)
    }
    return {name: value for name, value in values_of(lieu).items() if name not in computed}


class Copiable:
    """The page of a lieu: the way to copy it."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.copy)
        return [path("<int:pk>/copier/", view, name="structures_lieu_copier"), *super().get_urls()]

    def copy(self, request, pk):
        lieu = get_object_or_404(Lieu.objects.select_related("structure", "commune"), pk=pk)
        if not (request.user.has_perms(RIGHTS) and reaches(request.user, lieu, reading=False)):
            raise PermissionDenied
        form = self._copy_form(request, lieu)
        plan, done = perform(request, form, lambda cleaned: Copie(lieu, cleaned))
        if done:
            messages.success(request, _told(plan))
            return HttpResponseRedirect(reverse("admin:structures_lieu_change", args=[plan.copie.pk]))
        back = reverse("admin:structures_lieu_change", args=[pk])
        fieldsets = [(None, {"fields": ["nom", "permanences"]})]
        context = {"titre": _("Copier « %(lieu)s »") % {"lieu": lieu}, "lieu": lieu, "retour": back}
        return page(request, "admin/conseillers/copier.html", form, fieldsets, plan, **context)

    def _copy_form(self, request, lieu: Lieu) -> CopieForm:
        going_on = with_days(lieu.permanences.all(), date__gte=timezone.localdate())
        initial = {
            "nom": _("%(name)s (copie)") % {"name": lieu.nom[: LONGEST - 20]},
            "permanences": list(going_on.values_list("pk", flat=True)),
        }
        form = CopieForm(lieu, request.POST or None, initial=initial)
        form.fields["permanences"].offer(going_on)
        return form


def _told(plan: Copie) -> str:
    number = len(plan.regles)
    copied = ngettext("%(n)s permanence", "%(n)s permanences", number) % {"n": number}
    return _(
        "Voici la copie, avec %(copied)s. Elle n’est pas encore sur le site : corrigez l’adresse et le point, "
        "cochez « Publié », puis enregistrez."
    ) % {"copied": copied if number else _("aucune permanence")}

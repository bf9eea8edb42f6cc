"""Forms of the schedule: each message beside the field that it asks to change."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.utils.translation import gettext_lazy as _

from conseillers.models import Permanence
from structures.admin_forms import DatesField, StaffForm


class KnownAutocomplete(AutocompleteSelectMultiple):
    """Shows the advisers that the page has already read, without asking for those of each permanence again."""

    known: dict[str, str] = {}

    def optgroups(self, name, value, attrs=None):
        chosen = [pk for pk in value if pk.isdecimal()]  # Django asks the database for whatever was sent
        if not set(chosen) <= self.known.keys():
            return super().optgroups(name, chosen, attrs)
        options = [self.create_option(name, pk, self.known[pk], set(chosen), index) for index, pk in enumerate(chosen)]
        return [(None, options, 0)]


class PermanenceAutocomplete(AutocompleteSelect):
    """Searches permanences by their lieu, and names the lieu with the rule."""

    url_name = "%s:conseillers_permanence_choisir"


class PermanenceChoice(forms.ModelChoiceField):
    def label_from_instance(self, permanence):
        return label_with_lieu(permanence)


def label_with_lieu(permanence: Permanence) -> str:
    return f"{permanence.lieu} : {permanence}"


class PermanenceForm(StaffForm):
    dates = DatesField(
        label=_("Dates"),
        required=False,
        help_text=_("Une date par ligne, ou séparées par des virgules : 24/12/2026, 07/01/2027."),
    )

    beside = {
        "permanence_heures_ordre": "heure_fin",
        "permanence_second_creneau": "heure_fin_2",
        "permanence_au_apres_du": "au",
        "permanence_intervalle": "intervalle",
        "permanence_intervalle_depuis": "du",
        "permanence_jours_connus": "jours",
        "permanence_rangs_connus": "rangs",
        "permanence_besoins_connus": "besoins",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "conseillers" in self.fields:
            widget = self.fields["conseillers"].widget
            read = {str(conseiller.pk): str(conseiller) for conseiller in self.instance.conseillers.all()}
            getattr(widget, "widget", widget).known = read

    def clean(self):
        """Says which part of the rhythm is missing, where the constraint can only say that one is."""
        cleaned = super().clean()
        rythme = cleaned.get("rythme")
        if rythme in (Permanence.Rythme.HEBDOMADAIRE, Permanence.Rythme.MENSUEL) and cleaned.get("jours") == []:
            self.add_error("jours", _("Cochez au moins un jour."))
        if rythme == Permanence.Rythme.MENSUEL and cleaned.get("rangs") == []:
            self.add_error("rangs", _("Cochez au moins un rang : 1er, 2e… du mois."))
        if rythme == Permanence.Rythme.DATES and cleaned.get("dates") == []:
            self.add_error("dates", _("Écrivez au moins une date."))
        return cleaned


class ChangementForm(StaffForm):
    beside = {
        "changement_au_apres_du": "au",
        "changement_heures_ordre": "heure_fin",
        "changement_horaires_donnes": "heure_debut",
        "changement_lieu_donne": "lieu_accueil",
        "changement_unique_ce_jour": "du",
    }

    def beside_field(self, constraint):
        if constraint == "changement_un_jour":
            one_day = self.instance.au == self.instance.du
            return "permanence" if one_day and "permanence" in self.fields else "au"
        if constraint == "changement_une_seule_cible":
            chosen = [name for name in ("structure", "lieu", "permanence") if self.cleaned_data.get(name)]
            return chosen[0] if chosen else "permanence"
        return super().beside_field(constraint)


class ConseillerForm(StaffForm):
    beside = {
        "conseiller_prenom_si_recrute": "prenom",
        "conseiller_depart_date": "date_depart",
        "conseiller_depart_apres_arrivee": "date_depart",
        "conseiller_langues_connues": "langues",
    }

    def clean_reference(self):
        """Empty is none: two posts without a reference are not the same post."""
        return self.cleaned_data["reference"] or None


class AbsenceForm(StaffForm):
    beside = {"absence_au_apres_du": "au"}


class VacancesForm(StaffForm):
    beside = {"vacances_au_apres_du": "au", "vacances_debut_unique": "du"}

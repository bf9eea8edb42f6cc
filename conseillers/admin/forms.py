"""Forms of the schedule: each message beside the field that it asks to change."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.utils.translation import gettext_lazy as _

from conseillers.models import Absence, Changement, JourCalendaire, Permanence
from conseillers.regle import Regle
from conseillers.wording import enumerate_words, hours, long_day
from structures.admin.forms import DatesField, StaffForm


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

    MOST_DATES = 366
    # What each rhythm reads: the rest is put back as it was at first, so that one rule is written in one way.
    READ = {
        Permanence.Rythme.HEBDOMADAIRE: {"jours", "semaines", "intervalle"},
        Permanence.Rythme.MENSUEL: {"jours", "rangs"},
        Permanence.Rythme.DATES: {"dates"},
    }
    beside = {
        "permanence_heures_ordre": "heure_fin",
        "permanence_second_creneau": "heure_fin_2",
        "permanence_au_apres_du": "au",
        "permanence_intervalle": "intervalle",
        "permanence_intervalle_depuis": "du",
        "permanence_jours_connus": "jours",
        "permanence_rangs_connus": "rangs",
        "permanence_besoins_connus": "besoins",
        "permanence_semaines_ou_intervalle": "intervalle",
        "permanence_unique": "rythme",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "conseillers" in self.fields:
            widget = self.fields["conseillers"].widget
            read = {str(conseiller.pk): str(conseiller) for conseiller in self.instance.conseillers.all()}
            getattr(widget, "widget", widget).known = read

    def clean_dates(self):
        dates = self.cleaned_data["dates"]
        first, last = JourCalendaire.FIRST, JourCalendaire.LAST
        if strange := [day for day in dates if not first <= day <= last]:
            raise forms.ValidationError(
                _("%(dates)s : choisissez des dates de %(first)s à %(last)s."),
                params={"dates": _written(strange), "first": first.year, "last": last.year},
            )
        if len(dates) > self.MOST_DATES:
            raise forms.ValidationError(_("C’est trop de dates : %(most)s au plus."), params={"most": self.MOST_DATES})
        return dates

    def clean(self):
        """Says which part of the rhythm is missing, where the constraint can only say that one is."""
        cleaned = super().clean()
        rythme = cleaned.get("rythme")
        if rythme in (Permanence.Rythme.HEBDOMADAIRE, Permanence.Rythme.MENSUEL) and cleaned.get("jours") == []:
            self.add_error("jours", _("Cochez au moins un jour."))
        if rythme == Permanence.Rythme.MENSUEL and cleaned.get("rangs") == []:
            self.add_error("rangs", _("Cochez au moins un rang : 1er, 2e… du mois."))
        if rythme == Permanence.Rythme.DATES:
            self._check_dates(cleaned)
        for name in set().union(*self.READ.values()) - self.READ.get(rythme, set()):
            if rythme and name in self.fields:
                self.errors.pop(name, None)
                cleaned[name] = Permanence._meta.get_field(name).get_default()
        return cleaned

    def _check_dates(self, cleaned):
        dates, du, au = cleaned.get("dates"), cleaned.get("du"), cleaned.get("au")
        if dates == []:
            self.add_error("dates", _("Écrivez au moins une date."))
        out = [day for day in dates or () if (du and day < du) or (au and day > au)]
        if out:
            message = _("%(dates)s : hors de la période donnée plus bas. Corrigez la date ou la période.")
            self.add_error("dates", forms.ValidationError(message, params={"dates": _written(out)}))

    def check_instance(self):
        """The lines of a lieu are compared by `against`; one that somebody has just added is in the database alone."""
        try:
            self._unique().validate(Permanence, self.instance)
        except forms.ValidationError as error:
            self.add_error("rythme", error)
            return
        if not Regle(self.instance).gives_a_day():
            message = _("Cette règle ne donne aucune date. Allongez la période, ou changez les jours.")
            self.add_error("au" if self.instance.au else "rythme", message)

    def against(self, others):
        fields = self._unique().fields
        rule = [getattr(self.instance, name) for name in fields if name != "lieu"]
        for other in others:
            if rule == [getattr(other.instance, name) for name in fields if name != "lieu"]:
                return [("rythme", _("Cette permanence est écrite deux fois : supprimez-en une."))]
        return []

    @staticmethod
    def _unique():
        return next(each for each in Permanence._meta.constraints if each.name == "permanence_unique")


def _written(days) -> str:
    return ", ".join(f"{day:%d/%m/%Y}" for day in days)


class ChangementForm(StaffForm):
    beside = {
        "changement_au_apres_du": "au",
        "changement_heures_ordre": "heure_fin",
        "changement_horaires_donnes": "heure_debut",
        "changement_lieu_donne": "lieu_accueil",
        "changement_unique_ce_jour": "du",
        "changement_annulation_unique": "du",
        "changement_ajout_unique": "du",
        "changement_lieu_deja_ferme": "du",
        "changement_structure_deja_fermee": "du",
    }

    def beside_field(self, constraint):
        if constraint == "changement_un_jour":
            one_day = self.instance.au == self.instance.du
            return "permanence" if one_day and "permanence" in self.fields else "au"
        if constraint == "changement_une_seule_cible":
            chosen = [name for name in ("structure", "lieu", "permanence") if self.cleaned_data.get(name)]
            return chosen[0] if chosen else "permanence"
        return super().beside_field(constraint)

    def check_instance(self):
        """Does it stand on a date of its permanence?"""
        permanence = self.instance.permanence
        if not permanence or not permanence.pk:
            return
        if self.instance.genre == Changement.Genre.LIEU and self.instance.lieu_accueil_id == permanence.lieu_id:
            self.add_error("lieu_accueil", _("C’est le lieu habituel : choisissez-en un autre."))
        regle = Regle(permanence)
        check = self._check_added if self.instance.genre == Changement.Genre.AJOUT else self._check_changed
        if message := check(regle):
            self.add_error("du", message)

    def _check_changed(self, regle: Regle) -> str:
        """What to say when there is nothing to cancel or to change on these dates."""
        du, au, genre = self.instance.du, self.instance.au, self.instance.genre
        cancelling = genre == Changement.Genre.ANNULATION
        days = regle.between(du, au)
        if cancelling and (days or regle.added_between(du, au)):
            return ""
        if not days and regle.added_between(du, au):
            return _("C’est une date ajoutée : changez-la là où elle est notée, parmi les changements.")
        if not days:
            nearest = [long_day(day) for day in regle.nearest(du)]
            near = _("Les dates les plus proches : %(days)s.") % {"days": enumerate_words(nearest)} if nearest else ""
            return f"{_('Cette permanence n’a pas de séance à cette date.')} {near}".strip()
        if days[0].ferie and not cancelling:
            return _("C’est un jour férié (%(name)s), sans séance. Pour en tenir une, choisissez « date ajoutée ».") % {
                "name": days[0].ferie
            }
        return ""

    def _check_added(self, regle: Regle) -> str:
        """What to say when a séance already stands there at these hours."""
        start = self.instance.heure_debut or regle.permanence.heure_debut
        end = self.instance.heure_fin or regle.permanence.heure_fin
        for day in regle.held_on(self.instance.du):
            if day.heure_debut < end and start < day.heure_fin:
                return _(
                    "Il y a déjà une séance ce jour-là, de %(hours)s. Pour la changer, choisissez « autres horaires » "
                    "ou « autre lieu »."
                ) % {"hours": hours(day.heure_debut, day.heure_fin)}
        return ""

    def against(self, others):
        row = self.instance
        for other in (form.instance for form in others):
            one_day = {row.genre, other.genre} <= {Changement.Genre.HORAIRES, Changement.Genre.LIEU}
            if row.du == other.du and (one_day or self._facts(row) == self._facts(other)):
                return [("du", _("Un autre changement, plus haut, porte déjà sur cette date."))]
        return []

    @staticmethod
    def _facts(row: Changement) -> tuple:
        if row.genre == Changement.Genre.ANNULATION:
            return row.genre, row.au
        return row.genre, row.heure_debut, row.heure_fin, row.lieu_accueil_id


class ConseillerForm(StaffForm):
    beside = {
        "conseiller_prenom_si_recrute": "prenom",
        "conseiller_depart_date": "date_depart",
        "conseiller_formation_apres_recrutement": "date_formation",
        "conseiller_poste_apres_recrutement": "date_prise_de_poste",
        "conseiller_depart_apres_arrivee": "date_depart",
        "conseiller_langues_connues": "langues",
    }

    def clean_reference(self):
        """Empty is none: two posts without a reference are not the same post."""
        return self.cleaned_data["reference"] or None


class AbsenceForm(StaffForm):
    beside = {"absence_au_apres_du": "au", "absence_sans_recouvrement": "du"}

    def against(self, others):
        row: Absence = self.instance
        if any(row.du <= other.instance.au and other.instance.du <= row.au for other in others):
            return [("du", _("Une autre absence, plus haut, couvre déjà une partie de ces jours."))]
        return []


class VacancesForm(StaffForm):
    beside = {"vacances_au_apres_du": "au", "vacances_debut_unique": "du"}

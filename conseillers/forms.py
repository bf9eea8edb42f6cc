"""What a resident may ask of the search. A value that makes no sense is said so beside its field, and left out."""

from dataclasses import replace
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import TextChoices
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from conseillers.besoins import Besoin
from conseillers.dits import asked_in
from conseillers.models import Langue, Mode, Moment
from conseillers.prenoms import first_name_in
from structures.geo import point
from structures.geocodeur import completed
from structures.models import Commune
from structures.reperes import Compris, Confiance, understand

UNKNOWN_CHOICE = _("Ce choix n’existe pas : il n’est pas pris en compte.")
LONGEST_QUESTION = 200  # characters; the longest French address has under 100


class Tri(TextChoices):
    DISTANCE = "distance", _("le plus près d’abord")
    DATE = "date", _("le plus tôt d’abord")


def printable(words: str | None) -> str:
    return "".join(character if character.isprintable() else " " for character in words or "")


class WordsField(forms.CharField):
    """Words that a resident typed: control and invisible direction characters are dropped, not refused."""

    def to_python(self, value):
        return super().to_python(printable(value)[: 10 * LONGEST_QUESTION])


def choice(label: str, values: type[TextChoices], any_of_them: str) -> forms.ChoiceField:
    """One of these values or none, which `any_of_them` says."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=lambda: [("", any_of_them), *values.choices],  # a list would be copied with each form
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )


class RechercheForm(forms.Form):
    """GET parameters of /recherche/ and its geojson twin. Read `cleaned_data` even when some field is wrong."""

    q = WordsField(
        label=_("Où êtes-vous ?"),
        required=False,
        max_length=LONGEST_QUESTION,
        error_messages={"max_length": _("C’est trop long. Écrivez juste une ville, un code postal ou un nom de lieu.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    besoin = choice(_("Pour quoi faire ?"), Besoin, _("Tout"))
    jour = forms.DateField(
        label=_("Quel jour ?"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"],
        error_messages={"invalid": _("Ce jour n’existe pas. Écrivez-le comme 26/11/2026.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    moment = choice(_("À quel moment ?"), Moment, _("Toute la journée"))
    mode = choice(_("Avec ou sans rendez-vous ?"), Mode, _("Peu importe"))
    langue = choice(_("Dans quelle langue ?"), Langue, _("Toutes les langues"))
    accessible = forms.BooleanField(label=_("Accessible en fauteuil roulant"), required=False)
    prenom = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    tri = forms.ChoiceField(
        label=_("Dans quel ordre ?"),
        required=False,
        choices=lambda: Tri.choices,
        error_messages={"invalid_choice": _("Cet ordre n’existe pas : le plus près est d’abord.")},
    )

    ENUMERATIONS = {"besoin": Besoin, "moment": Moment, "mode": Mode, "langue": Langue}
    FILTERS = ["besoin", "jour", "moment", "mode", "langue", "accessible", "prenom"]

    def __init__(self, data=None, **kwargs):
        self.typed = data or {}
        self.dit = asked_in(printable(self.typed.get("q"))[:LONGEST_QUESTION])
        super().__init__(data if data is None else self._completed(data), **kwargs)

    def _completed(self, data):
        """What was asked, with what the words ask for: they are the last thing that was typed."""
        data = data.copy()
        for name, value in self.dit.filters.items():
            data[name] = value
        return data

    @property
    def etat(self):
        """The whole search as parameters: the words left that say where, and every filter. What links start from.

        Without what made no sense or is no parameter: a page has sixty links, which would each carry it along.
        """
        etat = QueryDict(mutable=True)
        etat.update({name: self.data[name] for name in self.data if self.data[name] and name in self.cleaned_data})
        if "carte" in self.data:
            etat["carte"] = "1"
        if self.value("prenom"):
            etat["prenom"] = self.value("prenom")
        if self.dit.understood:
            etat["q"] = self.dit.reste
            if not self.dit.reste:
                del etat["q"]
        return etat

    def clean(self):
        wrong = {"lat", "lon"} & set(self.errors)
        halves = [self.cleaned_data.get(name) is None for name in ("lat", "lon")]
        if wrong or halves[0] != halves[1]:
            for name in ("lat", "lon"):
                self.errors.pop(name, None)
                self.cleaned_data.pop(name, None)
            raise ValidationError(
                _("Votre position n’a pas été comprise. Écrivez plutôt votre ville ou votre code postal.")
            )
        return self.cleaned_data

    def value(self, name: str):
        """The valid value of a field, or None."""
        return self.cleaned_data.get(name) or None

    @cached_property
    def compris(self) -> Compris:
        """The point to measure from: what the words say, else the position that the browser gave.

        Words that are not a place may hold an adviser's first name, which becomes a filter. Another server, if there is
        one to ask, is asked last: a position says it better, and nobody's name is its business.
        """
        words = self.dit.reste if self.dit.understood else self.cleaned_data.get("q") or ""
        latitude, longitude = self.cleaned_data.get("lat"), self.cleaned_data.get("lon")
        compris = understand(words, alone=True)
        if words and compris.confiance in (Confiance.AUCUNE, Confiance.DOUTE) and not self.value("prenom"):
            compris = self._with_first_name(words) or compris
        if latitude is None or longitude is None:
            return compris if self.value("prenom") else completed(compris, words)
        return compris if compris.point else Compris.around(point(longitude, latitude))

    def _with_first_name(self, words: str) -> Compris | None:
        """What is left of the words once somebody's first name is taken out, if that is a place or nothing."""
        prenom, rest = first_name_in(words)
        compris = understand(rest, alone=True) if prenom else None
        if compris is None or (rest and compris.confiance in (Confiance.AUCUNE, Confiance.DOUTE)):
            return None
        self.cleaned_data["prenom"] = prenom
        self.dit = replace(self.dit, reste=rest, understood=True)
        return compris

    @property
    def filters(self) -> dict:
        """The filters that were asked for and make sense, by name. Read `compris` before."""
        return {name: self.value(name) for name in self.FILTERS if self.value(name)}


class Vue(TextChoices):
    JOUR = "jour", _("Un jour")
    SEMAINE = "semaine", _("Une semaine")


class LongSelect(forms.Select):
    """A list of sixty choices: Django would render a template for each."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = ((key, mark_safe(" selected") if str(key) == chosen else "", label) for key, label in self.choices)
        listed = format_html_join("", '<option value="{}"{}>{}</option>', options)
        named = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(named), listed)


class AgendaForm(forms.Form):
    """GET parameters of /agenda/; /agenda.ics takes its filters. Read `value` even when some field is wrong."""

    FIRST, LAST = date(2021, 1, 1), date(2069, 11, 30)  # the calendar's
    FILTERS = ["commune", "besoin", "mode"]
    BETWEEN = _("Choisissez un jour entre 2021 et 2069 : voici aujourd’hui.")

    vue = forms.ChoiceField(
        label=_("Un jour ou une semaine ?"),
        required=False,
        choices=Vue.choices,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )
    jour = forms.DateField(
        label=_("Quel jour ?"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"],
        validators=[MinValueValidator(FIRST, BETWEEN), MaxValueValidator(LAST, BETWEEN)],
        error_messages={"invalid": _("Ce jour n’existe pas : voici aujourd’hui.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    commune = forms.ChoiceField(
        label=_("Quelle commune ?"),
        required=False,
        widget=LongSelect,
        error_messages={"invalid_choice": _("Cette commune n’est pas dans la liste : voici toute la Métropole.")},
    )
    besoin = choice(_("Pour quoi faire ?"), Besoin, _("Tout"))
    mode = choice(_("Avec ou sans rendez-vous ?"), Mode, _("Peu importe"))
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)  # of many lieux

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        communes = [(c.slug, c.nom_court) for c in Commune.objects.order_by("cle").only("slug", "nom")]
        self.fields["commune"].choices = [("", _("Toute la Métropole")), *communes]

    def value(self, name: str):
        """The valid value of a field, or None."""
        return self.cleaned_data.get(name) or None

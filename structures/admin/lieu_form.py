"""The form of a lieu: what its address tells is deduced, what contradicts it is said beside the field."""

import json
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from structures import horaires
from structures.admin.champs import MailField, WebField
from structures.admin.forms import ListField, PhoneField, StaffForm
from structures.adresses import Voie
from structures.models import Commune
from structures.situer import Situation, commune_at, communes_of, nearest_address, situate

CODE_LENGTH = 5  # digits of a postal code


class MailsField(ListField):
    separators = re.compile(r"[\r\n,;]+")


class LieuForm(StaffForm):
    courriels = MailsField(
        MailField(), label=gettext_lazy("Courriels"), required=False, help_text=gettext_lazy("Un par ligne.")
    )
    site_web = ListField(
        WebField(max_length=200),
        label=gettext_lazy("Sites internet"),
        required=False,
        help_text=gettext_lazy("Une adresse par ligne, avec ou sans https://."),
    )
    autres_formations_labels = ListField(
        forms.CharField(max_length=100),
        label=gettext_lazy("Autres formations et labels"),
        required=False,
        help_text=gettext_lazy("Un par ligne."),
    )
    telephone = PhoneField(
        label=gettext_lazy("Téléphone"),
        required=False,
        max_length=30,
        help_text=gettext_lazy(
            "Les habitants appellent ce numéro d’un geste. Écrivez-le comme vous voulez : 04 78 63 40 40."
        ),
    )

    DEDUCED = {
        "commune": gettext_lazy("Laissez vide : l’adresse, le code postal ou le point la disent."),
        "code_postal": gettext_lazy("Laissez vide s’il est dans l’adresse connue."),
    }

    HOURS = gettext_lazy(
        "Par exemple « lundi-vendredi 9h-12h, 14h-17h », ou le format OpenStreetMap. Pour information."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, help_text in self.DEDUCED.items():
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].help_text = help_text
        if "horaires" in self.fields:
            read = " ; ".join(horaires.in_words(self.instance.horaires))
            self.fields["horaires"].help_text = f"{_('Compris :')} {read}." if read else self.HOURS

    def clean_horaires(self):
        """Hours of before, that nobody can read, may stay as they are."""
        typed = self.cleaned_data["horaires"]
        return horaires.written(typed) if typed and "horaires" in self.changed_data else typed

    def clean(self):
        cleaned = super().clean()
        if {"adresse", "code_postal", "commune", "position"} <= self.fields.keys():
            self._complete(cleaned)
        return cleaned

    # --- Where ---

    @cached_property
    def found(self) -> Situation | None:
        """Where the address that was typed leads."""
        words = [
            self.cleaned_data.get("adresse"),
            self.cleaned_data.get("code_postal"),
            self.cleaned_data.get("commune"),
        ]
        return situate(", ".join(str(word) for word in words if word)) if words[0] else None

    def _complete(self, cleaned) -> None:
        """Fills what the rest tells, for sure; asks for what it does not."""
        if not cleaned.get("position") and not self.data.get(self.add_prefix("position"), "").strip():
            self._propose_position()
        if "commune" not in self.errors and not cleaned.get("commune"):
            self._deduce_commune(cleaned)
        if "code_postal" not in self.errors and not cleaned.get("code_postal"):
            self._deduce_code_postal(cleaned)
        if (
            {"code_postal", "commune"} & set(self.changed_data)
            and cleaned.get("code_postal")
            and cleaned.get("commune")
        ):
            self._compare(cleaned["code_postal"], cleaned["commune"])

    def _propose_position(self) -> None:
        """The page comes back with the marker at the address: it is looked at, then saved."""
        if not self.found or not self.found.sure:
            return
        self.errors.pop("position", None)
        self.add_error(
            "position",
            ValidationError(
                _("Le point est proposé à « %(libelle)s ». Vérifiez-le, puis enregistrez."),
                params={"libelle": self.found.libelle},
            ),
        )
        self.data = self.data.copy()
        self.data[self.add_prefix("position")] = geojson(self.found.point)

    def _deduce_commune(self, cleaned) -> None:
        code, position = cleaned.get("code_postal"), cleaned.get("position")
        here = commune_at(position) if position else None
        by_code = communes_of(code) if code else []
        if here and (here in by_code or not code):
            cleaned["commune"] = here
        elif len(by_code) == 1:
            cleaned["commune"] = by_code[0]
        elif self.found and self.found.sure and (self.found.commune in by_code or not by_code):
            cleaned["commune"] = self.found.commune
        elif by_code:
            names = ", ".join(map(str, by_code))
            self.add_error(
                "commune", _("Choisissez parmi celles du code %(code)s : %(names)s.") % {"code": code, "names": names}
            )
        else:
            self.add_error(
                "commune", _("Choisissez la commune : ni l’adresse, ni le code postal, ni le point ne la disent.")
            )

    def _deduce_code_postal(self, cleaned) -> None:
        commune, position = cleaned.get("commune"), cleaned.get("position")
        known = [self.found] if self.found and self.found.sure else []
        known += [near] if position and (near := nearest_address(position)) else []
        code = next((each.code_postal for each in known if commune in (None, each.commune, each.commune.parent)), "")
        if not code and commune and len(commune.codes_postaux) == 1:
            code = commune.codes_postaux[0]
        if code:
            cleaned["code_postal"] = code
        else:
            self.add_error("code_postal", _("Écrivez le code postal, par exemple 69003."))

    def _compare(self, code: str, commune: Commune) -> None:
        """A letter to this commune with this code would go astray; unless a street of it has the code."""
        own = commune.codes_postaux
        if not code.isdecimal() or len(code) != CODE_LENGTH:
            return  # the model says so
        if code in own or Voie.objects.filter(commune=commune, codes_postaux__contains=[code]).exists():
            return
        others = communes_of(code)
        if others:
            message = _("%(code)s est à %(names)s ; %(commune)s a %(own)s. Corrigez le code postal ou la commune.")
        else:
            message = _("Aucune commune de la Métropole n’a %(code)s ; %(commune)s a %(own)s.")
        facts = {"code": code, "names": ", ".join(map(str, others)), "commune": commune, "own": ", ".join(own)}
        self.add_error("code_postal", message % facts)


def geojson(point) -> str:
    """As the field of the map holds it."""
    return json.dumps({"type": "Point", "coordinates": list(point.coords)})

"""The form behind « Corriger »: a lieu's few public facts and its permanences, checked as the staff's own forms are."""

import copy

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from conseillers.admin.forms import PermanenceForm
from conseillers.faits import LIEU, PERMANENCE, facts_of, plain
from conseillers.models import Demande, Ligne, Permanence, Proposition
from conseillers.wording import capital, rule_in_words
from structures.admin.champs import validate_readable_lines
from structures.admin.forms import HourField
from structures.admin.lieu_form import LieuForm
from structures.confirmation import name_of
from structures.models import Lieu

# Characters that nobody types: a copy and paste brings them, or somebody who tries what they do.


class CorrectionForm:
    """What both forms share. The row that they are about is complete, hence each of its constraints can be told."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = False  # `vu` says what was shown
            field.help_text = self.helps.get(name, "")

    helps: dict[str, str] = {}

    def _validate_constraints_beside(self, exclude=None):
        """With all columns but those just typed that are wrong already: that was said."""
        super()._validate_constraints_beside({name for name in exclude or () if name in self.fields})


class LieuCorrection(CorrectionForm, LieuForm):
    courriels = autres_formations_labels = None  # of the staff's form, not of this one
    beside = {"lieu_adresse_connue": "adresse", "lieu_telephone_e164": "telephone"}
    helps = {
        "adresse": _("Numéro et rue, sans la ville."),
        "complement_adresse": _("Bâtiment, étage, code d’entrée."),
        "site_web": _("Une adresse par ligne."),
        "acces": _("Arrêt de bus ou de métro, entrée."),
    }

    class Meta:
        model = Lieu
        fields = LIEU
        labels = {"complement_adresse": _("Complément d’adresse"), "acces": _("Comment venir")}
        widgets = {"acces": forms.Textarea(attrs={"rows": 3})}


class PermanenceCorrection(CorrectionForm, PermanenceForm):
    fini = forms.BooleanField(label=_("Cette permanence n’existe plus"), required=False)
    beside = {**PermanenceForm.beside, "permanence_rythme_complet": "jours"}
    helps = {"au": _("Vide : sans fin prévue."), "dates": _("Une date par ligne : 24/12/2026.")}

    class Meta:
        model = Permanence
        fields = PERMANENCE
        labels = {"au": _("Jusqu’au"), "heure_fin_2": _("à (suite)")}
        field_classes = dict.fromkeys(["heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2"], HourField)
        widgets = {"au": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.phrase = capital(rule_in_words(self.instance))
        del self.fields["jours" if self.instance.rythme == Permanence.Rythme.DATES else "dates"]

    def beside_field(self, constraint):
        field = super().beside_field(constraint)
        return "dates" if field == "jours" and "dates" in self.fields else field

    def _post_clean(self):
        if self.cleaned_data.get("fini"):
            self._errors.clear()  # whatever else was left in its fields
            return
        super()._post_clean()


class RemarqueForm(forms.Form):
    remarque = forms.CharField(
        label=_("Autre chose à nous dire ?"),
        required=False,
        max_length=1000,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une nouvelle permanence, une autre ville, une fermeture… L’équipe vous lira."),
    )
    vu = forms.CharField(widget=forms.HiddenInput, required=False)


class CorrectionForms:
    """All of the page: what it shows, whether it is right, and the lines that differ from what was shown.

    The page carries what it showed, signed (`vu`): an edit made by staff in the meantime is not taken for a correction,
    nor undone by one.
    """

    def __init__(self, demande: Demande, data=None):
        self.demande = demande
        facts = facts_of([demande.lieu])[demande.lieu_id]
        self.seen = self._read(data.get("remarque-vu", "")) if data is not None else None
        self.lost = data is not None and self.seen is None
        self.seen = self.seen or facts.instantane
        rules = [rule for rule in facts.permanences if data is None or str(rule.pk) in self.seen["permanences"]]
        self.lieu = LieuCorrection(data, instance=copy.copy(demande.lieu), prefix="lieu")
        self.permanences = [PermanenceCorrection(data, instance=rule, prefix=f"permanence-{rule.pk}") for rule in rules]
        self.remarque = RemarqueForm(data, prefix="remarque", label_suffix="", initial={"vu": self._signed()})
        if self.lost:  # what was typed is kept, with what it is to be compared to
            self.remarque.data = {**data.dict(), "remarque-vu": self._signed()}

    @property
    def _salt(self) -> str:
        return f"conseillers.vu.{self.demande.pk}"

    def _signed(self) -> str:
        return signing.dumps(self.seen, salt=self._salt, compress=True)

    def _read(self, sent: str) -> dict | None:
        try:
            return signing.loads(sent, salt=self._salt)
        except signing.BadSignature:
            return None

    @property
    def all(self) -> list[forms.BaseForm]:
        return [self.lieu, *self.permanences, self.remarque]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(key of the field, message), in the order of the page."""
        found = []
        for form in self.all:
            for name, messages in form.errors.items():
                where = form[name].auto_id if name != NON_FIELD_ERRORS else ""
                found += [(where, message) for message in messages]
        return found

    def is_valid(self) -> bool:
        return not self.lost and not self.errors

    def propose(self) -> Proposition | None:
        """Keeps what differs for an agent to read; None when nothing does."""
        lines = [*self._lines_of_lieu(), *(line for form in self.permanences for line in self._lines_of_rule(form))]
        remark = self.remarque.cleaned_data["remarque"]
        if not (lines or remark):
            return None
        account = self.demande.compte
        proposition = Proposition.objects.create(
            demande=self.demande, lieu_id=self.demande.lieu_id, par=name_of(account), compte=account, remarque=remark
        )
        for line in lines:
            line.proposition = proposition
        Ligne.objects.bulk_create(lines)
        return proposition

    def _lines_of_lieu(self) -> list[Ligne]:
        return self._differing(self.lieu, self.seen["lieu"])

    def _lines_of_rule(self, form: PermanenceCorrection) -> list[Ligne]:
        said = {"permanence_id": form.instance.pk, "objet": form.phrase[:400]}
        if form.cleaned_data["fini"]:
            return [Ligne(champ=Ligne.EXISTE, avant=True, apres=False, **said)]
        return self._differing(form, self.seen["permanences"][str(form.instance.pk)], **said)

    @staticmethod
    def _differing(form, seen: dict, **said) -> list[Ligne]:
        """The model has put what was typed in form: a phone number written otherwise is the same number."""
        typed = {name: _plain_lines(plain(getattr(form.instance, name))) for name in seen if name in form.fields}
        return [
            Ligne(champ=name, avant=seen[name], apres=value, **said)
            for name, value in typed.items()
            if value != _plain_lines(seen[name])
        ]


def _plain_lines(value):
    """A browser ends lines in its own way."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value

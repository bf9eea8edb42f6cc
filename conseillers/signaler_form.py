"""« Signaler une erreur »: one choice to make, the rest as one likes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from conseillers import jetons
from conseillers.forms import printable
from conseillers.models import Signalement
from conseillers.signalements import seance_named

KEPT = 10  # times what is accepted: how much of what is too long is shown again


class OwnWordsField(forms.CharField):
    """What one writes freely: lines are kept, control and invisible direction characters are dropped, not refused.

    The browser is not told the limit: it would cut what is pasted without a word.
    """

    def __init__(self, longest: int, **kwargs):
        super().__init__(max_length=longest, required=False, **kwargs)
        self.error_messages["max_length"] = _(
            "C’est trop long : %(show_value)s caractères, pour %(limit_value)s au plus."
        )

    def to_python(self, value):
        return super().to_python(self._tidy(value))

    def bound_data(self, data, initial):
        return self._tidy(data)

    def widget_attrs(self, widget):
        return {}

    def _tidy(self, value) -> str:
        return "\n".join(map(printable, (value or "")[: KEPT * self.max_length].splitlines()))


class SignalementForm(forms.Form):
    """About a lieu, or one of its séances (`seance`, a key of the page that one comes from)."""

    LOST = _("Cette date n’est plus au programme. Votre message portera sur le lieu.")
    AGAIN = _("Rien n’est perdu. Appuyez encore une fois sur « Envoyer ».")

    motif = forms.ChoiceField(
        label=_("Qu’est-ce qui ne va pas ?"),
        choices=Signalement.Motif.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce qui ne va pas."),
            "invalid_choice": _("Ce choix n’existe pas. Choisissez dans la liste."),
        },
    )
    precision = OwnWordsField(
        Signalement.LONGEST, label=_("Vous pouvez préciser"), widget=forms.Textarea(attrs={"rows": 3})
    )
    contact = OwnWordsField(Signalement.LONGEST_CONTACT, label=_("Votre téléphone ou votre courriel"))
    # A trap: nobody sees it, programs fill it in. Not called like anything that a browser fills in by itself.
    suite = forms.CharField(required=False, label=_("Ne remplissez pas cette case"))

    def __init__(self, data=None, *, lieu, seance: str = ""):
        super().__init__(data, auto_id="%s")
        self.lieu = lieu
        asked = seance if data is None else data.get("seance", "")
        self.seance = seance_named(asked, lieu) if asked else None
        self.lost = bool(asked) and self.seance is None
        self.given = jetons.read(data.get("jeton", ""), lieu) if data is not None else None

    @cached_property
    def jeton(self) -> str:
        """That of the form that is shown again, as long as it can serve: the same report must not become two."""
        usable = self.given and self.given.age <= jetons.TOO_LATE
        return self.data["jeton"] if usable else jetons.new(self.lieu)

    def clean(self):
        data = self.cleaned_data
        if (
            data.get("motif") == Signalement.Motif.AUTRE
            and not data.get("precision")
            and "precision" not in self.errors
        ):
            self.add_error("precision", _("Dites en quelques mots ce qui ne va pas."))
        if self.lost:
            raise ValidationError([self.LOST, self.AGAIN])
        if self.given is None or self.given.age > jetons.TOO_LATE:
            raise ValidationError([_("Cette page était ouverte depuis trop longtemps."), self.AGAIN])
        if self.given.age < jetons.TOO_SOON:
            raise ValidationError([_("C’était trop rapide pour le site."), self.AGAIN])
        if data.get("suite"):
            raise ValidationError([_("Une case cachée a été remplie, par un programme peut-être."), self.AGAIN])
        return data

    def keep(self) -> bool:
        """False when this very form was received before."""
        facts = {name: self.cleaned_data[name] for name in ("motif", "precision", "contact")}
        if self.seance:
            facts |= {"permanence_id": self.seance.permanence_id, "date": self.seance.date}
        _report, new = Signalement.objects.get_or_create(envoi=self.given.envoi, defaults={"lieu": self.lieu, **facts})
        return new

"""What a webmaster chooses: which page, of which colours, of which size. Wrong values are said and made up for."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from conseillers.fiches import Fiche, nearest
from conseillers.forms import LONGEST_QUESTION, UNKNOWN_CHOICE, RechercheForm, WordsField
from conseillers.integrer.cadre import NUMBER, NUMBERS
from conseillers.integrer.couleurs import Couleurs, code_of
from structures.models import Lieu
from structures.reperes import Compris

PROPOSED = 5  # places to choose from
NARROWEST, WIDEST = 240, 900  # pixels
LOWEST, HIGHEST, HEIGHT = 240, 1500, 520
COLOURS = ["fond", "texte", "accent"]
UNREADABLE = _(
    "elle se lit mal sur ce fond (contraste %(contraste)s, il faut 4,5). "
    "La plus proche qui se lit bien est %(proche)s : c’est elle qui est dans l’aperçu et le code."
)
TOO_LONG = _("C’est trop long. Écrivez juste une ville, une adresse ou un nom de lieu.")
NOT_FOUND = _(
    "Nous n’avons pas trouvé cet endroit. L’aperçu montre toute la Métropole. Essayez une ville ou une adresse."
)


class Quoi(TextChoices):
    LIEUX = "lieux", _("Les lieux autour d’une ville ou d’une adresse")
    SEMAINE = "semaine", _("La semaine d’un lieu")


class ColourField(forms.CharField):
    """Six hexadecimal figures, without their #."""

    def to_python(self, value):
        typed = super().to_python(value)
        if typed and not code_of(typed):
            raise ValidationError(_("cette couleur n’existe pas. Écrivez-la comme #0a4578."))
        return code_of(typed or "")


def colour(label: str, usual: str) -> ColourField:
    return ColourField(label=label, required=False, initial=usual, widget=forms.ColorInput)


def size(label: str, least: int, most: int, help_text: str) -> forms.IntegerField:
    wrong = _("Écrivez un nombre entre %(least)s et %(most)s.") % {"least": least, "most": most}
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class IntegrerForm(forms.Form):
    """GET parameters of /integrer/. Read the properties even when some field is wrong."""

    quoi = forms.ChoiceField(
        label=_("Que voulez-vous montrer ?"),
        required=False,
        choices=Quoi.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )
    q = WordsField(
        label=_("Où ?"),
        required=False,
        max_length=LONGEST_QUESTION,
        help_text=_("Une ville, une adresse ou le nom d’un lieu. Laissez vide pour toute la Métropole."),
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    lieu = forms.SlugField(required=False)
    nombre = forms.TypedChoiceField(
        label=_("Combien de lieux ?"),
        required=False,
        choices=[(str(number), str(number)) for number in NUMBERS],
        coerce=int,
        empty_value=NUMBER,
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )
    choisies = forms.BooleanField(label=_("Prendre mes couleurs"), required=False)
    fond = colour(_("Fond"), "#ffffff")
    texte = colour(_("Texte"), "#17202b")
    accent = colour(_("Liens"), "#0a4578")
    largeur = size(_("Largeur"), NARROWEST, WIDEST, _("Vide : toute la place. Sinon, de 240 à 900."))
    hauteur = size(_("Hauteur"), LOWEST, HIGHEST, _("De 240 à 1500. Ce qui ne tient pas défile."))

    USUAL = {"quoi": Quoi.LIEUX, "nombre": NUMBER, "hauteur": HEIGHT}

    def __init__(self, data):
        usual = {name: field.initial for name, field in self.base_fields.items() if field.initial} | self.USUAL
        typed = {**usual, **{name: data[name] for name in data if data[name]}}
        for name in COLOURS:
            typed[name] = f"#{code}" if (code := code_of(typed[name])) else typed[name]  # as a colour field shows it
        super().__init__(typed)
        self.is_valid()  # a wrong value is said beside its field; the rest is answered
        for name in COLOURS:
            if name in self.errors and not code_of(self.data[name]):
                self.fields[name].widget.input_type = "text"  # keeps what was typed, which a colour field cannot show

    def clean(self):
        if self.couleurs:
            for name in ("texte", "accent"):
                if not self.couleurs.is_readable(name):
                    self.add_error(name, UNREADABLE % self._how(name))
        if self.cleaned_data.get("q") and not self.compris.point:
            self.add_error("q", NOT_FOUND)
        return self.cleaned_data

    def _how(self, name: str) -> dict:
        figure = int(self.couleurs.contrast(name) * 10) / 10  # rounded down: 4.46 is not 4.5
        return {"contraste": f"{figure}".replace(".", ","), "proche": f"#{self.couleurs.nearest(name)}"}

    @cached_property
    def couleurs(self) -> Couleurs | None:
        """Those asked for, that can be read or not; None for the site's own."""
        if not self.cleaned_data.get("choisies"):
            return None
        usual = {name: code_of(self.fields[name].initial) for name in COLOURS}
        return Couleurs(**{name: self.cleaned_data.get(name) or usual[name] for name in usual})

    @cached_property
    def compris(self) -> Compris:
        search = RechercheForm({"q": self.cleaned_data.get("q") or ""})
        search.is_valid()
        return search.compris

    @property
    def montre_un_lieu(self) -> bool:
        return self.cleaned_data.get("quoi") == Quoi.SEMAINE

    @cached_property
    def lieux(self) -> list[Fiche]:
        """To choose from, the nearest first."""
        return nearest(self.compris.point, PROPOSED) if self.montre_un_lieu else []

    @cached_property
    def choisi(self) -> dict | None:
        """The slug and the name of the place whose week is shown, if there is any."""
        asked = self.cleaned_data.get("lieu")
        known = {"slug": asked, "nom": self._named(asked)} if asked else {}
        if known.get("nom"):
            return known
        return {"slug": self.lieux[0].slug, "nom": self.lieux[0].nom} if self.lieux else None

    def _named(self, slug: str) -> str | None:
        """Nothing for one that is not among those proposed, unless nothing says where."""
        near = {lieu.slug: lieu.nom for lieu in self.lieux}
        if slug in near or self.cleaned_data.get("q"):
            return near.get(slug)
        return Lieu.objects.published().filter(slug=slug).values_list("nom", flat=True).first()

    @property
    def taille(self) -> dict:
        """Pixels; no width when it takes all there is."""
        return {
            "largeur": self.cleaned_data.get("largeur"),
            "hauteur": self.cleaned_data.get("hauteur") or HEIGHT,
        }

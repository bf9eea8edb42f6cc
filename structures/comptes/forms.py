"""The form of an account: who it is, and what they may do. No password is ever typed for somebody else."""

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from structures.admin.forms import StaffForm
from structures.admin.widgets import ProjectTemplate, SearchableSelect
from structures.comptes.models import Compte
from structures.models import Structure
from structures.roles import Role

one_line = RegexValidator(r"^[^\x00-\x1f\x7f]*$", _("Écrivez ce nom sur une ligne, sans caractère invisible."))


class Choices(ProjectTemplate, forms.RadioSelect):
    """One choice a line, in words, as a group that has the field's name for screen readers."""

    template_name = "admin/champs/choix.html"


class CompteForm(StaffForm):
    first_name = forms.CharField(label=_("Prénom"), max_length=150, validators=[one_line])
    last_name = forms.CharField(label=_("Nom"), max_length=150, validators=[one_line])
    email = forms.EmailField(
        label=_("Adresse mail"),
        max_length=150,
        widget=forms.EmailInput(attrs={"size": 40}),
        help_text=_("C’est avec elle que la personne se connecte."),
    )

    class Meta:
        model = Compte
        fields = ["first_name", "last_name", "email"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        same = Q(username__iexact=email) | Q(email__iexact=email)
        if Compte.objects.filter(same).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Un compte a déjà cette adresse."))
        return email


class RoleForm(CompteForm):
    """For the accounts of others: nobody changes their own role."""

    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[(role.value, capfirst(role.label)) for role in Role],
        widget=Choices,
        error_messages={"required": _("Choisissez ce que la personne pourra faire.")},
    )
    structures = forms.ModelMultipleChoiceField(
        Structure.objects.order_by("nom", "pk"),
        label=_("Ses structures"),
        required=False,
        widget=SearchableSelect,
        help_text=_("Pour un référent seulement : il ne verra et ne changera que ce qui est à elles."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("role", self.instance.role and self.instance.role.value)
            self.initial.setdefault("structures", list(self.instance.structures.all()))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("role") == Role.REFERENT and not cleaned.get("structures") and "structures" in cleaned:
            self.add_error("structures", _("Choisissez au moins une structure pour ce référent."))
        return cleaned

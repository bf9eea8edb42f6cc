"""A look at what is typed before it is saved: the sentence of each rule, its next dates, what is wrong with it."""

from django.contrib import messages
from django.utils.translation import gettext as _

from conseillers.admin.apercu import preview_of_form
from conseillers.models import Permanence
from structures.admin.forms import never_saved

VERIFY = "_verifier"  # name of the button; live previews need it not


class Verifiable:
    """A page of the admin with permanences in it: its button « Vérifier » shows what they would give."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return never_saved(form) if VERIFY in request.POST else form

    def render_change_form(self, request, context, *args, **kwargs):
        if VERIFY in request.POST:
            for form in _permanences(context):
                form.instance.apercu_essaye = preview_of_form(form)
            if not context["errors"]:
                self.message_user(
                    request, _("Rien n’est encore enregistré : relisez les dates, puis enregistrez."), messages.INFO
                )
        return super().render_change_form(request, context, *args, **kwargs)


def _permanences(context) -> list:
    """The forms of the page that hold a rule."""
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [form for form in inline.formset.forms if form.instance.pk or form.has_changed()]
    return [form for form in forms if isinstance(form.instance, Permanence)]

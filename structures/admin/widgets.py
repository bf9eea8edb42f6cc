"""Fields that the staff's forms add to Django's own."""

from django import forms
from django.contrib.admin.widgets import get_select2_language
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from leaflet.admin import LeafletAdminWidget


class ProjectTemplate:
    """Django draws widgets with templates of applications alone; these are the project's, beside all the others."""

    def _render(self, template_name, context, renderer=None):
        return mark_safe(render_to_string(template_name, context))  # noqa: S308 - a template escapes


class CheckboxRow(ProjectTemplate, forms.CheckboxSelectMultiple):
    """Checkboxes side by side, as a group that has the field's name for screen readers."""

    template_name = "admin/champs/cases.html"

    def __init__(self, label="", attrs=None, choices=()):
        super().__init__({"class": "cases", **(attrs or {})}, choices)
        self.label = label

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["label"] = self.label
        return context


class SearchableSelect(forms.SelectMultiple):
    """Several values among a hundred: a list that one searches by typing; a plain list without script."""

    def __init__(self, attrs=None, choices=()):
        super().__init__({"class": "choix-multiples", "size": 6, **(attrs or {})}, choices)

    @property
    def media(self):
        language = get_select2_language()
        return forms.Media(
            js=[
                "admin/js/vendor/jquery/jquery.min.js",
                "admin/js/vendor/select2/select2.full.min.js",
                *([f"admin/js/vendor/select2/i18n/{language}.js"] if language else []),
                "admin/js/jquery.init.js",
                "js/admin-listes.js",
            ],
            css={"screen": ["admin/css/vendor/select2/select2.min.css", "admin/css/autocomplete.css"]},
        )


class MarkerWidget(ProjectTemplate, LeafletAdminWidget):
    """One point on a map: a marker that one drags, or puts down with a click; its coordinates can be pasted.

    django-leaflet's own widget draws points with a toolbar made for lines and shapes; this one leaves it out.
    """

    geometry_field_class = "L.MarkerField"

    @property
    def media(self):
        return forms.Media(
            js=["leaflet/leaflet.js", "leaflet/leaflet.extras.js", "leaflet/leaflet.forms.js", "js/admin-carte.js"],
            css={"screen": ["leaflet/leaflet.css"]},
        )

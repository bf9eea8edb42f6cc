"""Boxes to tick, in named groups, each with what it means beside it."""

from collections.abc import Mapping

from django import forms

from structures.admin.widgets import ProjectTemplate


class GroupedBoxes(ProjectTemplate, forms.CheckboxSelectMultiple):
    """Boxes in columns, each on a card that one presses anywhere; js/admin-cases.js counts those that are ticked.

    `groups`: the values of each named group, in the order shown; `words`: in everyday words, what a value means.
    """

    template_name = "admin/champs/cases_groupees.html"

    def __init__(self, label, groups: Mapping[str, list], words: Mapping = {}, attrs=None, choices=()):
        super().__init__(attrs, choices)
        self.label, self.groups, self.words = label, groups, words

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        options = {
            option["value"]: option for _group, each, _index in context["widget"]["optgroups"] for option in each
        }
        shown = [(title, [self._told(options.pop(key)) for key in keys]) for title, keys in self.groups.items()]
        context["widget"] |= {"label": self.label, "groupes": shown}
        return context

    def _told(self, option: dict) -> dict:
        return {**option, "mots": self.words.get(option["value"], "")}

    @property
    def media(self):
        return forms.Media(js=[forms.Script("js/admin-cases.js", type="module")])

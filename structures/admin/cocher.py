"""The action that sets one box of all the rows that were ticked."""

from django.contrib import admin, messages


def set_all(field: str, value: bool, description, said):
    """An action of a list. `said` is a lazy plural of the number of rows: `ngettext_lazy("%d lieu…", "%d lieux…")`."""

    @admin.action(permissions=["change"], description=description)
    def action(self, request, queryset):
        self.message_user(request, said % queryset.update(**{field: value}), messages.SUCCESS)

    return action

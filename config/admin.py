"""The staff's desk: Django's admin, with the conflicts of the schedule at its door."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.urls import path


class StaffSite(AdminSite):
    def get_urls(self):
        from conseillers.admin.conflits import conflits_view

        page = path("conseillers/conflits/", self.admin_view(conflits_view), name="conseillers_conflits")
        return [page, *super().get_urls()]

    def index(self, request, extra_context=None):
        from conseillers.admin.conflits import number_to_correct

        return super().index(request, {"conflits": number_to_correct(request.user), **(extra_context or {})})


class StaffConfig(AdminConfig):
    default_site = "config.admin.StaffSite"

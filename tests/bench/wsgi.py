"""The site as it is served, with an empty view beside its own: what one question costs a Django site at the least."""

from importlib import import_module

from django.http import HttpResponse
from django.urls import path

from config.wsgi import application

__all__ = ["application"]

# Addresses can be read only once the line above has set Django up.
import_module("config.urls").urlpatterns.append(path("vide/", lambda request: HttpResponse("")))

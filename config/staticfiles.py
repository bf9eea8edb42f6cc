"""Static files under names that carry their content's hash, so that a browser keeps them for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    # Leaflet's source maps are not shipped by every package: a missing one must not stop a release.
    manifest_strict = True
    support_js_module_import_aggregation = True

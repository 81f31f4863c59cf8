from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from groundswell.api import ground, sitemaps, streets
from groundswell.web import about

urlpatterns = [
    path("healthz", about.health, name="healthz"),
    # Alike in every language, for they name all of them.
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/<slug:noun>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("map/ground/<slug:name>.json", ground.square, name="ground"),
    path("map/streets.pmtiles", streets.show, name="streets"),
    *i18n_patterns(
        path("", include("groundswell.api.urls")),
        path("", include("groundswell.web.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "groundswell.web.errors.bad_request"
handler403 = "groundswell.web.errors.not_allowed"
handler404 = "groundswell.web.errors.not_found"
handler500 = "groundswell.web.errors.broken"

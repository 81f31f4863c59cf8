"""The shapes of lists and of single actions, by the ending of the address; and the API."""

from django.urls import path

from groundswell.api import (
    agreements,
    calls,
    linked,
    oembed,
    organisations,
    points,
    press,
    routes,
    search,
    shapes,
    statements,
    toolkit,
    v1,
)

urlpatterns = [
    path("search.json", search.search, name="search-json"),
    path("actions.<shape:shape>", shapes.actions, name="actions-shape"),
    path("calls/<slug:slug>.json", calls.show, name="call-shape"),
    path("calls/<slug:slug>/actions.<shape:shape>", shapes.actions, name="call-actions-shape"),
    path("calls/<slug:slug>/statements.atom", statements.atom, name="call-statements-atom"),
    path("calls/<slug:slug>/statements.json", statements.of_call, name="call-statements-json"),
    path("calls/<slug:slug>/press.json", press.numbers, name="press-json"),
    path("statements/<slug:slug>.json", statements.one, name="statement-json"),
    path("calls/<slug:slug>/toolkit.<shape:shape>", toolkit.of_call, name="toolkit-shape"),
    path("actions/<slug:ref>.<shape:shape>", shapes.action, name="action-shape"),
    path("actions/<slug:ref>.jsonld", linked.action, name="action-linked"),
    path("actions/<slug:ref>/route.gpx", routes.route, {"shape": "gpx"}, name="route-gpx"),
    path("actions/<slug:ref>/route.geojson", routes.route, {"shape": "geojson"}, name="route-geojson"),
    path("map/points.json", points.points, name="map-points"),
    path("map/towns.json", points.towns, name="map-towns"),
    path("calls/<slug:slug>/map/points.json", points.points, name="call-map-points"),
    path("oembed", oembed.show, name="oembed"),
    path("record.<shape:shape>", shapes.record, name="record-shape"),
    path("calls/<slug:slug>/record.<shape:shape>", shapes.record, name="call-record-shape"),
    path("organisations/<slug:slug>.json", organisations.of_one, name="organisation-json"),
    path("calls/<slug:slug>/organisations.<shape:shape>", organisations.of_call, name="call-organisations-shape"),
    *v1.urls(),
    path("organisations/<slug:slug>/members.<shape:shape>", organisations.of_alliance, name="members-shape"),
    path("calls/<slug:slug>/agreement.<shape:shape>", agreements.of_call, name="agreement-shape"),
]

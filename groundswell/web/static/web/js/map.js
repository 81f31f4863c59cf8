// The map of actions: <div id="map" data-ground data-points data-query> around a drawn one, which stays for paper and for
// whoever has no script. The words are in the page (web/map/live.html); the server gathers the points (api/points.py).
import { Address } from "./map/address.js";
import { Card } from "./map/card.js";
import { Ground } from "./map/ground.js";
import { L, pause } from "./map/leaflet.js";
import { Points } from "./map/points.js";
import { Tools } from "./map/tools.js";
import { Towns } from "./map/towns.js";

const box = document.getElementById("map"), live = box?.querySelector(".live");

const begin = async () => {
  const ground = await Ground.load(box);
  const streets = box.querySelector("[data-streets]") && await import("./map/streets.js");
  const address = new Address(box), points = new Points(box, address);
  const first = address.bounds ? null : await points.whole();
  await pause();
  box.dataset.live = ""; // from here on it is seen, so it has a size
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(live.querySelector(".ground"), {
    attributionControl: false, zoomControl: false, keyboard: false, worldCopyJump: true, maxZoom: 17, zoomSnap: 0.5, zoomDelta: 1,
    maxBoundsViscosity: 1, scrollWheelZoom: false, wheelPxPerZoomLevel: 90,
    dragging: !matchMedia("(pointer: coarse)").matches, touchZoom: true, tapHold: false,
    zoomAnimation: !calm, fadeAnimation: false, markerZoomAnimation: !calm, inertia: !calm,
  });
  // The earth fills the frame, or all but.
  const least = () => map.setMinZoom(Math.max(0.5, Math.ceil((Math.log2(Math.max(map.getSize().x, map.getSize().y * 0.7) / 256) - 0.25) * 2) / 2));
  const ends = () => { map.options.maxBounds = L.latLngBounds([[map.getZoom() < 3 ? -60 : -85, -Infinity], [84, Infinity]]); };
  least();
  map.on("resize", least);
  address.home = address.bounds && first === null ? null : points.extent(first);
  address.show(map);
  ends();
  map.on("zoomend", ends);
  map.setView(map._limitCenter(map.getCenter(), map.getZoom(), map.options.maxBounds), map.getZoom(), { animate: false });
  ground.addTo(map);
  await pause();
  streets?.Streets.of(box).addTo(map);
  const card = new Card(box, map, points, address);
  points.addTo(map, card);
  await pause();
  new Towns(box, points).addTo(map);
  new Tools(box, map, card);
  address.follow(map, card);
};

const start = async () => {
  const trouble = box.querySelector(".trouble");
  trouble.hidden = true;
  try { await begin(); } catch (error) {
    delete box.dataset.live;
    trouble.hidden = false;
    trouble.querySelector("button").onclick = start;
    if (!(error instanceof TypeError && /fetch|network|load/i.test(error.message))) console.warn(error);
  }
};
if (live) start();

// [data-action-map] shows one point with the streets around it, once somebody asks for it.
import { styled } from "./map/styled.js";

const box = document.querySelector("[data-action-map]"), CLOSE = 15;

const open = async () => {
  const map = box.querySelector(".map"), live = map.querySelector(".live");
  const [{ L }, { Ground }, { Streets }, { ofPoint }, { plain }] = await Promise.all([
    import("./map/leaflet.js"), import("./map/ground.js"), import("./map/streets.js"), import("./map/figure.js"), import("./map/plain.js"), styled(box.dataset.style),
  ]);
  const ground = await Ground.load(map), at = box.dataset.at.split(",").map(Number);
  map.dataset.live = "";
  const drawn = L.map(live.querySelector(".ground"), {
    attributionControl: false, zoomControl: false, keyboard: false, minZoom: 3, maxZoom: 18, zoomSnap: 0.5, zoomDelta: 1, scrollWheelZoom: false,
    dragging: !matchMedia("(pointer: coarse)").matches, fadeAnimation: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  }).setView(at, CLOSE);
  ground.addTo(drawn);
  Streets.of(map)?.addTo(drawn);
  const element = Object.assign(document.createElement("span"), { className: "leaflet-marker-icon point", innerHTML: ofPoint });
  element.setAttribute("aria-hidden", "true");
  const Icon = L.Icon.extend({ createIcon: () => element, createShadow: () => null });
  L.marker(at, { icon: new Icon({}), interactive: false, keyboard: false }).addTo(drawn);
  plain(live, drawn);
  live.querySelector(".ground").focus({ preventScroll: true });
};

if (box) {
  const button = box.querySelector("[data-open]"), said = box.querySelector("[role=status]");
  box.hidden = false;
  button.onclick = () => {
    button.disabled = true;
    said.textContent = "";
    open().then(() => { button.parentElement.hidden = true; }, () => { button.disabled = false; said.textContent = box.dataset.trouble; });
  };
}

// [data-point-map] offers a map to choose the point of the field that it names; what it gives stands in the field and can
// be written over. Ground, towns and style are asked for when it is opened: most who register never do.
import { styled } from "./map/styled.js";

const box = document.querySelector("[data-point-map]");

// Where to begin: at the point that is there, else at the town that was typed.
const beginning = async (field, town) => {
  const typed = field.value.match(/^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/);
  if (typed) return { at: [Number(typed[1]), Number(typed[2])], zoom: 11 };
  const known = town?.value && await fetch(`${town.dataset.suggest}?q=${encodeURIComponent(town.value)}`).then((answer) => answer.json());
  return known?.length ? { at: [known[0].lat, known[0].lon], zoom: 9 } : { at: [24, 11], zoom: 2 };
};

const open = async (field) => {
  const map = box.querySelector(".map"), live = map.querySelector(".live"), said = box.querySelector("[role=status]");
  const streets = map.querySelector("[data-streets]");
  const [{ L }, { Ground }, { Towns }, { plain }, near] = await Promise.all([
    import("./map/leaflet.js"), import("./map/ground.js"), import("./map/towns.js"), import("./map/plain.js"), streets && import("./map/streets.js"), styled(box.dataset.style),
  ]);
  const [ground, { at, zoom }] = await Promise.all([Ground.load(map), beginning(field, document.querySelector("#id_town"))]);
  map.dataset.live = "";
  const drawn = L.map(live.querySelector(".ground"), {
    attributionControl: false, zoomControl: false, keyboard: false, worldCopyJump: true, minZoom: 1, maxZoom: streets ? 18 : 13, zoomSnap: 0.5,
    zoomDelta: 1, scrollWheelZoom: "center", touchZoom: "center", fadeAnimation: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  }).setView(at, zoom);
  ground.addTo(drawn);
  near?.Streets.of(map).addTo(drawn);
  new Towns(map, { shown: new Map() }).addTo(drawn);
  const take = () => {
    const { lat, lng } = drawn.getCenter().wrap(), exact = Math.max(2, Math.ceil(-Math.log10(360 / 256 / 2 ** drawn.getZoom())));
    field.value = `${lat.toFixed(exact)}, ${lng.toFixed(exact)}`; // no more exact than this view shows
    field.dispatchEvent(new Event("input", { bubbles: true }));
    said.textContent = box.dataset.taken.replace("%s", `\u2066${field.value}\u2069`);
  };
  drawn.on("click", ({ latlng }) => { drawn.setView(latlng, drawn.getZoom(), { animate: false }); take(); });
  plain(live, drawn, take);
  box.querySelector("[data-take]").onclick = take;
  box.querySelector(".after").hidden = false;
  live.querySelector(".ground").focus({ preventScroll: true });
};

if (box) {
  const field = document.querySelector(box.dataset.pointMap), button = box.querySelector("[data-open]"), said = box.querySelector("[role=status]");
  box.hidden = false;
  button.onclick = () => {
    button.disabled = true;
    open(field).then(() => { button.parentElement.hidden = true; }, () => { button.disabled = false; said.textContent = box.dataset.trouble; });
  };
}

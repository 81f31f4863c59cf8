// [data-point-map] offers a map to choose the point of the field that it names; what it gives stands in the field and can
// be written over. Ground, towns and style are asked for when it is opened: most who register never do.
const box = document.querySelector("[data-point-map]");

const styled = (address) => new Promise((done, failed) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: failed });
  document.head.append(link);
});

// Where to begin: at the point that is there, else at the town that was typed.
const beginning = async (field, town) => {
  const typed = field.value.match(/^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/);
  if (typed) return { at: [Number(typed[1]), Number(typed[2])], zoom: 11 };
  const known = town?.value && await fetch(`${town.dataset.suggest}?q=${encodeURIComponent(town.value)}`).then((answer) => answer.json());
  return known?.length ? { at: [known[0].lat, known[0].lon], zoom: 9 } : { at: [24, 11], zoom: 2 };
};

const open = async (field) => {
  const map = box.querySelector(".map"), live = map.querySelector(".live"), said = box.querySelector("[role=status]");
  const [{ L }, { Ground }, { Towns }] = await Promise.all([import("./map/leaflet.js"), import("./map/ground.js"), import("./map/towns.js"), styled(box.dataset.style)]);
  const [ground, { at, zoom }] = await Promise.all([Ground.load(map), beginning(field, document.querySelector("#id_town"))]);
  map.dataset.live = "";
  const drawn = L.map(live.querySelector(".ground"), {
    attributionControl: false, zoomControl: false, keyboard: false, worldCopyJump: true, minZoom: 1, maxZoom: 13, zoomSnap: 0.5,
    zoomDelta: 1, scrollWheelZoom: "center", touchZoom: "center", fadeAnimation: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  }).setView(at, zoom);
  ground.addTo(drawn);
  new Towns(map, { shown: new Map() }).addTo(drawn);
  const take = () => {
    const { lat, lng } = drawn.getCenter().wrap(), exact = Math.max(2, Math.ceil(-Math.log10(360 / 256 / 2 ** drawn.getZoom())));
    field.value = `${lat.toFixed(exact)}, ${lng.toFixed(exact)}`; // no more exact than this view shows
    field.dispatchEvent(new Event("input", { bubbles: true }));
    said.textContent = box.dataset.taken.replace("%s", `\u2066${field.value}\u2069`);
  };
  const moves = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
  live.querySelector("[data-do=closer]").onclick = () => drawn.zoomIn(1);
  live.querySelector("[data-do=wider]").onclick = () => drawn.zoomOut(1);
  L.DomEvent.disableClickPropagation(live.querySelector(".tools"));
  drawn.on("click", ({ latlng }) => { drawn.setView(latlng, drawn.getZoom(), { animate: false }); take(); });
  live.querySelector(".ground").addEventListener("keydown", (event) => {
    if (moves[event.key]) drawn.panBy(moves[event.key], { animate: false });
    else if (event.key === "+" || event.key === "=") drawn.zoomIn(1);
    else if (event.key === "-") drawn.zoomOut(1);
    else if (event.key === "Enter") take();
    else return;
    event.preventDefault();
  });
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

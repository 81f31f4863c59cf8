// The names of the largest towns in sight, in the reader's script.
import { radius } from "./figure.js";
import { L, beside, fetched } from "./leaflet.js";

const LETTER = 7, LINE = 20, HIGH = 15, BELOW = 4; // pixels, roughly
const flat = ({ x, y }) => ({ x, y });
const hides = ({ x, y, r }, name) => Math.abs(x - name.x) < name.half + r - 3 && Math.abs(y - name.y) < HIGH / 2 + r - 2;

export class Towns {
  constructor(box, points) {
    this.points = points;
    this.address = box.querySelector(".live").dataset.towns;
    this.asked = "";
    this.marks = [];
  }

  addTo(map) {
    this.map = map;
    map.createPane("towns").style.zIndex = 350;
    map.getPane("towns").setAttribute("aria-hidden", "true");
    map.on("moveend", () => this.look());
    this.points.settled = () => this.uncover();
    this.look();
  }

  async look() {
    const { map } = this, zoom = Math.floor(map.getZoom() + 1e-6), seen = map.getBounds(), whole = 2 ** zoom;
    const side = 360 / whole, snap = (number, round) => round(number / side) * side, wrapped = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
    const words = new URLSearchParams({ zoom });
    if (zoom > 2) {
      const [west, east] = [wrapped(snap(seen.getWest(), Math.floor)), wrapped(snap(seen.getEast(), Math.ceil))];
      const [south, north] = [Math.max(-90, snap(seen.getSouth(), Math.floor)), Math.min(90, snap(seen.getNorth(), Math.ceil))];
      words.set("bbox", [west, south, east, north].map((number) => Number(number.toFixed(4))).join(","));
    }
    const asked = `${this.address}?${String(words).replaceAll("%2C", ",")}`;
    if (asked === this.asked) return this.move();
    this.asked = asked;
    try {
      const { towns } = await fetched(asked);
      if (asked === this.asked) this.draw(towns);
    } catch { this.asked = ""; } // a map without names is a map
  }

  draw(towns) {
    for (const mark of this.marks) mark.remove();
    const taken = [], centre = this.map.getCenter().lng;
    this.marks = [];
    towns.forEach(([lon, lat, name], rank) => {
      const at = this.map.latLngToLayerPoint([lat, beside(lon, centre)]), half = (name.length * LETTER) / 2 + 4;
      if (taken.some((other) => Math.abs(other.x - at.x) < half + other.half && Math.abs(other.y - at.y) < LINE)) return;
      taken.push({ x: at.x, y: at.y, half });
      const icon = L.divIcon({ className: "", iconSize: [0, 0], html: Object.assign(document.createElement("span"), { className: rank < towns.length / 3 ? "town large" : "town", textContent: name, dir: "auto" }) });
      const mark = L.marker([lat, beside(lon, centre)], { icon, pane: "towns", interactive: false, keyboard: false }).addTo(this.map);
      this.marks.push(Object.assign(mark, { half }));
    });
    this.uncover();
  }

  // Half a name is none. That of a town under a point stands below the point; what is hidden otherwise is left out.
  uncover() {
    const points = [...this.points.shown.values()].map((marker) => ({ ...flat(this.map.latLngToLayerPoint(marker.getLatLng())), r: radius(marker.point) }));
    const taken = [];
    for (const mark of this.marks) {
      const { x, y } = this.map.latLngToLayerPoint(mark.getLatLng()), { half } = mark;
      const over = points.find((each) => Math.hypot(each.x - x, each.y - y) < each.r), top = over ? over.y - y + over.r + 1 : BELOW;
      const name = { x, y: y + top + HIGH / 2, half }, element = mark.getElement();
      const covered = points.some((each) => hides(each, name)) || taken.some((other) => Math.abs(other.x - x) < half + other.half && Math.abs(other.y - name.y) < HIGH);
      element.classList.toggle("covered", covered);
      element.firstChild.classList.toggle("below", Boolean(over));
      element.firstChild.style.top = `${top}px`;
      if (!covered) taken.push(name);
    }
  }

  move() {
    const centre = this.map.getCenter().lng;
    for (const mark of this.marks) {
      const { lat, lng } = mark.getLatLng(), lon = beside(lng, centre);
      if (lon !== lng) mark.setLatLng([lat, lon]);
    }
  }
}

// The points of the view: asked for in whole squares of 256 pixels, so that many readers ask for the same.
import { L, beside, fetched, figure } from "./leaflet.js";
import { ofAction, ofHeap } from "./figure.js";

const WHOLE = 2, ROUTES_FROM = 12, MOST_ROUTES = 12;
const key = (point) => point.ref ?? `${point.count} ${point.bbox}`;

export class Points {
  constructor(box, address) {
    this.box = box;
    this.address = address;
    this.words = box.querySelector(".live").dataset;
    this.shown = new Map(); // markers by what they stand for
    this.routes = new Map();
    this.asked = "";
  }

  ask(query, signal) {
    const words = new URLSearchParams(this.address.filter);
    for (const [word, value] of Object.entries(query)) words.set(word, value);
    return fetched(`${this.box.dataset.points}?${this.address.written(words)}`, signal);
  }

  async whole() {
    return { ...(await this.ask({ zoom: WHOLE })), whole: true };
  }

  // What all points lie within, also where that goes across the 180th meridian; none: there are none, or it is the earth.
  extent(found) {
    const boxes = found ? [...found.heaps.map(({ bbox }) => bbox), ...found.actions.map(({ at: [lon, lat] }) => [lon, lat, lon, lat])] : [];
    this.first = found;
    if (!boxes.length) return null;
    boxes.sort((one, other) => one[0] - other[0]);
    let west = boxes[0][0], gap = boxes[0][0] + 360 - Math.max(...boxes.map(([, , east]) => east)), reached = -Infinity;
    for (const [left, , right] of boxes) {
      if (reached > -Infinity && left - reached > gap) [gap, west] = [left - reached, left];
      reached = Math.max(reached, right);
    }
    if (360 - gap > 220) return null;
    return L.latLngBounds([[Math.min(...boxes.map(([, south]) => south)), west], [Math.max(...boxes.map(([, , , north]) => north)), west + 360 - gap]]);
  }

  addTo(map, card) {
    this.map = map;
    this.card = card;
    if (this.first && Math.floor(map.getZoom()) === WHOLE) this.draw(this.first);
    else this.look();
    map.on("moveend", () => this.look());
  }

  // The query of what is in sight.
  query() {
    const zoom = Math.max(0, Math.min(18, Math.floor(this.map.getZoom() + 1e-6)));
    const seen = this.map.getBounds(), whole = 2 ** zoom, { min, max } = L.bounds(this.map.project(seen.getNorthWest(), zoom), this.map.project(seen.getSouthEast(), zoom));
    const left = Math.floor(min.x / 256), right = Math.ceil(max.x / 256), top = Math.max(0, Math.floor(min.y / 256)), bottom = Math.min(whole, Math.ceil(max.y / 256));
    if (zoom <= WHOLE || (right - left >= whole && bottom - top >= whole)) return { zoom };
    const lon = (x) => ((((x / whole) % 1) + 1) % 1) * 360 - 180, lat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / whole))) * 180) / Math.PI;
    const [west, east] = right - left >= whole ? [-180, 180] : [lon(left), lon(right) === -180 ? 180 : lon(right)];
    return { zoom, bbox: [west, lat(bottom), east, lat(top)].map((number) => Number(number.toFixed(5))).join(",") };
  }

  async look() {
    const query = this.query(), asked = JSON.stringify(query);
    if (asked === this.asked) return this.settle();
    this.asked = asked;
    this.stopping?.abort();
    this.stopping = new AbortController();
    try {
      const found = await this.ask(query, this.stopping.signal);
      this.trouble(false);
      if (asked === this.asked) this.draw(found);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.asked = "";
      this.trouble(true);
    }
  }

  trouble(is) {
    const note = this.box.querySelector(".trouble");
    note.hidden = !is;
    note.querySelector("button").onclick = () => this.look();
  }

  draw(found) {
    const wanted = new Map([...found.heaps, ...found.actions].map((point) => [key(point), point]));
    const focused = this.box.contains(document.activeElement) && document.activeElement.closest(".point");
    for (const [name, marker] of this.shown) {
      if (wanted.has(name)) continue;
      marker.remove();
      this.shown.delete(name);
    }
    // From north to south, which is how one goes through them by Tab and what stands in front.
    const sorted = [...wanted].sort(([, one], [, other]) => other.at[1] - one.at[1]);
    for (const [name, point] of sorted) if (!this.shown.has(name)) this.shown.set(name, this.marker(point).addTo(this.map));
    this.settle();
    if (focused && !focused.isConnected) (this.entering && this.inView()[0]?.getElement() || this.map.getContainer()).focus({ preventScroll: true });
    this.entering = false;
  }

  marker(point) {
    const { classes, inside } = point.ref ? ofAction(point) : ofHeap(point), element = document.createElement(point.ref ? "a" : "button");
    element.className = `leaflet-marker-icon ${classes}`;
    element.innerHTML = inside;
    element.setAttribute("aria-label", point.ref ? this.card.named(point) : this.heapNamed(point));
    if (point.ref) [element.href, element.draggable] = [this.words.action.replace("REF", point.ref), false];
    else element.type = "button";
    const Icon = L.Icon.extend({ createIcon: () => element, createShadow: () => null });
    const marker = L.marker([point.at[1], point.at[0]], { icon: new Icon({}), interactive: false, keyboard: false, zIndexOffset: point.count ?? 0 });
    element.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (!this.map.dragging.moved() || event.detail === 0) this.open(point, element);
    });
    element.addEventListener("focus", () => element.matches(":focus-visible") && this.map.panInside(marker.getLatLng(), { padding: [60, 60] }));
    return Object.assign(marker, { point });
  }

  heapNamed({ count, cancelled }) {
    const { heap, heapCancelled } = this.words;
    return heap.replace("%s", figure(count)) + (cancelled ? `. ${heapCancelled.replace("%s", figure(cancelled))}` : "");
  }

  open(point, element) {
    if (point.ref) return this.card.open(point, element);
    const [west, south, east, north] = point.bbox;
    const apart = Math.max(east - west, north - south) > 2e-4 && this.map.getZoom() < this.map.getMaxZoom();
    if (!apart) return this.card.openHeap(point, element);
    const lon = beside(west, this.map.getCenter().lng), bounds = L.latLngBounds([[south, lon], [north, lon + east - west]]);
    const near = Math.min(17, Math.max(this.map.getBoundsZoom(bounds, false, L.point(90, 90)), Math.floor(this.map.getZoom()) + 1));
    this.entering = true;
    this.address.step();
    this.map.setView(bounds.getCenter(), near);
  }

  inView() {
    const seen = this.map.getBounds();
    return [...this.shown.values()].filter((marker) => seen.contains(marker.getLatLng()));
  }

  // After every move: each on the copy of the earth in sight, Tab goes to those in sight alone, and how many that is.
  settle() {
    const centre = this.map.getCenter().lng;
    for (const marker of this.shown.values()) {
      const { lat, lng } = marker.getLatLng(), lon = beside(lng, centre);
      if (lon !== lng) marker.setLatLng([lat, lon]);
      marker.getElement().tabIndex = -1;
    }
    const seen = this.inView();
    for (const marker of seen) marker.getElement().tabIndex = 0;
    const many = seen.reduce((sum, { point }) => sum + (point.count ?? 1), 0);
    const said = this.box.querySelector(".said"), text = many ? this.words.seen.replace("%s", figure(many)) : this.words.nothing;
    if (said.textContent !== text) said.textContent = text;
    this.settled?.();
    this.lines(this.map.getZoom() >= ROUTES_FROM ? seen.map(({ point }) => point).filter((point) => point.route).slice(0, MOST_ROUTES) : []);
  }

  // Where the marches in sight go.
  async lines(points) {
    for (const { ref } of points) {
      if (this.routes.has(ref)) continue;
      this.routes.set(ref, null);
      try {
        const { features } = await fetched(this.words.route.replace("REF", ref));
        const lines = features.filter(({ geometry }) => geometry.type === "LineString");
        this.routes.set(ref, L.geoJSON(lines, { interactive: false, style: { className: "way" } }).addTo(this.map));
      } catch { this.routes.delete(ref); }
    }
  }
}

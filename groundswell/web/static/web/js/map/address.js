// The view in the address: ?bbox=west,south,east,north among the words of the filter, so that it can be handed on, asked
// for as a list, and come back to. Moving writes over it; going into a heap or opening a card is a step to go back from.
import { L } from "./leaflet.js";

const VIEW = ["bbox", "zoom", "page"];

export class Address {
  constructor(box) {
    this.filter = new URLSearchParams(box.dataset.query); // as the server read it
    for (const word of VIEW) this.filter.delete(word);
    this.lists = [...document.querySelectorAll("[data-map-list]")];
    this.home = null;
  }

  get bounds() {
    const numbers = (new URLSearchParams(location.search).get("bbox") ?? "").split(",").map(Number);
    const [west, south, east, north] = numbers;
    if (numbers.length !== 4 || !numbers.every(Number.isFinite) || south > north || Math.abs(south) > 90 || Math.abs(north) > 90) return null;
    return L.latLngBounds([[south, west], [north, east < west ? east + 360 : east]]);
  }

  show(map) {
    const bounds = this.bounds ?? this.home;
    if (bounds) map.fitBounds(bounds, { animate: false, maxZoom: this.bounds ? 17 : 9, padding: this.bounds ? [0, 0] : [34, 34] });
    else map.setView([24, 11], map.getMinZoom(), { animate: false });
  }

  // Words for the filter with the view, and a little less than it: so that it fits again on the same screen.
  words(map) {
    const seen = map.getBounds().pad(-0.004), words = new URLSearchParams(this.filter), places = Math.min(5, Math.max(1, Math.round(map.getZoom() / 3)));
    const wrapped = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
    const around = seen.getEast() - seen.getWest() >= 359;
    const [west, east] = around ? [-180, 180] : [wrapped(seen.getWest()), wrapped(seen.getEast())];
    words.set("bbox", [west, Math.max(-90, seen.getSouth()), east, Math.min(90, seen.getNorth())].map((number) => Number(number.toFixed(places))).join(","));
    return words;
  }

  written(words) {
    return String(words).replaceAll("%2C", ",");
  }

  follow(map, card) {
    const list = () => {
      for (const link of this.lists) link.search = this.written(this.words(map));
    };
    let back = false, moved = false; // by somebody: that the page was opened is no reason to write anything
    for (const done of ["pointerdown", "wheel", "keydown"]) {
      map.getContainer().closest(".live").addEventListener(done, () => { moved = true; }, { capture: true, passive: true, once: true });
    }
    list();
    map.on("moveend", () => {
      if (moved && !back) {
        const page = new URLSearchParams(location.search);
        page.set("bbox", this.words(map).get("bbox"));
        // Browsers take only so many in a minute; then it is written the next time.
        try { history.replaceState(history.state, "", `?${this.written(page)}`); } catch { /* as said */ }
      }
      list();
    });
    addEventListener("popstate", ({ state }) => {
      back = true;
      map.stop();
      if (!state?.card) this.show(map);
      card.back(state?.card);
      back = false;
    });
  }

  step(state = {}) {
    history.pushState(state, "", location.href);
  }
}

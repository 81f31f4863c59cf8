// Buttons, keys, the wheel and fingers. Nobody is caught: the wheel turns the map only once it was clicked or focused, and
// one finger scrolls the page, two move the map; on the whole screen one finger is enough.
import { L, still } from "./leaflet.js";

const STEP = 90, HINT = 1400;

export class Tools {
  constructor(box, map, card) {
    Object.assign(this, { box, map, card, live: box.querySelector(".live"), finger: !map.dragging.enabled() });
    this.buttons = Object.fromEntries([...box.querySelectorAll(".tools [data-do]")].map((button) => [button.dataset.do, button]));
    const { closer, wider, all, whole } = this.buttons;
    closer.onclick = () => map.zoomIn(1);
    wider.onclick = () => map.zoomOut(1);
    all.onclick = () => this.all();
    whole.onclick = () => this.whole();
    const tools = box.querySelector(".tools");
    L.DomEvent.disableClickPropagation(tools);
    map.on("zoomend", () => this.ends());
    this.ends();
    this.keys();
    this.wheel();
    if (this.finger) this.hint();
  }

  ends() {
    this.buttons.closer.setAttribute("aria-disabled", this.map.getZoom() >= this.map.getMaxZoom());
    this.buttons.wider.setAttribute("aria-disabled", this.map.getZoom() <= this.map.getMinZoom());
  }

  all() {
    const { address } = this.card;
    address.step();
    if (address.home) this.map.fitBounds(address.home, { maxZoom: 9, padding: [34, 34] });
    else this.map.setView([24, 11], this.map.getMinZoom());
  }

  // Of the page, the rest is then out of reach too.
  whole(to = !("whole" in this.box.dataset)) {
    if (to) this.box.dataset.whole = "";
    else delete this.box.dataset.whole;
    for (let part = this.box; part !== document.body; part = part.parentElement) {
      for (const other of part.parentElement.children) if (other !== part && !other.contains(part)) other.inert = to;
    }
    document.documentElement.style.overflow = to ? "hidden" : "";
    this.buttons.whole.setAttribute("aria-pressed", to);
    if (this.finger) this.map.dragging[to ? "enable" : "disable"]();
    const centre = this.map.getCenter();
    this.map.invalidateSize({ animate: false, pan: false }).setView(centre, this.map.getZoom(), { animate: false });
    this.wheeling(to);
  }

  keys() {
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    this.live.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".opened, .tools")) {
        if (event.key === "Escape" && event.target.closest(".tools")) this.escape(event);
        return;
      }
      if (event.key === "Escape") return this.escape(event);
      if (moves[event.key]) this.map.panBy(moves[event.key], { animate: !still() });
      else if (event.key === "+" || event.key === "=") this.map.zoomIn(1);
      else if (event.key === "-" || event.key === "_") this.map.zoomOut(1);
      else if (event.key === "0") this.all();
      else return;
      event.preventDefault();
    });
  }

  escape(event) {
    if (!this.card.element.hidden) this.card.close();
    else if ("whole" in this.box.dataset) { this.whole(false); this.buttons.whole.focus(); }
    else return;
    event.preventDefault();
  }

  wheeling(on) {
    this.map.scrollWheelZoom[on ? "enable" : "disable"]();
  }

  wheel() {
    const whole = () => "whole" in this.box.dataset;
    this.live.addEventListener("focusin", () => this.wheeling(true));
    this.live.addEventListener("focusout", () => setTimeout(() => !this.live.contains(document.activeElement) && !whole() && this.wheeling(false)));
    this.map.on("mousedown", () => this.wheeling(true));
    this.live.addEventListener("mouseleave", () => !this.live.contains(document.activeElement) && !whole() && this.wheeling(false));
  }

  hint() {
    const note = this.box.querySelector(".touch");
    let timer;
    this.map.getContainer().addEventListener("touchmove", ({ touches }) => {
      if (touches.length !== 1 || this.map.dragging.enabled()) return note.classList.remove("on");
      note.classList.add("on");
      clearTimeout(timer);
      timer = setTimeout(() => note.classList.remove("on"), HINT);
    }, { passive: true });
  }
}

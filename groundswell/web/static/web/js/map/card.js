// What one point is: its words are in the page, as templates. Escape closes it, and so does the way back.
import { fetched, figure, language, still } from "./leaflet.js";

const MOST = 40;
const days = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

export class Card {
  constructor(box, map, points, address) {
    Object.assign(this, { box, map, points, address });
    this.live = box.querySelector(".live");
    this.words = this.live.dataset;
    this.element = this.live.querySelector(".opened");
    this.inside = this.element.querySelector("[data-inside]");
    this.element.querySelector(".close").addEventListener("click", () => this.close());
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    const { L } = globalThis;
    L.DomEvent.disableClickPropagation(this.element);
    L.DomEvent.disableScrollPropagation(this.element);
    map.on("click", () => !this.element.hidden && this.close());
  }

  text(name) {
    return this.live.querySelector(`template[data-word="${CSS.escape(name)}"]`)?.content.cloneNode(true) ?? document.createDocumentFragment();
  }

  said(name) {
    return this.text(name).textContent.trim();
  }

  when({ day, time }) {
    return day ? [days.format(new Date(day)), time].filter(Boolean).join(this.words.comma) : this.said("undated");
  }

  where({ address, town }) {
    return [address, town].filter(Boolean).join(this.words.comma);
  }

  named(point) {
    return [point.title, this.when(point), point.town, point.state === "published" ? "" : this.said(`state-${point.state}`)].filter(Boolean).join(this.words.comma);
  }

  open(point, from) {
    this.show(point.ref, from, [this.told(point, "h2"), this.leading(point)]);
  }

  leading({ ref }) {
    const paragraph = document.createElement("p"), link = paragraph.appendChild(document.createElement("a"));
    Object.assign(link, { href: this.words.action.replace("REF", ref), className: "button", textContent: this.words.more });
    return paragraph;
  }

  told(point, level) {
    const told = document.createDocumentFragment(), heading = document.createElement(level), link = document.createElement("a"), name = document.createElement("bdi");
    const line = (text, className = "meta") => Object.assign(told.appendChild(document.createElement("p")), { className }).append(text);
    link.href = this.words.action.replace("REF", point.ref);
    name.textContent = point.title;
    if (point.state === "cancelled") name.className = "cancelled-title";
    link.append(name);
    heading.append(link);
    told.append(heading);
    line(this.when(point), "");
    if (this.where(point)) line(this.where(point));
    if (point.state !== "published") line(this.text(`state-${point.state}`));
    const kind = this.said(`kind-${point.kind}`);
    if (kind) line(kind, "meta soft");
    return told;
  }

  // Those that stand on one spot: from the list of the same filter, which is a document too.
  async openHeap({ bbox, count }, from) {
    const heading = Object.assign(document.createElement("h2"), { textContent: this.words.here.replace("%s", figure(count)) });
    const list = document.createElement("ul"), words = new URLSearchParams(this.address.filter);
    words.set("bbox", [bbox[0] - 1e-5, bbox[1] - 1e-5, bbox[2] + 1e-5, bbox[3] + 1e-5].map((number) => Number(number.toFixed(5))).join(","));
    words.set("page", "1");
    const parts = [heading, list];
    this.show(`heap ${bbox}`, from, parts);
    try {
      const { items } = await fetched(`${this.words.feed}?${this.address.written(words)}`);
      for (const { _event: each } of items.slice(0, MOST)) {
        const item = list.appendChild(document.createElement("li")), { locality, address } = each.place;
        item.append(this.told({ ...each, town: locality, address, day: each.start?.slice(0, 10), time: each.start?.slice(11, 16) }, "h3"));
      }
      if (count > items.length) {
        words.delete("page");
        const more = Object.assign(document.createElement("a"), { href: `${this.words.list}?${this.address.written(words)}`, textContent: this.words.all });
        this.inside.append(Object.assign(document.createElement("p"), {}), more);
      }
    } catch { list.replaceWith(Object.assign(document.createElement("p"), { textContent: this.box.querySelector(".trouble p").textContent })); }
  }

  show(name, from, parts) {
    if (this.element.hidden) this.address.step({ card: name });
    else history.replaceState({ card: name }, "", location.href);
    this.choose(false);
    this.kept = { name, parts };
    this.from = from;
    this.put();
  }

  put() {
    this.inside.replaceChildren(...this.kept.parts);
    this.kept.parts = [...this.inside.childNodes];
    this.element.hidden = false;
    this.element.scrollTop = 0;
    this.choose(true);
    this.element.focus({ preventScroll: true });
  }

  // The point that it is about stays in sight beside it.
  choose(is) {
    if (!this.from?.isConnected) return;
    this.from.classList.toggle("chosen", is);
    const point = this.from.getBoundingClientRect(), card = this.element.getBoundingClientRect(), frame = this.live.getBoundingClientRect();
    if (!is || point.right < card.left || point.left > card.right || point.bottom < card.top) return;
    const room = Math.max(60, (card.top - frame.top) / 2);
    this.map.panBy([0, point.top + point.height / 2 - frame.top - room], { animate: !still() });
  }

  close() {
    if (history.state?.card) history.back(); // which hides it
    else this.hide();
  }

  back(name) {
    if (name && this.kept?.name === name) this.put();
    else this.hide();
  }

  hide() {
    if (this.element.hidden) return;
    const inside = this.element.contains(document.activeElement);
    this.element.hidden = true;
    this.choose(false);
    if (inside) (this.from?.isConnected ? this.from : this.map.getContainer()).focus({ preventScroll: true });
  }
}

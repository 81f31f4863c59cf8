// What stands for actions on the map: the form says of what kind, the fill whether it stands, the sign what became of it.
import { language } from "./leaflet.js";

const GROUPS = {
  walking: ["march", "caravan"], gathering: ["rally", "vigil", "picket", "sit-in", "photo-action"],
  learning: ["teach-in", "screening"], stopping: ["strike", "boycott"],
};
const FORMS = {
  walking: '<path class="form" d="M0-12.5 12 9.5H-12z"/>', gathering: '<circle class="form" r="10"/>', learning: '<rect class="form" x="-9" y="-9" width="18" height="18" rx="2"/>',
  stopping: '<path class="form" d="M-4.4-10.5h8.8l6.1 6.1v8.8l-6.1 6.1h-8.8l-6.1-6.1v-8.8z"/>', else: '<path class="form" d="M0-12.5 12.5 0 0 12.5-12.5 0z"/>',
};
const SIGNS = {
  cancelled: '<path class="strike" d="M-4.5-3.2 4.5 5.8M4.5-3.2-4.5 5.8"/>',
  moved: '<circle class="badge" cx="11" cy="-10" r="7.5"/><path class="badge-sign" d="M7.5-10h7M11.8-13l3 3-3 3"/>',
  postponed: '<circle class="badge" cx="11" cy="-10" r="7.5"/><path class="badge-sign" d="M11-14v4.2l2.6 1.6"/>',
  happened: '<path class="badge-sign" d="M-4 1.6-1 4.6 4.4-2"/>',
};
const compact = new Intl.NumberFormat(language, { notation: "compact" }), plain = new Intl.NumberFormat(language);

export const group = (kind) => Object.keys(GROUPS).find((name) => GROUPS[name].includes(kind)) ?? "else";
const svg = (inside, size = 44) => `<svg viewBox="${-size / 2} ${-size / 2} ${size} ${size}" aria-hidden="true" focusable="false">${inside}</svg>`;
export const ofKind = (name, state = "") => svg(FORMS[name] + (SIGNS[state] ?? ""), 36);

export const ofAction = ({ kind, state }) => ({ classes: `point ${group(kind)} ${state}`, inside: svg(FORMS[group(kind)] + (SIGNS[state] ?? "")) });

export const ofPoint = svg('<circle class="form" r="10"/>');

// The area grows with the number, but never so far that it hides what is around it. The server merges by it too
// (core/heaps.py).
export const radius = ({ count = 1 }) => Math.min(29, 11.5 + 1.7 * Math.log2(count));
export const ofHeap = ({ count, cancelled = 0 }) => {
  const r = radius({ count }), around = 2 * Math.PI * r;
  const part = cancelled ? `<circle class="part" r="${r}" transform="rotate(-90)" stroke-dasharray="${(around * cancelled) / count} ${around}"/>` : "";
  const inside = svg(`<circle class="halo" r="${r + 4.5}"/><circle class="form" r="${r}"/>${part}`);
  return { classes: `point heap${cancelled === count ? " cancelled" : ""}`, inside: `${inside}<span>${(count < 10000 ? plain : compact).format(count)}</span>` };
};

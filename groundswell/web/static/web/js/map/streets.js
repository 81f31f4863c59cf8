// Streets out of the file that the operator named (GROUNDSWELL_STREETS), drawn over the ground close by, where the file
// has them. What draws them (vendor/protomaps-leaflet) is asked for when somebody first looks so close.
import { L, beside } from "./leaflet.js";

export const FROM = 11;
const GREEN = ["park", "wood", "forest", "grass", "grassland", "meadow", "scrub", "cemetery", "nature_reserve", "allotments", "village_green", "playground", "golf_course", "garden", "recreation_ground", "pitch"];
const WAYS = [ // the narrow below the wide: kinds of the tiles, from which zoom, and how wide at zooms 11, 14 and 17
  { kinds: ["path", "other"], from: 14, wide: [0, 0.6, 2], name: 16 },
  { kinds: ["minor_road"], from: 12, wide: [0.4, 1.3, 6], name: 15 },
  { kinds: ["major_road"], from: 9, wide: [1, 2.4, 9], name: 13, major: true },
  { kinds: ["highway"], from: 7, wide: [1.6, 3.2, 11], name: 13, major: true },
];
const { lang } = document.documentElement;

let asked = null;
const painter = () => (asked ??= new Promise((done, failed) => {
  const script = document.createElement("script");
  script.onload = () => done(globalThis.protomapsL);
  script.onerror = () => { asked = null; failed(new TypeError("network")); };
  script.src = new URL("../../vendor/protomaps-leaflet/protomaps-leaflet.js", import.meta.url);
  document.head.append(script);
}));

export class Streets {
  static of(box) {
    const note = box.querySelector("[data-streets]");
    return note && new Streets(box, note);
  }

  constructor(box, note) {
    Object.assign(this, { box, note, layer: null, turn: 0 });
    const [west, south, east, north] = note.dataset.covers.split(",").map(Number);
    this.covers = L.latLngBounds([[south, west], [north, east]]);
    this.from = Math.max(FROM, Number(note.dataset.least) + 1); // a tile of the file is four squares of ours
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.leave(); this.look(); });
  }

  addTo(map) {
    this.map = map;
    map.on("moveend", () => this.look());
    this.look();
  }

  // Whether they can be seen: on that copy of the earth which is in sight.
  get near() {
    const seen = this.map.getBounds(), middle = this.covers.getCenter().lng, turn = beside(middle, seen.getCenter().lng) - middle;
    const { _southWest: low, _northEast: high } = this.covers;
    return this.map.getZoom() >= this.from && seen.intersects(L.latLngBounds([[low.lat, low.lng + turn], [high.lat, high.lng + turn]]));
  }

  async look() {
    if (!this.near) return this.leave();
    try {
      const drawing = await painter();
      if (this.near && !this.layer) this.enter(drawing);
    } catch { /* the ground stands meanwhile, and the next move asks again */ }
  }

  enter(drawing) {
    const { streets, most } = this.note.dataset;
    this.layer = drawing.leafletLayer({ url: new URL(streets, location).href, maxDataZoom: Number(most), attribution: "", lang, minZoom: this.from, ...rules(drawing, colours(this.box)) });
    this.layer.addTo(this.map);
    this.note.hidden = false;
    this.box.dataset.near = ""; // the names are those of the streets' file then
  }

  leave() {
    this.layer?.remove();
    this.layer = null;
    this.note.hidden = true;
    delete this.box.dataset.near;
  }
}

const colours = (box) => {
  const style = getComputedStyle(box);
  const named = Object.fromEntries(["water", "land", "border", "green", "house", "street", "street-edge", "soft", "ink"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return { ...named, font: style.fontFamily };
};

const rules = (drawing, { water, land, border, green, house, street, "street-edge": edge, soft, ink, font }) => {
  const { PolygonSymbolizer: Area, LineSymbolizer: Line, exp, GeomType } = drawing;
  const of = (...kinds) => (_zoom, { props }) => kinds.includes(props.kind);
  const wide = ([far, near, close], more = 0) => (zoom) => exp(1.5, [[11, far], [14, near], [17, close]])(zoom) + more;
  const roads = (way, color, more) => ({ dataLayer: "roads", minzoom: way.from, symbolizer: new Line({ color, width: wide(way.wide, more), lineCap: "round", lineJoin: "round" }), filter: of(...way.kinds) });
  return {
    paintRules: [
      { dataLayer: "earth", symbolizer: new Area({ fill: land }), filter: (_zoom, { geomType }) => geomType === GeomType.Polygon },
      { dataLayer: "landuse", symbolizer: new Area({ fill: green }), filter: of(...GREEN) },
      { dataLayer: "water", symbolizer: new Area({ fill: water }), filter: (_zoom, { geomType }) => geomType === GeomType.Polygon },
      { dataLayer: "water", symbolizer: new Line({ color: water, width: wide([0.8, 1.6, 5]) }), filter: (_zoom, { geomType, props }) => geomType === GeomType.Line && ["river", "canal", "stream"].includes(props.kind) },
      { dataLayer: "buildings", minzoom: 14, symbolizer: new Area({ fill: house }) },
      ...WAYS.filter(({ major }) => major).map((way) => roads(way, edge, 1.4)),
      ...WAYS.map((way) => roads(way, street, 0)),
      { dataLayer: "roads", minzoom: 12, symbolizer: new Line({ color: edge, width: 1.2, dash: [5, 3] }), filter: of("rail") },
      { dataLayer: "boundaries", symbolizer: new Line({ color: border, width: 1.5 }), filter: (_zoom, { props }) => props.kind === "country" || props.kind_detail <= 2 },
    ],
    labelRules: names(drawing, { land, soft, ink, font }),
  };
};

// In the reader's language where the file has it, else as people there write it.
const names = ({ LineLabelSymbolizer: Along, CenteredTextSymbolizer: Over }, { land, soft, ink, font }) => {
  const labelProps = [`name:${lang}`, "name"], text = { labelProps, stroke: land, width: 3 };
  const place = (kinds, fill, weight, size, minzoom) => ({
    dataLayer: "places", minzoom, symbolizer: new Over({ ...text, fill, font: `${weight} ${size}px ${font}`, lineHeight: 1.2 }),
    filter: (_zoom, { props }) => kinds.includes(props.kind), sort: (one, other) => (one.min_zoom ?? 0) - (other.min_zoom ?? 0),
  });
  return [
    place(["locality"], ink, 650, 14, FROM),
    place(["neighbourhood", "macrohood", "borough"], soft, 400, 12, 13),
    { dataLayer: "water", symbolizer: new Over({ ...text, fill: soft, font: `italic 400 12px ${font}` }), filter: (_zoom, { props, geomType }) => geomType === 1 && Boolean(props.kind) },
    ...[...WAYS].reverse().map(({ kinds, name }) => ({
      dataLayer: "roads", minzoom: name, symbolizer: new Along({ ...text, fill: ink, font: `400 12px ${font}` }),
      filter: (_zoom, { props }) => kinds.includes(props.kind),
    })),
  ];
};

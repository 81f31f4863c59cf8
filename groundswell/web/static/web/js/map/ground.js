// Land, borders, lakes and rivers, drawn into the squares that Leaflet moves about: to move the map costs no drawing.
// The coarse world is one file; nearer by, each 30° by 30° has a finer one of its own (bin/ground).
import { L, fetched } from "./leaflet.js";

const FINER_FROM = 4, SOUTH = 0.7, SQUARE = 256, KINDS = ["land", "lakes", "rivers", "borders"];
const northing = (lat) => 0.5 - Math.asinh(Math.tan((Math.max(-85.06, Math.min(85.06, lat)) * Math.PI) / 180)) / (2 * Math.PI);

// A list of first place and differences, as points of a map that is 1 wide; with what they lie within.
const read = (flat, scale) => {
  const points = new Float64Array(flat.length);
  let lon = 0, lat = 0, west = 9, east = -9, top = 9, bottom = -9;
  for (let i = 0; i < flat.length; i += 2) {
    lon += flat[i]; lat += flat[i + 1];
    const x = lon / scale / 360 + 0.5, y = northing(lat / scale);
    points[i] = x; points[i + 1] = y;
    west = Math.min(west, x); east = Math.max(east, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
  }
  return { points, west, east, top, bottom };
};
const shapes = (file) => Object.fromEntries(KINDS.map((kind) => [kind, (file[kind] ?? []).map((flat) => read(flat, file.scale))]));

export class Ground {
  static async load(box) {
    return new Ground(box, await fetched(box.dataset.ground));
  }

  constructor(box, file) {
    this.box = box;
    this.world = shapes(file);
    this.index = new Set(file.index ?? []);
    this.cells = new Map(); // of those that are asked for: null until they are here
    this.colours();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.colours(); this.again(() => true); });
  }

  colours() {
    const style = getComputedStyle(this.box);
    [this.water, this.land, this.border] = ["--water", "--land", "--border"].map((name) => style.getPropertyValue(name).trim());
  }

  addTo(map) {
    const ground = this;
    const Squares = L.GridLayer.extend({
      createTile(coords) {
        const canvas = document.createElement("canvas"), sharp = Math.min(2, devicePixelRatio || 1);
        canvas.width = canvas.height = SQUARE * sharp;
        canvas.coords = coords;
        ground.draw(canvas, sharp);
        return canvas;
      },
    });
    this.layer = new Squares({ tileSize: SQUARE, noWrap: true, keepBuffer: 1, updateWhenIdle: false, updateWhenZooming: false });
    this.layer.addTo(map);
  }

  again(where) {
    for (const { el } of Object.values(this.layer?._tiles ?? {})) if (where(el.coords)) this.draw(el, el.width / SQUARE);
  }

  draw(canvas, sharp) {
    const { x, y, z } = canvas.coords, whole = 2 ** z * SQUARE, copy = Math.floor(x / 2 ** z);
    const left = (x * SQUARE) / whole - copy, top = (y * SQUARE) / whole, span = SQUARE / whole;
    const paper = canvas.getContext("2d");
    paper.setTransform(sharp, 0, 0, sharp, 0, 0);
    paper.fillStyle = this.water;
    paper.fillRect(0, 0, SQUARE, SQUARE);
    paper.lineJoin = "round";
    const edge = 150 / whole, seen = { west: left - edge, east: left + span + edge, top: top - edge, bottom: top + span + edge };
    const fine = z >= FINER_FROM ? this.finer(seen) : null;
    // All files at once: filled one by one, there would be a seam between them.
    const files = fine ?? [this.world], path = (kind, ...how) => this.path(paper, files.flatMap((each) => each[kind]), seen, left, top, whole, ...how);
    path("land", true, z < 3);
    paper.fillStyle = paper.strokeStyle = this.land;
    paper.fill("evenodd"); paper.fill("evenodd"); // twice, or a line of water is left where two files meet
    // The coast is true to some kilometres. From where that shows, it fades instead of pretending to an edge.
    const blur = Math.min(140, (3.5 * 2 ** z) / 156.5);
    if (blur > 8) {
      path("land", true, false, true);
      paper.globalAlpha = 0.12;
      for (let share = 0.1; share <= 1; share += 0.1) { paper.lineWidth = blur * share * 2; paper.stroke(); }
      paper.globalAlpha = 1;
    }
    path("lakes", true);
    paper.fillStyle = this.water;
    paper.fill("evenodd");
    path("rivers");
    paper.strokeStyle = this.water;
    paper.lineWidth = z < 4 ? 0.7 : z < 7 ? 1.1 : 1.8;
    paper.stroke();
    path("borders");
    paper.strokeStyle = this.border;
    paper.lineWidth = z < 4 ? 0.9 : 1.5;
    paper.stroke();
  }

  // Points closer together than this screen shows are left out.
  path(paper, some, seen, left, top, whole, closed = false, without = false, open = false) {
    paper.beginPath();
    for (const { points, ...within } of some) {
      if (without && within.top > SOUTH) continue; // nobody lives in Antarctica, and from afar it would be the largest land
      if (within.east < seen.west || within.west > seen.east || within.bottom < seen.top || within.top > seen.bottom) continue;
      let lastX = 1e9, lastY = 1e9;
      for (let i = 0; i < points.length; i += 2) {
        const x = (points[i] - left) * whole, y = (points[i + 1] - top) * whole;
        if (i && i < points.length - 2 && Math.abs(x - lastX) + Math.abs(y - lastY) < 0.8) continue;
        if (i && !(open && this.cut(points, i))) paper.lineTo(x, y); else paper.moveTo(x, y);
        lastX = x; lastY = y;
      }
      if (closed && !open) paper.closePath();
    }
  }

  // Whether a stretch of coast is none, but the edge of a file.
  cut(points, i) {
    const on = (number, parts) => Math.abs(number * parts - Math.round(number * parts)) < 1e-7;
    return (on(points[i], 12) && points[i] === points[i - 2]) || points[i + 1] === points[i - 1];
  }

  // The files of a square, where all are here; else they are asked for, and it is drawn again when they come.
  finer(seen) {
    const found = [], lat = (y) => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;
    const column = (x) => Math.max(0, Math.min(11, Math.floor(x * 12))), row = (y) => Math.max(0, Math.min(5, Math.floor((lat(y) + 90) / 30)));
    for (let col = column(seen.west); col <= column(seen.east); col++) {
      for (let at = row(seen.bottom); at <= row(seen.top); at++) {
        const name = `${col}-${at}`;
        if (!this.index.has(name)) continue;
        if (!this.cells.has(name)) this.ask(name);
        found.push(this.cells.get(name));
      }
    }
    return found.every(Boolean) ? found : null;
  }

  async ask(name) {
    this.cells.set(name, null);
    try {
      const file = await fetched(new URL(`${name}.json`, new URL(this.box.dataset.ground, location)));
      this.cells.set(name, shapes(file));
      this.again(({ z }) => z >= FINER_FROM);
    } catch { setTimeout(() => this.cells.delete(name), 10e3); } // the coarse one stands meanwhile
  }
}

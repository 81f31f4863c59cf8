// Land, borders, lakes and rivers, drawn into the squares that Leaflet moves about: to move the map costs no drawing.
// The coarse world is one file; nearer by, each 30° by 30° has a finer one of its own, and close by each 10° by 10° the
// finest (bin/ground).
import { L, fetched, pause } from "./leaflet.js";

const FINER_FROM = 4, CLOSE_FROM = 7, SOUTH = 0.7, SQUARE = 256, KINDS = ["land", "lakes", "rivers", "borders"], PATIENCE = 10e3;
const OFF = { finer: 3.5, close: 0.7 }, MOST_BLUR = 140; // by how many kilometres a coast may be off; pixels
const northing = (lat) => 0.5 - Math.asinh(Math.tan((Math.max(-85.06, Math.min(85.06, lat)) * Math.PI) / 180)) / (2 * Math.PI);

// A list of first place and differences, as points of a map that is 1 wide; with what they lie within.
const read = (flat, scale, step) => {
  const points = new Float64Array((flat.length / step) * 2);
  let lon = 0, lat = 0, west = 9, east = -9, top = 9, bottom = -9;
  for (let i = 0, from = 0; from < flat.length; i += 2, from += step) {
    lon += flat[from]; lat += flat[from + 1];
    const x = lon / scale / 360 + 0.5, y = northing(lat / scale);
    points[i] = x; points[i + 1] = y;
    west = Math.min(west, x); east = Math.max(east, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
  }
  return { points, west, east, top, bottom };
};
// The finest have their land by countries, and a third number to each point, by which the server chooses.
const shapes = (file) => {
  const lines = { ...file, land: file.land ?? Object.values(file.countries).flat() }, step = file.countries ? 3 : 2;
  return Object.fromEntries(KINDS.map((kind) => [kind, (lines[kind] ?? []).map((flat) => read(flat, file.scale, step))]));
};

export class Ground {
  static async load(box) {
    return new Ground(box, await fetched(box.dataset.ground));
  }

  constructor(box, file) {
    this.box = box;
    this.world = shapes(file);
    this.finer = new Squares(this, box.dataset.ground, file.cells, file.index ?? []);
    this.colours();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.colours(); this.again(() => true); });
  }

  colours() {
    const style = getComputedStyle(this.box);
    [this.water, this.land, this.border] = ["--water", "--land", "--border"].map((name) => style.getPropertyValue(name).trim());
  }

  addTo(map) {
    const ground = this;
    const Layer = L.GridLayer.extend({
      createTile(coords, done) {
        const canvas = document.createElement("canvas"), sharp = Math.min(2, devicePixelRatio || 1);
        canvas.width = canvas.height = SQUARE * sharp;
        canvas.coords = coords;
        pause().then(() => { ground.draw(canvas, sharp); done(null, canvas); });
        return canvas;
      },
    });
    this.layer = new Layer({ tileSize: SQUARE, noWrap: true, keepBuffer: 1, updateWhenIdle: false, updateWhenZooming: false });
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
    const close = z >= CLOSE_FROM ? this.closest()?.of(seen) : null, fine = close ?? (z >= FINER_FROM ? this.finer.of(seen) : null);
    // All files at once: filled one by one, there would be a seam between them.
    const files = fine ?? [this.world], path = (kind, ...how) => this.path(paper, files.flatMap((each) => each[kind]), seen, left, top, whole, ...how);
    path("land", true, z < 3);
    paper.fillStyle = paper.strokeStyle = this.land;
    paper.fill("evenodd"); paper.fill("evenodd"); // twice, or a line of water is left where two files meet
    // The coast is true to so many kilometres. From where that shows, it fades instead of pretending to an edge.
    const blur = Math.min(MOST_BLUR, ((close ? OFF.close : OFF.finer) * 2 ** z) / 156.5);
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
    return (on(points[i], 36) && points[i] === points[i - 2]) || points[i + 1] === points[i - 1];
  }

  // The finest squares; that there are any is asked for when first somebody looks so close.
  closest() {
    if (this.close === undefined) {
      this.close = null;
      const index = this.box.dataset.close;
      fetched(index).then((file) => {
        this.close = new Squares(this, index, file.squares, file.index, file.from);
        this.again(({ z }) => z >= CLOSE_FROM);
      }, () => setTimeout(() => { this.close = undefined; }, PATIENCE));
    }
    return this.close;
  }
}

// Files of so many degrees by so many, named by column and row.
class Squares {
  constructor(ground, address, side, index, from = 0) {
    Object.assign(this, { ground, address, side, from });
    this.index = new Set(index);
    this.files = new Map(); // of those that are asked for: null until they are here
  }

  // Those of what is seen, where all are here; else they are asked for, and it is drawn again when they come.
  of(seen) {
    const found = [], lat = (y) => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI, across = 360 / this.side;
    const column = (x) => Math.max(0, Math.min(across - 1, Math.floor(x * across))), row = (y) => Math.max(0, Math.min(across / 2 - 1, Math.floor((lat(y) + 90) / this.side)));
    if (row(seen.bottom) < this.from) return null;
    for (let col = column(seen.west); col <= column(seen.east); col++) {
      for (let at = row(seen.bottom); at <= row(seen.top); at++) {
        const name = `${col}-${at}`;
        if (!this.index.has(name)) continue;
        if (!this.files.has(name)) this.ask(name);
        found.push(this.files.get(name));
      }
    }
    return found.every(Boolean) ? found : null;
  }

  async ask(name) {
    this.files.set(name, null);
    try {
      this.files.set(name, shapes(await fetched(new URL(`${name}.json`, new URL(this.address, location)))));
      this.ground.again(({ z }) => z >= FINER_FROM);
    } catch { setTimeout(() => this.files.delete(name), PATIENCE); } // the coarser one stands meanwhile
  }
}

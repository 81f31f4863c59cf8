// The readers that Node has. Prints a JSON row for each: reader, version, shape, verdict, what it told.
const assert = require("node:assert");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const [documents, tools] = process.argv.slice(2);
const text = (name) => fs.readFileSync(path.join(documents, name), "utf8");
const feed = JSON.parse(text("list.json"));
const about = JSON.parse(text("pages.json"));
const refs = Object.keys(about.pages).filter((name) => name !== "list");
const timed = feed.items.filter((item) => (item._event.start || "").includes("T"));
const startOf = Object.fromEntries(timed.map((item) => [item._event.ref, Date.parse(item._event.start)]));
const refOf = (uid) => uid.slice(7).split("@")[0];

function versionOf(name) {
  return JSON.parse(fs.readFileSync(path.join(tools, "node_modules", name, "package.json"), "utf8")).version;
}

async function icalJs() {
  const imported = await import(path.join(tools, "node_modules/ical.js/dist/ical.js"));
  const ICAL = imported.default;
  const calendar = new ICAL.Component(ICAL.parse(text("list.ics")));
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  assert.equal(events.length, feed.items.length);
  const titles = Object.fromEntries(feed.items.map((item) => [item._event.ref, item.title]));
  for (const event of events) {
    assert.equal(event.summary, titles[refOf(event.uid)]);
    const right = startOf[refOf(event.uid)];
    if (right) assert.equal(event.startDate.toJSDate().getTime(), right);
  }
  return `${events.length} events, titles and starts as in JSON`;
}

async function nodeIcal() {
  const ical = require(path.join(tools, "node_modules/node-ical"));
  const read = Object.values(ical.sync.parseICS(text("list.ics"))).filter((each) => each.type === "VEVENT");
  assert.equal(read.length, feed.items.length);
  for (const event of read) {
    const right = startOf[refOf(event.uid)];
    if (right) assert.equal(event.start.getTime(), right);
  }
  return `${read.length} events, starts as in JSON`;
}

async function rssParser() {
  const Parser = require(path.join(tools, "node_modules/rss-parser"));
  const read = await new Parser().parseString(text("list.atom"));
  assert.deepEqual(read.items.map((item) => item.id), feed.items.map((item) => item.id));
  return `${read.items.length} entries`;
}

async function checkGeojson() {
  const { check } = await import(path.join(tools, "node_modules/@placemarkio/check-geojson/dist/index.js"));
  const read = check(text("list.geojson"));
  assert.equal(read.features.length, feed.items.length);
  return `${read.features.length} features`;
}

async function schemaDts() {
  const folder = fs.mkdtempSync(path.join(tools, "schema-"));
  const events = refs.map((ref) => text(`${ref}.jsonld`));
  const lines = events.map((event, number) => `export const e${number}: WithContext<Event> = ${event.trim()};`);
  fs.writeFileSync(path.join(folder, "a.ts"), `import { Event, WithContext } from "schema-dts";\n${lines.join("\n")}\n`);
  const words = ["--strict", "--noEmit", "--skipLibCheck", "--target", "es2020", "--moduleResolution", "node"];
  try {
    execFileSync(path.join(tools, "node_modules/.bin/tsc"), [...words, path.join(folder, "a.ts")], { encoding: "utf8" });
  } catch (error) {
    throw new Error(error.stdout || error.message);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return `${events.length} events hold under tsc --strict`;
}

const NEEDED = ["ogTitle", "ogDescription", "ogUrl", "ogType", "ogSiteName", "ogLocale", "twitterCard"];

async function openGraphScraper() {
  const ogs = require(path.join(tools, "node_modules/open-graph-scraper"));
  for (const name of refs) {
    const { error, result } = await ogs({ html: text(`${name}.html`) });
    assert(!error, JSON.stringify(result));
    const missing = NEEDED.filter((each) => !result[each]);
    assert.deepEqual(missing, [], name);
    const [image] = result.ogImage || [];
    assert(image && image.url && image.width && image.height && image.alt, `image of ${name}`);
  }
  return `${refs.length} pages, complete with picture`;
}

async function unfurlJs() {
  const { unfurl } = require(path.join(tools, "node_modules/unfurl.js"));
  const some = refs.slice(0, 5);
  for (const name of some) {
    const read = await unfurl(about.pages[name], { oembed: true });
    assert(read.open_graph.title && read.open_graph.images[0].url, name);
    assert(read.oEmbed && read.oEmbed.type === "rich" && read.oEmbed.html.includes("<iframe"), `oEmbed of ${name}`);
  }
  return `${some.length} pages with their oEmbed`;
}

const READERS = [
  ["ical.js", "ical.js", "iCalendar", icalJs],
  ["node-ical", "node-ical", "iCalendar", nodeIcal],
  ["rss-parser", "rss-parser", "Atom", rssParser],
  ["check-geojson", "@placemarkio/check-geojson", "GeoJSON", checkGeojson],
  ["schema-dts", "schema-dts", "JSON-LD", schemaDts],
  ["open-graph-scraper", "open-graph-scraper", "Open Graph", openGraphScraper],
  ["unfurl.js", "unfurl.js", "Open Graph, oEmbed", unfurlJs],
];

(async () => {
  for (const [name, of, shape, ask] of READERS) {
    let row;
    try {
      row = [name, versionOf(of), shape, "right", await ask()];
    } catch (error) {
      row = [name, versionOf(of), shape, "WRONG", String(error.message).replace(/\s+/g, " ").slice(0, 300)];
    }
    console.log(JSON.stringify(row));
  }
})();

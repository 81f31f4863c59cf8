import "../../vendor/leaflet/leaflet.js"; // it gives itself to the window, as in the days before modules
export const { L } = globalThis;
const { lang } = document.documentElement;
// As the page writes them: its dates, and the figures 0 to 9 in every language.
export const language = `${lang === "en" ? "en-GB" : lang}-u-nu-latn`;
export const figure = (number) => new Intl.NumberFormat(language).format(number);
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
// The same place on that copy of the earth which is in sight.
export const beside = (lon, centre) => lon + 360 * Math.round((centre - lon) / 360);
// Lets the browser do what waits: on a phone, all of a map in one go would hold up whoever taps or scrolls meanwhile.
export const pause = () => new Promise((go) => { setTimeout(go); });
export const fetched = async (address, signal) => {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new TypeError(`network: ${answer.status}`);
  return answer.json();
};

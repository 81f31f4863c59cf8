// The stylesheet of maps, for pages that seldom need it; fulfilled when it holds.
export const styled = (address) => new Promise((done, failed) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: failed });
  document.head.append(link);
});

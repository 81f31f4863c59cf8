// Keys and buttons of a map without points to go through.
import { L } from "./leaflet.js";

const MOVES = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };

export const plain = (live, map, enter = null) => {
  live.querySelector("[data-do=closer]").onclick = () => map.zoomIn(1);
  live.querySelector("[data-do=wider]").onclick = () => map.zoomOut(1);
  L.DomEvent.disableClickPropagation(live.querySelector(".tools"));
  live.querySelector(".ground").addEventListener("keydown", (event) => {
    if (MOVES[event.key]) map.panBy(MOVES[event.key], { animate: false });
    else if (event.key === "+" || event.key === "=") map.zoomIn(1);
    else if (event.key === "-") map.zoomOut(1);
    else if (event.key === "Enter" && enter) enter();
    else return;
    event.preventDefault();
  });
};

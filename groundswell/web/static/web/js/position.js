// <div data-position> in a form with a field "near": its button asks the browser where one is, and sends the form with that.
// The position is rounded here, before anything leaves the browser: to a twentieth of a degree of latitude (5.6 km), and
// to as many kilometres of longitude, which are more degrees the nearer one is to a pole. As many as go round the earth
// evenly, so that the square on the 180th meridian is not cut to a sliver.
const STEP = 0.05, WAIT = 15000;
const rounded = ({ latitude, longitude }) => {
  const lat = Math.round(latitude / STEP) * STEP;
  const across = 360 / Math.max(1, Math.floor((360 * Math.cos((lat * Math.PI) / 180)) / STEP));
  const lon = ((Math.round(longitude / across) * across + 540) % 360) - 180;
  return [lat, lon].map((degrees) => String(Number(degrees.toFixed(2)) + 0)).join(","); // + 0: no minus nought
};
for (const box of document.querySelectorAll("[data-position]")) {
  if (!navigator.geolocation || !isSecureContext) { box.remove(); continue; } // and the room that it was kept
  const { form } = box.closest("form").elements.near, button = box.querySelector("button"), said = box.querySelector("[role=status]");
  const say = (text) => { said.textContent = text; };
  const found = ({ coords }) => {
    const near = rounded(coords);
    say(box.dataset.sent.replace("%s", `\u2066${near.replace(",", ", ")}\u2069`));
    form.elements.near.value = near;
    form.requestSubmit();
  };
  const failed = ({ code }) => {
    button.disabled = false;
    say(box.dataset[{ 1: "refused", 3: "late" }[code] ?? "unknown"]);
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    say(box.dataset.waiting);
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: false, timeout: WAIT, maximumAge: 600000 });
  });
  addEventListener("pageshow", () => { button.disabled = false; say(""); }); // come back to by the back button
  box.hidden = false;
}

// <div data-position> in a form with a field "near": its button asks the browser where one is, and sends the form with that.
// The position is rounded here, before anything leaves the browser: to a twentieth of a degree of latitude (5.6 km), and
// to as many kilometres of longitude, which are more degrees the nearer one is to a pole.
const STEP = 0.05, WAIT = 15000;
const rounded = ({ latitude, longitude }) => {
  const lat = Math.round(latitude / STEP) * STEP;
  const across = Math.min(360, STEP / Math.max(1e-6, Math.cos((lat * Math.PI) / 180)));
  const lon = Math.max(-180, Math.min(180, Math.round(longitude / across) * across));
  return [lat, lon].map((degrees) => String(Number(degrees.toFixed(2)) + 0)).join(","); // + 0: no minus nought
};
for (const box of document.querySelectorAll("[data-position]")) {
  if (!navigator.geolocation || !isSecureContext) continue;
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

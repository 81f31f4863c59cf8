// <div data-beside="/calls/…/register/beside/"> in a form shows what is on already, around that day and near that town.
// Without this the server shows it once, before it registers anything.
const box = document.querySelector("[data-beside]"), form = box?.closest("form");
// Not the point: it may be one that is held back, and the words of an address reach logs.
const names = ["title", "town", "town_id", "which", "near_town", "date", "online"];
let asked = "", turn = 0;
const look = async () => {
  const given = new FormData(form), words = new URLSearchParams();
  for (const name of names) if (given.get(name)) words.set(name, given.get(name));
  if (!words.get("town") || !words.get("date") || words.toString() === asked) return;
  asked = words.toString();
  const mine = ++turn, answer = await fetch(`${box.dataset.beside}?${asked}`).catch(() => null);
  if (mine === turn && answer?.ok) box.innerHTML = await answer.text();
};
form?.addEventListener("change", look);
form?.addEventListener("focusout", look); // a town picked from the list is no change of the field

// Keeps the page's clocks and its "begins in 25 minutes" going, a minute at a time. What is new comes by looking again.
const { lang } = document.documentElement, language = lang === "en" ? "en-GB" : lang;
const ago = new Intl.RelativeTimeFormat(`${language}-u-nu-latn`, { numeric: "always" });
const relative = minutes => {
  const hours = Math.trunc(minutes / 60);
  return Math.abs(minutes) < 100 ? ago.format(minutes, "minute") : Math.abs(hours) < 48 ? ago.format(hours, "hour") : ago.format(Math.trunc(hours / 24), "day");
};
// By the server's clock and what has gone by since: a reader's own may be wrong by hours.
const drawn = Date.parse(document.querySelector("[data-drawn]")?.dataset.drawn), loaded = Date.now();
const tick = () => {
  const now = Math.floor((drawn + Date.now() - loaded) / 60000);
  for (const clock of document.querySelectorAll("[data-minutes] bdi"))
    clock.textContent = new Date((now + Number(clock.parentElement.dataset.minutes)) * 60000).toISOString().slice(11, 16);
  for (const time of document.querySelectorAll("time[data-begins]")) {
    const minutes = Math.round(Date.parse(time.dateTime) / 60000) - now;
    if (minutes) time.textContent = (minutes > 0 ? time.dataset.begins : time.dataset.began).replace("%s", relative(minutes));
  }
};
if (drawn) {
  setInterval(() => document.hidden || tick(), 60000);
  document.addEventListener("visibilitychange", () => document.hidden || Date.now() - loaded < 60000 || tick());
}

// <time datetime="2031-03-15T18:00+00:00" data-here="%s where you are" data-zone="Europe/Lisbon"> says beside it what the
// reader's own clocks show then, where that is another time. Worked out here: nobody is told where the reader is.
const { lang } = document.documentElement, language = lang === "en" ? "en-GB" : lang; // as the page writes its dates
const clock = (at, timeZone, more) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone, ...more }).format(at);
const day = { weekday: "long", day: "numeric", month: "long" };
for (const time of document.querySelectorAll("time[data-here]")) {
  const at = new Date(time.dateTime), zone = time.dataset.zone;
  try {
    if (clock(at, zone, day) === clock(at, undefined, day)) continue;
    const sameDay = new Intl.DateTimeFormat("en", { ...day, timeZone: zone }).format(at) === new Intl.DateTimeFormat("en", day).format(at);
    const said = document.createElement("p");
    said.textContent = time.dataset.here.replace("%s", `\u2068${clock(at, undefined, sameDay ? {} : day)}\u2069`);
    time.after(said);
  } catch { /* a zone that this browser does not know */ }
}

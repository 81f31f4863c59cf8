// <form data-draft="clean-rivers"> is kept in this browser while one types, for 14 days or until it is sent, and is
// offered back in [data-draft-offer]. Mail addresses are left out. Where nothing may be stored, nothing happens.
const START = "draft of ", DAYS = 14 * 86400e3, SKIPPED = ["contact", "rules", "rules_version", "here", "beside"];
const form = document.querySelector("form[data-draft]"), key = START + form?.dataset.draft;
const store = (act) => { try { return act(localStorage); } catch { return null; } };
const read = (name) => store((kept) => JSON.parse(kept.getItem(name)));
const write = (draft) => store((kept) => { kept.setItem(key, JSON.stringify(draft)); return true; });
const drop = (name) => store((kept) => kept.removeItem(name));
const all = () => store((kept) => Object.keys(kept).filter((name) => name.startsWith(START))) ?? [];
const fields = () => [...form.elements].filter((field) => field.name && field.type !== "submit" && !SKIPPED.includes(field.name));
const values = () => {
  const typed = {};
  for (const field of fields()) {
    if (/checkbox|radio/.test(field.type) ? field.checked : field.value)
      (typed[field.name] ??= []).push(field.value.replace(/\S*@\S*/g, "").trim());
  }
  return typed;
};
for (const name of all()) if (!(Date.now() - read(name)?.at < DAYS)) drop(name);
// The page after sending: what was sent is a draft no more.
if (document.querySelector("[data-draft-sent]")) for (const name of all()) if (read(name)?.sent) drop(name);

let timer = 0;
form?.addEventListener("submit", (event) => {
  if (event.submitter?.name || !read(key)) return;
  clearTimeout(timer);
  timer = 0;
  write({ ...read(key), sent: true });
});
const note = form?.querySelector("[data-draft-note]"), offer = form?.querySelector("[data-draft-offer]");
if (note && store((kept) => { kept.setItem("try", ""); kept.removeItem("try"); return true; })) {
  const blank = JSON.stringify(values()), kept = read(key);
  const save = () => { timer = 0; write({ at: Date.now(), fields: values() }); };
  const keep = () => { clearTimeout(timer); timer = setTimeout(save, 300); };
  const fill = () => {
    for (const field of fields()) {
      const had = kept.fields[field.name] ?? [], ticks = /checkbox|radio/.test(field.type);
      if (ticks) field.checked = had.includes(field.value);
      else field.value = had.shift() ?? "";
      if (ticks ? field.checked !== field.defaultChecked : field.value !== field.defaultValue) {
        const fold = field.closest("details");
        if (fold) fold.open = true;
      }
    }
    form.dispatchEvent(new Event("change"));
  };
  note.hidden = false;
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  addEventListener("pagehide", () => { if (timer) save(); });
  if (form.dataset.draftFresh === undefined) save();
  else if (offer && kept?.fields && JSON.stringify(kept.fields) !== blank) {
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    offer.querySelector("[data-draft-when]").textContent = when.format(kept.at);
    offer.hidden = false;
    offer.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.value === "take") fill(); else drop(key);
      offer.hidden = true;
      form.querySelector("select, input:not([type=hidden])").focus();
    });
  }
}

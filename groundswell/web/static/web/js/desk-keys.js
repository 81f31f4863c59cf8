// The tray by keyboard: j and k (or the arrows) move, x selects, o opens, and any key named by data-key presses that
// button of the form, for what is selected or else for the row. Only while the tray has the focus, so that no single key
// surprises anybody elsewhere (WCAG 2.1.4), and never while somebody types. After a decision the address names the row
// to go on with. Where a reason is needed, a list opens: one key chooses, and what the host will read stands beside it.
const typing = "input:not([type=checkbox]), select, textarea", reasoned = ["ask", "decline", "hide", "put_back"];
const help = document.querySelector("[data-help]"), answers = document.querySelector("[data-answers]");
let sending = null;
for (const tray of document.querySelectorAll("[data-tray]")) {
  const form = tray.closest("form"), rows = () => [...tray.querySelectorAll("[data-row]")];
  const pick = (row) => row?.querySelector("input[type=checkbox]"), picked = () => [...tray.querySelectorAll("[name=pick]:checked")];
  const go = (row, step) => { const all = rows(), i = all.indexOf(row); (pick(all[row ? i + step : 0]) ?? pick(row))?.focus(); };
  const told = () => form.elements.reason?.value || form.elements.because?.value.trim();
  const choose = (button, row) => {
    if (!answers || told() || !reasoned.includes(button.dataset.verb ?? button.value)) return false;
    const languages = new Set(row ? [row.dataset.row] : picked().map((box) => box.closest("[data-row]").dataset.row));
    for (const said of answers.querySelectorAll("[data-in]")) said.hidden = !languages.has(said.dataset.in);
    sending = button;
    answers.returnTo = document.activeElement;
    answers.showModal();
    return true;
  };
  const press = (row, key) => {
    const shared = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!shared) return null;
    const own = picked().length ? null : row?.querySelector(`[data-verb="${CSS.escape(shared.value)}"]`);
    if (picked().length || own) (own ?? shared).click();
    return shared;
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=one], button[name=verdict]");
    if (!button || button === sending || (button.name === "verdict" && !picked().length)) return;
    if (choose(button, button.closest("[data-row]"))) event.preventDefault();
  });
  tray.addEventListener("change", ({ target }) => target.closest("[data-row]")?.classList.toggle("selected", target.checked));
  tray.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(typing)) return;
    const row = event.target.closest("[data-row]"), key = event.key.toLowerCase();
    if (key === "j" || key === "arrowdown") go(row, 1);
    else if (key === "k" || key === "arrowup") go(row, -1);
    else if (key === "x" && row) pick(row)?.click();
    else if (key === "o" && row) row.querySelector("th a")?.click();
    else if (key === "u") document.querySelector('[data-key="u"]')?.click();
    else if (key === "?") help?.showModal();
    else if (!/^[a-z]$/.test(key) || !press(row, key)) return;
    event.preventDefault();
  });
  // The browser gives that row the focus by itself, a little later; here it is for where it does not.
  const next = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const first = next && tray.contains(next) ? next : tray.dataset.tray === "focus" && rows()[0];
  if (first) pick(first)?.focus({ preventScroll: first !== next });
  if (answers) {
    const send = (value) => {
      const button = sending;
      if (value && form.elements.reason) form.elements.reason.value = value;
      if (form.elements.because) form.elements.because.value = answers.querySelector("[data-own]").value;
      answers.close();
      button.click();
    };
    answers.addEventListener("click", ({ target }) => {
      const chosen = target.closest("[data-value]");
      if (chosen) send(chosen.dataset.value);
      else if (target.closest("[data-send]") && answers.querySelector("[data-own]").value.trim()) send("");
    });
    answers.addEventListener("keydown", (event) => {
      if (event.target.matches(typing) || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
      answers.querySelectorAll("[data-value]")[event.key - 1]?.click();
      event.preventDefault();
    });
    answers.addEventListener("close", () => { answers.returnTo?.focus(); if (!told()) sending = null; });
  }
}
for (const dialog of document.querySelectorAll("dialog")) dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
for (const legend of document.querySelectorAll("[data-keys-legend]")) legend.hidden = false;

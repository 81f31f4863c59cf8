// <input data-suggest="/places/suggest.json" data-suggest-id="#hidden field"> offers towns while one types.
// The server finds the town from the words alone, so nothing is lost where this does not run.
let made = 0;
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const box = document.createElement("div"), list = document.createElement("ul");
  const id = input.dataset.suggestId && document.querySelector(input.dataset.suggestId);
  let at = -1, timer, asked = 0;
  box.className = "combo";
  list.id = `towns-${++made}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  input.replaceWith(box);
  box.append(input, list);
  const set = (names) => Object.entries(names).forEach(([name, value]) => input.setAttribute(name, value));
  set({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, autocomplete: "off" });
  const mark = (to) => {
    at = to;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === at));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    set({ "aria-activedescendant": list.children[at]?.id ?? "" });
  };
  const close = () => { asked++; clearTimeout(timer); list.hidden = true; list.replaceChildren(); mark(-1); set({ "aria-expanded": false }); };
  const pick = (item) => { input.value = item.textContent; if (id) id.value = item.dataset.id; close(); };
  const ask = async () => {
    const turn = ++asked, address = `${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`;
    const towns = await fetch(address).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
    if (turn !== asked) return;
    list.replaceChildren(...towns.slice(0, 8).map((town, i) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `${list.id}-${i}`, role: "option", textContent: town.label });
      item.dataset.id = town.id;
      return item;
    }));
    list.hidden = !towns.length;
    mark(-1);
    set({ "aria-expanded": !list.hidden });
  };
  input.addEventListener("input", () => {
    if (id) id.value = "";
    clearTimeout(timer);
    if (input.value.trim().length < 2) close(); else timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    const many = list.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && many) { event.preventDefault(); mark((at + step + many) % many); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); pick(list.children[at]); }
    else if (event.key === "Escape" && many) { event.preventDefault(); close(); }
  });
  list.addEventListener("mousedown", (event) => { event.preventDefault(); const item = event.target.closest("li"); if (item) pick(item); });
  input.addEventListener("blur", close);
  close();
}

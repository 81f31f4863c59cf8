// <p data-count="id of the text" data-limit="4000" data-text="Characters left: %s" hidden> says what is left.
const number = new Intl.NumberFormat(document.documentElement.lang);
for (const line of document.querySelectorAll("[data-count]")) {
  const text = document.getElementById(line.dataset.count);
  const limit = Number(line.dataset.limit);
  if (!text) continue;
  const show = () => {
    const left = limit - [...text.value.replace(/\r?\n/g, "\r\n")].length;
    line.hidden = left > limit / 2;
    line.classList.toggle("over", left < 0);
    if (left < 100) line.setAttribute("aria-live", "polite");
    line.textContent = line.dataset.text.replace("%s", number.format(left));
  };
  text.removeAttribute("maxlength"); // a pasted text is not cut in silence
  text.addEventListener("input", show);
  show();
}

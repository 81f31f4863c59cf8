// <button data-preview="#id_body" data-preview-url="/preview/" data-preview-in="#region" hidden>: the server makes
// the text into a page's words, safely, and they are shown in the region.
for (const button of document.querySelectorAll("button[data-preview]")) {
  const text = document.querySelector(button.dataset.preview), region = document.querySelector(button.dataset.previewIn);
  if (!text || !region) continue;
  button.hidden = false;
  region.setAttribute("aria-live", "polite");
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const body = new FormData();
    body.set("text", text.value);
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    const answer = await fetch(button.dataset.previewUrl, { method: "POST", body }).catch(() => null);
    if (!answer?.ok) return button.form?.requestSubmit?.(button);
    region.innerHTML = await answer.text();
    region.hidden = false;
  });
}

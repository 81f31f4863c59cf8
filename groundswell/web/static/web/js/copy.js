// A button with data-copy="#code" copies that text. data-copied is what it says afterwards.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const from = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText((from.value ?? from.textContent).trim());
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 3000);
  });
}

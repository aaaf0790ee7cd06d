// Says on the button what it will do, and keeps the chosen and the typed amount from contradicting each other.
for (const form of document.querySelectorAll("[data-give]")) {
  const own = form.elements.own_amount, button = form.querySelector("[data-label]"), plain = button.textContent;
  const show = () => {
    const chosen = form.querySelector("[name=amount]:checked");
    const amount = own?.value.trim() ? "" : chosen?.value && chosen.nextElementSibling.textContent;
    button.textContent = amount ? button.dataset.label.replace("{amount}", amount) : plain;
  };
  own?.addEventListener("input", () => own.value.trim() && form.querySelectorAll("[name=amount]").forEach((radio) => (radio.checked = false)));
  form.addEventListener("change", (event) => { if (own && event.target.name === "amount") own.value = ""; });
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}

// Keeps a fund's total true while the page is looked at.
const lang = document.documentElement.lang;
const text = (number, places) => new Intl.NumberFormat(lang, { minimumFractionDigits: places }).format(number);
async function refresh(box) {
  const answer = await fetch(box.dataset.fund);
  if (!answer.ok) return;
  const fund = await answer.json(), { unit, one, other } = box.dataset, given = fund.allocated_minor;
  const [sum, bar, gifts] = ["[data-allocated]", "progress", "[data-gifts]"].map((part) => box.querySelector(part));
  if (sum) sum.textContent = `${fund.currency} ${text(given / unit, given % unit ? unit.length - 1 : 0)}`;
  if (bar) bar.value = given;
  if (gifts && fund.gifts) gifts.textContent = fund.gifts == 1 ? one : other.replace("{n}", text(fund.gifts));
}
const all = () => document.hidden || document.querySelectorAll("[data-fund]").forEach((box) => refresh(box).catch(() => {}));
all();
setInterval(all, 20000);

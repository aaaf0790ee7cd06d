// Keeps a fund's total true while the page is looked at.
const lang = document.documentElement.lang;
const text = (number, places) => new Intl.NumberFormat(lang, { minimumFractionDigits: places }).format(number);
const money = (fund, unit, minor) => `${fund.currency} ${text(minor / unit, minor % unit ? unit.length - 1 : 0)}`;
function show(box, fund) {
  const { unit, one, other } = box.dataset, given = fund.allocated_minor, needed = fund.target_minor - given;
  const [sum, bar, gifts, open] = ["[data-allocated]", "progress", "[data-gifts]", "[data-needed]"].map((part) => box.querySelector(part));
  if (sum) sum.textContent = money(fund, unit, given);
  if (bar) bar.value = given;
  if (open && needed > 0) open.textContent = money(fund, unit, needed);
  if (gifts && fund.gifts) gifts.textContent = fund.gifts == 1 ? one : other.replace("{n}", text(fund.gifts));
}
async function refresh(address, boxes) {
  const answer = await fetch(address);
  if (answer.ok) {
    const fund = await answer.json();
    boxes.forEach((box) => show(box, fund));
  }
}
function all() {
  if (document.hidden) return;
  const boxes = [...document.querySelectorAll("[data-fund]")], address = (box) => box.dataset.fund;
  for (const one of new Set(boxes.map(address))) refresh(one, boxes.filter((box) => address(box) === one)).catch(() => {});
}
all();
setInterval(all, 20000);

// The review screen: shows how far the machine is, and the evidence once it is there. Without it, "Look now" does.
const status = document.querySelector("[data-evidence]");
const form = document.querySelector(".review__form form:not([action])");
let isTouched = false;
form?.addEventListener("input", () => { isTouched = true; });

async function ask() {
  const answer = await fetch(status.dataset.evidence, { headers: { Accept: "application/json" } });
  const { done, total, finished } = await answer.json();
  const bar = status.querySelector("progress");
  bar.max = total || 1;
  bar.value = done;
  if (!finished) return setTimeout(ask, 1000);
  // What somebody has begun to write is not thrown away by loading the page again.
  if (isTouched) status.querySelector("[data-evidence-ready]").hidden = false;
  else location.reload();
}

if (status) setTimeout(ask, 500);

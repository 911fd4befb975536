// What a grid comes to while it is typed: the amount of each line, and all of them.
import { $, $$, words } from "./dom.js";

const number = (field) => Number((field?.value || "").normalize("NFKC").replace(/[,¥\s]/g, "")) || 0;
const money = (n) => n.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function sum(grid) {
  let all = 0;
  for (const row of $$("tbody tr", grid)) {
    // In whole hundredths, as the server rounds them.
    const amount = Math.round(number($("[data-quantity]", row)) * number($("[data-price]", row)) * 100 + 1e-6) / 100;
    all += amount;
    $("[data-amount]", row).textContent = amount ? money(amount) : "";
  }
  const total = $("[data-total]", grid.closest("fieldset"));
  const less = number($("[data-less]", grid.closest("form")));
  if (total) total.textContent = less ? `${money(all)} · ${words.after} ${money(all - less)}` : money(all);
}

// What the other quantities of a row leave of all there is, until somebody types it: what fails is not accepted.
function left(own) {
  const others = $$("[data-quantity]", own.closest("tr")).filter((other) => other !== own);
  return Math.max(0, others.reduce((left, other) => left - number(other), number({ value: own.dataset.rest })));
}
function rest(field) {
  const own = field.matches("[data-quantity]") && $("[data-rest]", field.closest("tr") || document.createElement("p"));
  if (!own) return;
  if (field === own) own.dataset.typed = "1";
  if (!own.dataset.typed) own.value = String(Number(left(own).toFixed(6)));
}

document.addEventListener("input", (e) => {
  rest(e.target);
  const grid = e.target.closest?.("[data-sums]") || (e.target.matches?.("[data-less]") && $("[data-sums]", e.target.form));
  if (grid) sum(grid);
});
document.addEventListener("click", (e) => { if (e.target.closest("[data-del]")) setTimeout(() => $$("[data-sums]").forEach(sum)); });
/** The grids of a piece of page. */
export const setup = (root) => {
  $$("[data-sums]", root).forEach(sum);
  // What came back refused and is no rest was typed.
  for (const own of $$("[data-rest]", root)) if (Math.abs(number(own) - left(own)) > 1e-6) own.dataset.typed = "1";
};

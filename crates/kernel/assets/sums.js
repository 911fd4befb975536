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

// What the other quantities of a row leave of the first, until somebody types it: what fails is not accepted.
function rest(field) {
  const own = $("[data-rest]", field.closest("tr") || document.createElement("p"));
  if (!own || !field.matches("[data-quantity]")) return;
  if (field === own) own.dataset.typed = "1";
  if (own.dataset.typed) return;
  const others = $$("[data-quantity]", own.closest("tr")).filter((other) => other !== own);
  const left = others.reduce((left, other) => left - number(other), number({ value: own.defaultValue }));
  own.value = String(Number(Math.max(0, left).toFixed(6)));
}

document.addEventListener("input", (e) => {
  rest(e.target);
  const grid = e.target.closest?.("[data-sums]") || (e.target.matches?.("[data-less]") && $("[data-sums]", e.target.form));
  if (grid) sum(grid);
});
document.addEventListener("click", (e) => { if (e.target.closest("[data-del]")) setTimeout(() => $$("[data-sums]").forEach(sum)); });
/** The grids of a piece of page. */
export const setup = (root) => $$("[data-sums]", root).forEach(sum);

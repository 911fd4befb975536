// Lists, menus and keys.
import { $, $$, make, words } from "./dom.js";

const dialog = $("#gd-dialog");

document.addEventListener("click", (e) => {
  if (e.target.closest("[data-print]")) return print();
  for (const menu of $$("details.gd-menu[open]")) if (!menu.contains(e.target)) menu.open = false;
  const row = e.target.closest("[data-row][data-href]");
  if (row && !e.target.closest("a, button, input, label, summary, select, td.gd-pick") && !String(getSelection())) {
    if (e.ctrlKey || e.metaKey) open(row.dataset.href); else location.assign(row.dataset.href);
  }
});
document.addEventListener("submit", (e) => {
  if (e.target.matches("[data-filter]")) $$("input, select", e.target).forEach((f) => { if (!f.value) f.disabled = true; });
});

document.addEventListener("change", (e) => {
  const field = e.target;
  if (field.matches("[data-filter] select, [data-filter] input:not([type=search]):not([type=text]):not(.gd-fold), [data-filter] [data-date]")) {
    const ends = $$("[data-date]", field.closest("fieldset") || field);
    if (ends.length < 2 || ends.every((d) => d.value) || ends.every((d) => !d.value)) field.form.requestSubmit();
  } else if (field.matches("[data-slider] input")) field.form.requestSubmit();
  else if (field.closest(".gd-pick")) {
    const list = field.closest("[data-list]");
    if (field.matches("[data-all]")) $$(".gd-pick [name=key]", list).forEach((f) => { f.checked = field.checked; });
    counted(list);
  }
});
function counted(list) {
  const n = $$(".gd-pick [name=key]:checked", list).length;
  const label = $("[data-picked]", list);
  if (label) label.textContent = label.dataset.picked.replace("{n}", n);
  const all = $("[data-all]", list);
  if (all) { all.checked = n > 0 && n === $$(".gd-pick [name=key]", list).length; all.indeterminate = n > 0 && !all.checked; }
}
document.addEventListener("reset", (e) => setTimeout(() => $$("[data-list]").forEach(counted)));

// Keys ----------------------------------------------------------------------------------------------------------------
function move(step) {
  const rows = $$("[data-row]").filter((r) => r.offsetParent);
  const at = rows.findIndex((r) => r.classList.contains("is-at"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))];
  rows.forEach((r) => r.classList.toggle("is-at", r === next));
  next?.scrollIntoView({ block: "nearest" });
}
function help() {
  const list = make("div", "gd-keys");
  list.append(make("h2", "", words.keys));
  for (const [key, what] of words.keylist) list.append(make("kbd", "", key), make("span", "", what));
  const close = Object.assign(make("button", "gd-btn", words.close), { type: "button" });
  close.dataset.close = "";
  list.append(close);
  dialog.replaceChildren(list);
  dialog.showModal();
}
document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.keyCode === 229) return;
  const field = e.target.closest?.("input, textarea, select");
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); return $("[data-search]")?.select(); }
  if ((e.ctrlKey || e.metaKey) && e.key === "Enter" && field?.form) return field.form.requestSubmit();
  if (e.key === "Escape") { $$("details.gd-menu[open]").forEach((m) => { m.open = false; }); if (field?.type === "search") field.blur(); }
  if (field || e.ctrlKey || e.metaKey || e.altKey || $("dialog[open]") || e.target.isContentEditable) return;
  const at = $("[data-row].is-at");
  const key = e.key.length === 1 ? e.key.toUpperCase() : e.key;
  if (key === "/") $("[data-slash], [data-search]")?.focus();
  else if (key === "J") move(1);
  else if (key === "K") move(-1);
  else if (key === "Enter" && at?.dataset.href && !e.target.closest("a, button, summary")) location.assign(at.dataset.href);
  else if (key === "X" && at) $(".gd-pick input", at)?.click();
  else if (key === "?") help();
  else {
    const button = (at && $(`[data-key="${CSS.escape(key)}"]`, at)) || $(`.gd-h [data-key="${CSS.escape(key)}"], .gd-next [data-key="${CSS.escape(key)}"]`);
    if (!button) return;
    button.click();
  }
  e.preventDefault();
});

// Grid entry and files: rows, paste from Excel, Enter goes down.
import { $, $$, make } from "./dom.js";

document.addEventListener("click", (e) => {
  const add = e.target.closest("[data-add]");
  if (add) addLine($(".gd-grid", add.closest("fieldset")), true);
  const del = e.target.closest("[data-del]");
  if (del) dropLine(del.closest("tr"));
});
document.addEventListener("gd-add", (e) => addLine(e.target));
document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.keyCode === 229 || e.key !== "Enter" || e.ctrlKey || e.metaKey) return;
  const field = e.target.closest?.(".gd-grid input, .gd-grid select");
  if (!field) return;
  e.preventDefault();
  const row = field.closest("tr");
  const next = row.nextElementSibling || addLine(row.closest(".gd-grid"));
  if (next) cells(next)[cells(row).indexOf(field)]?.focus();
});
document.addEventListener("change", (e) => {
  if (!e.target.matches("[data-files] input")) return;
  const items = [...e.target.files].map((f) => make("li", "", `${f.name} · ${Math.ceil(f.size / 1024)} KB`));
  $("[data-list-files]", e.target.parentElement).replaceChildren(...items);
});

// Grids: rows, Excel paste, Enter goes down -----------------------------------------------------------------------------
function addLine(grid, focus) {
  const last = $("tbody tr:last-child", grid);
  if (!last || !$("[data-del]", last)) return null;
  const row = last.cloneNode(true);
  // Not their count: between the rows that are left there may be gaps.
  const at = 1 + Number($("[name]", last).name.match(/\.(\d+)\.[^.]+$/)[1]);
  $(".gd-no", row).textContent = at + 1;
  $$(".gd-error, [data-named]", row).forEach((p) => p.remove());
  $$("[data-weekday], [data-amount]", row).forEach((p) => p.replaceChildren());
  $$("[name]", row).forEach((f) => {
    const name = f.name.replace(/\.\d+\.([^.]+)$/, `.${at}.$1`);
    f.id = f.id.replace(f.name, name);
    f.name = name;
    f.value = f.type === "checkbox" ? f.value : "";
    f.checked = false;
    delete f.dataset.filled;
    f.removeAttribute("aria-invalid");
  });
  last.after(row);
  if (focus) cells(row)[0]?.focus();
  return row;
}
function dropLine(row) {
  const form = row.closest("form");
  if (row.parentElement.rows.length > 1) row.remove(); else cells(row).forEach((f) => { f.value = ""; });
  form.dataset.dirty = "1";
}
const cells = (row) => $$("input:not([type=hidden]), select, textarea", row);
document.addEventListener("paste", (e) => {
  const field = e.target.closest?.(".gd-grid [name]");
  const text = e.clipboardData?.getData("text/plain");
  const files = [...(e.clipboardData?.files || [])];
  const drop = files.length && $("[data-files] input", e.target.closest?.("form") || $("dialog[open]") || document);
  if (drop) {
    const all = new DataTransfer();
    [...(drop.multiple ? drop.files : []), ...files].forEach((f) => all.items.add(f));
    drop.files = all.files;
    drop.dispatchEvent(new Event("change", { bubbles: true }));
    drop.form.dataset.dirty = "1";
  } else if (field && text && /[\t\n]/.test(text.trimEnd())) {
    let row = field.closest("tr");
    const column = cells(row).indexOf(field);
    for (const line of text.replace(/\r/g, "").replace(/\n$/, "").split("\n")) {
      if (!row) break;
      line.split("\t").forEach((value, n) => { const f = cells(row)[column + n]; if (f && !f.readOnly) fill(f, value.trim()); });
      row = row.nextElementSibling || addLine(row.closest(".gd-grid"));
    }
    field.closest("form").dataset.dirty = "1";
  } else return;
  e.preventDefault();
});
function fill(field, value) {
  if (field.type === "checkbox") field.checked = /^(1|是|√|✓|y|yes|true)$/i.test(value);
  else if (field.tagName === "SELECT") {
    // What is not known stays in sight, and the server says so beside it.
    const known = [...field.options].find((o) => o.text === value || o.value === value);
    field.value = (known || field.appendChild(new Option(value, value))).value;
  }
  else if (field.inputMode === "decimal" || field.inputMode === "numeric") field.value = value.normalize("NFKC").replace(/[,¥\s]/g, "");
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// Grid entry, lookup and files: rows, paste from Excel, Enter goes down.
import { $, $$, make } from "./dom.js";

document.addEventListener("click", (e) => {
  const add = e.target.closest("[data-add]");
  if (add) addLine($(".gd-grid", add.closest("fieldset")), true);
  const del = e.target.closest("[data-del]");
  if (del) dropLine(del.closest("tr"));
});
document.addEventListener("gd-add", (e) => addLine(e.target));
document.addEventListener("input", (e) => { if (e.target.matches("[data-lookup]")) suggest(e.target); });
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

// Lookup --------------------------------------------------------------------------------------------------------------
let asking = 0;
function suggest(input) {
  clearTimeout(asking);
  const q = input.value.trim();
  if (input.list && [...input.list.options].some((o) => o.value === q)) return;
  asking = setTimeout(async () => {
    const url = new URL(input.dataset.lookup, location.href);
    url.searchParams.set("q", q);
    const found = await fetch(url, { headers: { Accept: "application/json" } }).then((r) => (r.ok ? r.json() : []), () => []);
    input.list?.replaceChildren(...found.map((o) => new Option([o.label, o.hint].filter(Boolean).join(" · "), o.value)));
  }, 180);
}

// Grids: rows, Excel paste, Enter goes down -----------------------------------------------------------------------------
function addLine(grid, focus) {
  const last = $("tbody tr:last-child", grid);
  if (!last || !$("[data-del]", last)) return null;
  const row = last.cloneNode(true);
  // Not their count: between the rows that are left there may be gaps.
  const at = 1 + Number($("[name]", last).name.match(/\.(\d+)\.[^.]+$/)[1]);
  $(".gd-no", row).textContent = at + 1;
  $$(".gd-error", row).forEach((p) => p.remove());
  $$("[name]", row).forEach((f) => {
    const name = f.name.replace(/\.\d+\.([^.]+)$/, `.${at}.$1`);
    const list = f.getAttribute("list");
    f.id = f.id.replace(f.name, name);
    if (list) { f.setAttribute("list", `${f.id}-list`); $("datalist", f.parentElement).id = `${f.id}-list`; }
    f.name = name;
    f.value = f.type === "checkbox" ? f.value : "";
    f.checked = false;
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
  else if (field.type === "date") {
    field.value = value.normalize("NFKC").replace(/[年月/.]/g, "-").replace("日", "").replace(/-(\d)(?=-|$)/g, "-0$1");
    // A browser drops what is no date: as text it stays, and the server says so beside it.
    if (value && !field.value) Object.assign(field, { type: "text", value });
  }
  else field.value = value;
}

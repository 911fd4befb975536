// A combobox over a plain input: what the server finds by code, name or pinyin initials is offered below it; what is chosen
// fills the other fields that are still empty. Without this script the input takes a code as it is typed.
import { $, $$, make, me, shelved, words } from "./dom.js";

const RECENT = 5;
let open = null; // { input, list, options, at }
let asking = 0;

document.addEventListener("input", (e) => {
  if (!e.target.matches("[data-lookup]")) return;
  // What was offered was for other words: no key takes it any more.
  dim();
  clearTimeout(asking);
  asking = setTimeout(suggest, 150, e.target);
});
document.addEventListener("focusin", (e) => { if (open && e.target !== open.input) close(); });
document.addEventListener("click", (e) => {
  if (e.target.matches?.("[data-lookup]") && !open) suggest(e.target);
  else if (open && e.target !== open.input && !open.list.contains(e.target)) close();
});
addEventListener("resize", () => close());
document.addEventListener("scroll", (e) => { if (open && e.target !== open.list && e.target.contains?.(open.input)) place(); }, true);
document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.keyCode === 229) return;
  const input = e.target;
  if (!input.matches?.("[data-lookup]")) return;
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    e.preventDefault();
    if (!open) return void suggest(input);
    light(open.at + (e.key === "ArrowDown" ? 1 : -1));
  } else if (open && open.at >= 0 && (e.key === "Enter" || e.key === "Tab")) {
    if (e.key === "Enter") { e.preventDefault(); e.stopPropagation(); }
    pick(open.options[open.at]);
  } else if (e.key === "Enter" && !e.ctrlKey && !e.metaKey && !input.closest("[data-grid]")) {
    // Nothing is chosen: what is typed is looked up, the form is not sent.
    e.preventDefault();
    const fields = [...input.form.elements].filter((field) => !field.disabled && field.offsetParent && field.tabIndex >= 0);
    fields[fields.indexOf(input) + 1]?.focus();
  } else if (open && e.key === "Escape") {
    e.preventDefault();
    e.stopPropagation();
    close();
  }
}, true);

async function suggest(input) {
  // Whoever has gone on waits for nothing.
  if (document.activeElement !== input) return;
  const q = input.value.trim();
  const url = new URL(input.dataset.lookup, location.href);
  url.searchParams.set("q", q);
  const found = await fetch(url, { headers: { Accept: "application/json" } }).then((r) => (r.ok ? r.json() : []), () => []);
  if (document.activeElement !== input || input.value.trim() !== q) return;
  const recent = q ? [] : shelved.get(shelf(input)) || [];
  const seen = new Set(recent.map((o) => o.value));
  const { otherwise, otherwiseLabel } = input.dataset;
  // A page of its own: what is typed here stays.
  if (q && !found.length && otherwise) return show(input, [{ value: q, label: otherwiseLabel, href: otherwise }], false);
  show(input, [...recent, ...found.filter((o) => !seen.has(o.value))], q !== "");
}

function show(input, options, first) {
  close();
  if (!options.length) return;
  const list = make("ul", "gd-combo");
  list.id = "gd-combo";
  list.role = "listbox";
  list.ariaLabel = words.suggestions;
  options.forEach((o, n) => {
    const row = make("li");
    row.role = "option";
    row.id = `gd-combo-${n}`;
    row.append(make("b", "", o.value), make("span", "", o.label));
    if (o.hint) row.append(make("small", "", o.hint));
    // Not on click: the input would have lost the focus by then.
    row.addEventListener("pointerdown", (e) => e.preventDefault());
    row.addEventListener("click", () => pick(o));
    list.append(row);
  });
  (input.closest("dialog") || document.body).append(list);
  open = { input, list, options, at: -1 };
  input.setAttribute("aria-expanded", "true");
  place();
  const typed = input.value.trim().toLowerCase();
  if (first) light(Math.max(0, options.findIndex((o) => o.value.toLowerCase() === typed)));
}

function place() {
  const { input, list } = open;
  const at = input.getBoundingClientRect();
  // A dialog that moves is what fixed boxes in it are placed by.
  const frame = list.offsetParent?.matches("dialog") ? list.offsetParent.getBoundingClientRect() : { left: 0, top: 0 };
  const width = Math.min(Math.max(at.width, 300), innerWidth - 16);
  const below = innerHeight - at.bottom;
  list.style.width = `${width}px`;
  list.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8)) - frame.left}px`;
  list.style.maxHeight = `${Math.min(320, Math.max(below, at.top) - 12)}px`;
  const top = below > Math.min(list.offsetHeight, 200) + 8 ? at.bottom + 2 : at.top - list.offsetHeight - 2;
  list.style.top = `${top - frame.top}px`;
}

function dim() {
  if (!open) return;
  open.at = -1;
  $$("li", open.list).forEach((row) => row.setAttribute("aria-selected", "false"));
  open.input.removeAttribute("aria-activedescendant");
}

function light(n) {
  const rows = $$("li", open.list);
  open.at = (n + rows.length) % rows.length;
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === open.at)));
  rows[open.at].scrollIntoView({ block: "nearest" });
  open.input.setAttribute("aria-activedescendant", rows[open.at].id);
}

function close() {
  if (!open) return;
  open.list.remove();
  open.input.setAttribute("aria-expanded", "false");
  open.input.removeAttribute("aria-activedescendant");
  open = null;
}

const shelf = (input) => `gd-recent:${me}:${input.form.getAttribute("action").replace(/[0-9a-f]{32}/, "")}:${input.name.replace(/\.\d+\./, ".")}`;

function pick(option) {
  const { input } = open;
  close();
  if (option.href) return window.open(option.href, "_blank", "noopener");
  input.value = option.value;
  input.form.dataset.dirty = "1";
  const others = (shelved.get(shelf(input)) || []).filter((o) => o.value !== option.value);
  shelved.set(shelf(input), [option, ...others].slice(0, RECENT));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  name(input, option.label);
  return take(input);
}

/** What the code that stands in a field fills in. */
async function take(input) {
  const code = input.value.trim();
  input.dataset.taken = code;
  if (!("fills" in input.dataset) || !code) return;
  const url = new URL(input.dataset.lookup, location.href);
  url.searchParams.set("pick", code);
  const known = await fetch(url, { headers: { Accept: "application/json" } }).then((r) => (r.ok ? r.json() : {}), () => ({}));
  // Whoever has typed on meanwhile means something else.
  if (input.value.trim() !== code) return;
  const row = input.closest("[data-line]");
  const prefix = row ? input.name.replace(/[^.]+$/, "") : "";
  for (const [field, value] of Object.entries(known)) {
    const other = $(`[name="${CSS.escape(prefix + field)}"]`, row || input.form);
    // What somebody typed stays; what the one before filled in goes.
    if (!other || (other.value && other.value !== other.dataset.filled)) continue;
    other.value = other.dataset.filled = value || "";
    other.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// A code that was typed to its end and left is taken as one that was chosen.
document.addEventListener("change", (e) => {
  const input = e.target;
  if (!e.isTrusted || !input.matches?.("[data-lookup]") || input.dataset.taken === input.value.trim()) return;
  take(input);
  setup(input.parentElement);
});

/** What a code stands for, below it. */
function name(input, label) {
  let said = input.nextElementSibling;
  if (!said?.matches("[data-named]")) {
    said = make("small", "gd-named");
    said.dataset.named = "";
    input.after(said);
  }
  said.textContent = label;
}

/** Names what stands in the fields of a piece of page: a refused form, or one that is edited. */
export async function setup(root) {
  const known = new Map();
  for (const input of $$("[data-lookup]", root).filter((i) => i.value && !i.parentElement.querySelector("[data-named]"))) {
    const code = input.value;
    const at = `${input.dataset.lookup} ${code}`;
    const url = new URL(input.dataset.lookup, location.href);
    url.searchParams.set("q", code);
    if (!known.has(at)) known.set(at, fetch(url, { headers: { Accept: "application/json" } }).then((r) => (r.ok ? r.json() : []), () => []));
    known.get(at).then((found) => {
      const own = found.find((o) => o.value === code);
      if (own && input.value === code) name(input, own.label);
    });
  }
}

document.addEventListener("input", (e) => {
  if (e.target.matches("[data-lookup]") && e.isTrusted) e.target.parentElement.querySelector("[data-named]")?.remove();
});

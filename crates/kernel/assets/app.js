// Dialogs, lists, grids, drafts and keys. Everything here is comfort: without it every form and link still works.
const $ = (q, el = document) => el.querySelector(q);
const $$ = (q, el = document) => [...el.querySelectorAll(q)];
const words = JSON.parse(document.body.dataset.words || "{}");
const dialog = $("#gd-dialog");
const make = (tag, cls, text) => Object.assign(document.createElement(tag), { className: cls || "", textContent: text || "" });

// Toasts -----------------------------------------------------------------------------------------------------------
function toast(text, undo) {
  const box = make("div", "gd-toast");
  box.append(make("span", "", text));
  if (undo) {
    const form = Object.assign(document.createElement("form"), { method: "post", action: undo });
    form.append(make("button", "gd-btn", words.undo));
    box.append(form);
  }
  $("#gd-toasts")?.append(box);
  fade(box);
}
const fade = (box) => setTimeout(() => box.remove(), 8000);
$$(".gd-toast").forEach(fade);
const kept = sessionStorage.getItem("gd-toast");
if (kept) {
  sessionStorage.removeItem("gd-toast");
  const { text, undo } = JSON.parse(kept);
  toast(text, undo);
}

// Dialogs: a link's page, asked for as a fragment --------------------------------------------------------------------
const ASK = { "X-Gendan-Dialog": "1", Accept: "text/html" };
let opener = null;

async function openDialog(href) {
  opener = document.activeElement;
  dialog.replaceChildren(make("p", "", words.loading));
  dialog.classList.remove("is-wide");
  dialog.showModal();
  try {
    await answered(await fetch(href, { headers: ASK, credentials: "same-origin" }), href);
  } catch {
    location.assign(href);
  }
}

// What the server answered: a form to show, or a place to go to.
async function answered(response, href) {
  const place = response.headers.get("X-Gendan-Location");
  const said = response.headers.get("X-Gendan-Toast");
  if (place || response.redirected) {
    if (said) {
      const undo = response.headers.get("X-Gendan-Undo") || undefined;
      sessionStorage.setItem("gd-toast", JSON.stringify({ text: decodeURIComponent(said), undo }));
    }
    clean();
    const to = new URL(place || response.url, location.href);
    const here = to.pathname + to.search === location.pathname + location.search;
    if (here) location.reload(); else location.assign(to);
    return;
  }
  if (response.status === 204) return dialog.close();
  const text = await response.text();
  const form = $("form.gd-form, .gd-errorpage, .gd-job", new DOMParser().parseFromString(text, "text/html"));
  if (!form) {
    if (response.ok) return location.assign(href);
    const box = make("p", "", words.failed);
    return dialog.replaceChildren(box);
  }
  // What cannot be answered with a form, like a file that is too large, is said above the one that was filled in.
  const standing = $("form.gd-form", dialog);
  if (standing && form.matches(".gd-errorpage")) return complain(standing, form);
  const chosen = $$("input[type=file]", dialog).filter((f) => f.name && f.files.length);
  dialog.replaceChildren(form);
  // A refused form comes back without its files: a browser alone knows what was chosen.
  for (const { name, files } of chosen) {
    const again = $$("input[type=file]", form).find((f) => f.name === name);
    if (again) again.files = files;
  }
  dialog.classList.toggle("is-wide", !!$(".gd-grid", form));
  setup(dialog);
  ($("[aria-invalid]", dialog) || $("[autofocus]", dialog) || $("input:not([type=hidden]), select, textarea, button.is-primary", dialog))?.focus();
}

function complain(form, page) {
  $("[data-summary]", form)?.remove();
  const box = make("div", "gd-alert is-bad", "");
  box.role = "alert";
  box.tabIndex = -1;
  box.dataset.summary = "";
  box.append(...$$("h1, h2, p", page).map((said) => make(said.matches("p") ? "p" : "b", "", said.textContent)));
  $(".gd-form-body", form).prepend(box);
  box.focus();
}

async function submitDialog(form, button) {
  const body = new FormData(form, button);
  const files = form.enctype === "multipart/form-data";
  const get = form.method === "get";
  const action = button?.getAttribute("formaction") || form.getAttribute("action");
  const url = get ? `${action.split("?")[0]}?${new URLSearchParams(body)}` : action;
  busy(form, true);
  try {
    const response = await fetch(url, {
      method: get ? "GET" : "POST", headers: ASK, credentials: "same-origin",
      body: get ? undefined : files ? body : new URLSearchParams(body),
    });
    // Who was signed out meanwhile finds again what was typed.
    const out = response.redirected && new URL(response.url).pathname === "/login";
    if (out) save(form); else if (response.status < 400) forget(form);
    await answered(response, url);
  } catch {
    toast(words.offline);
  } finally {
    busy(form, false);
  }
}
const busy = (form, on) => $$("button[type=submit], button:not([type])", form).forEach((b) => b.classList.toggle("is-busy", on));

dialog?.addEventListener("close", () => { clean(); dialog.replaceChildren(); opener?.focus?.(); });
dialog?.addEventListener("cancel", (e) => { if ($("form[data-dirty]", dialog)) save($("form[data-dirty]", dialog)); });

document.addEventListener("click", (e) => {
  const link = e.target.closest("a[data-dialog], button[data-dialog]");
  if (link && dialog && !e.ctrlKey && !e.metaKey && !e.shiftKey && e.button === 0) {
    e.preventDefault();
    link.closest("details")?.removeAttribute("open");
    if (link.href) return openDialog(link.href);
    return openDialog(`${link.formAction.split("?")[0]}?${new URLSearchParams(new FormData(link.form))}`);
  }
  if (e.target.closest("[data-close]") && e.target.closest("dialog")) {
    e.preventDefault();
    return dialog.close();
  }
  if (e.target.closest("[data-print]")) return print();
  for (const menu of $$("details.gd-menu[open]")) if (!menu.contains(e.target)) menu.open = false;
  const row = e.target.closest("[data-row][data-href]");
  if (row && !e.target.closest("a, button, input, label, summary, select, td.gd-pick") && !String(getSelection())) {
    if (e.ctrlKey || e.metaKey) open(row.dataset.href); else location.assign(row.dataset.href);
  }
});

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (e.defaultPrevented) return;
  if (dialog?.contains(form)) {
    e.preventDefault();
    if (!$(".is-busy", form)) submitDialog(form, e.submitter);
    return;
  }
  if (form.matches("[data-once]")) {
    if (form.dataset.sent) return e.preventDefault();
    form.dataset.sent = "1";
    busy(form, true);
  }
  if (form.matches("[data-filter]")) $$("input, select", form).forEach((f) => { if (!f.value) f.disabled = true; });
  if (form.matches("[data-form]")) {
    if (form.dataset.dirty) save(form);
    form.removeAttribute("data-dirty");
    sessionStorage.setItem("gd-sent", draftKey(form));
  }
  if (form.getAttribute("action") === "/logout") drafts().forEach((key) => localStorage.removeItem(key));
});
addEventListener("pageshow", () => $$("[data-sent]").forEach((f) => { delete f.dataset.sent; busy(f, false); }));

// Drafts: what was typed survives a closed dialog, a lost connection, a shut laptop -------------------------------------
const draftKey = (form) => `gd-draft:${form.getAttribute("action")}`;
const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith("gd-draft:"));
const typed = (form) => $$("input, select, textarea", form).filter((f) => f.name && !/^(hidden|password|file)$/.test(f.type));
const save = (form) => {
  const list = typed(form).map((f) => [f.name, /checkbox|radio/.test(f.type) ? [f.value, f.checked] : f.value]);
  try { localStorage.setItem(draftKey(form), JSON.stringify(list)); } catch { /* full or forbidden: no drafts */ }
};
const forget = (form) => { localStorage.removeItem(draftKey(form)); form.removeAttribute("data-dirty"); };
const clean = () => $$("form[data-dirty]").forEach((f) => f.removeAttribute("data-dirty"));

function offerDraft(form) {
  const stored = localStorage.getItem(draftKey(form));
  if (!stored || form.method === "get" || $("[data-summary]", form) || $("[type=password]", form)) return;
  const bar = make("div", "gd-draft");
  const yes = Object.assign(make("button", "gd-btn", words.restore), { type: "button" });
  const no = Object.assign(make("button", "gd-btn", words.discard), { type: "button" });
  yes.onclick = () => { restore(form, JSON.parse(stored)); bar.remove(); };
  no.onclick = () => { forget(form); bar.remove(); };
  bar.append(make("span", "", words.draft), yes, no);
  $(".gd-form-body", form)?.prepend(bar);
}
function restore(form, list) {
  for (const [name, value] of list) {
    const line = name.match(/^(.+)\.(\d+)\.[^.]+$/);
    const grid = line && $(".gd-grid", form);
    for (let n = 0; grid && !form.elements[name] && n < 500; n += 1) grid.dispatchEvent(new Event("gd-add", { bubbles: true }));
    for (const field of $$(`[name="${CSS.escape(name)}"]`, form)) {
      if (Array.isArray(value)) { if (field.value === value[0]) field.checked = value[1]; } else field.value = value;
    }
  }
  form.dataset.dirty = "1";
}
document.addEventListener("input", (e) => {
  const form = e.target.closest("form[data-form]");
  if (form && form.method !== "get") form.dataset.dirty = "1";
});
setInterval(() => $$("form[data-dirty]").forEach(save), 3000);
addEventListener("beforeunload", (e) => { if ($("form[data-dirty]")) { $$("form[data-dirty]").forEach(save); e.preventDefault(); } });

document.addEventListener("change", (e) => {
  const field = e.target;
  if (field.matches("[data-filter] select, [data-filter] input:not([type=search]):not([type=text])")) {
    const ends = $$("input[type=date]", field.closest("fieldset") || field);
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
  if (field || e.ctrlKey || e.metaKey || e.altKey || dialog?.open || e.target.isContentEditable) return;
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

// What is set up once per piece of page -----------------------------------------------------------------------------------
function setup(root) {
  $$("form[data-form]", root).forEach(offerDraft);
  const sizes = new ResizeObserver((all) => all.forEach(({ target }) => {
    target.classList.remove("fits", "is-wide");
    target.classList.add(target.scrollWidth > target.clientWidth + 1 ? "is-wide" : "fits");
  }));
  $$("[data-scroll]", root).forEach((box) => sizes.observe(box));
  const job = $("[data-poll]", root);
  if (job) setTimeout(async () => {
    const page = await fetch(job.dataset.poll, { headers: ASK }).then((r) => r.text(), () => "");
    const fresh = $(".gd-job", new DOMParser().parseFromString(page, "text/html"));
    if (fresh) { const parent = job.parentElement; job.replaceWith(fresh); setup(parent); } else location.reload();
  }, 2000);
}
const sent = sessionStorage.getItem("gd-sent");
sessionStorage.removeItem("gd-sent");
if (sent && !$("[data-summary]") && location.pathname !== "/login") localStorage.removeItem(sent);
setup(document);
if ($("main [data-summary]")) ($("main [aria-invalid]") || $("main [data-summary]")).focus();

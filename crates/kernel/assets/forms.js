// Forms go one way, on a page as in a dialog: sent by this script, refused in place, and left behind when the server has confirmed.
import { setup as setupBeside } from "./beside.js";
import { setup as setupNames } from "./combo.js";
import { $, $$, busy, complain, make, piece, pocket, sayNext, toast, words } from "./dom.js";
import { clean, forget, offer, rememberSent, sameAgain, save, saveAll } from "./drafts.js";
import { setup as setupDates } from "./dates.js";
import { ask } from "./session.js";
import { setup as setupSums } from "./sums.js";

const dialog = $("#gd-dialog");
let opener = null;

// Dialogs: a link's page, asked for as a fragment --------------------------------------------------------------------
async function openDialog(href) {
  opener = document.activeElement;
  dialog.replaceChildren(make("p", "", words.loading));
  dialog.classList.remove("is-wide");
  dialog.showModal();
  let response;
  try {
    response = await ask(href);
  } catch {
    return say(words.offline);
  }
  if (!response) return dialog.close();
  const place = goal(response);
  if (place) return leave(place, response);
  const came = await piece(response);
  if (came) show(came, (next) => dialog.replaceChildren(next));
  else if (response.ok) location.assign(href);
  else say(words.failed);
}

/** A sentence where a form should have come. */
function say(sentence) {
  const close = Object.assign(make("button", "gd-btn", words.close), { type: "button" });
  close.dataset.close = "";
  const text = make("p", "", sentence);
  text.role = "alert";
  const foot = make("footer", "gd-form-foot");
  foot.append(close);
  dialog.replaceChildren(text, foot);
  close.focus();
}

dialog?.addEventListener("close", () => {
  saveAll(dialog);
  dialog.replaceChildren();
  opener?.focus?.();
});

document.addEventListener("click", (e) => {
  const link = e.target.closest("a[data-dialog], button[data-dialog]");
  if (link && dialog && !e.ctrlKey && !e.metaKey && !e.shiftKey && e.button === 0) {
    e.preventDefault();
    link.closest("details")?.removeAttribute("open");
    if (link.href) return openDialog(link.href);
    return openDialog(`${link.formAction.split("?")[0]}?${new URLSearchParams(new FormData(link.form))}`);
  }
  const box = e.target.closest("[data-close]") && e.target.closest("dialog");
  if (!box) return;
  e.preventDefault();
  box.close();
});

// Sending ------------------------------------------------------------------------------------------------------------------
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (e.defaultPrevented) return;
  if (form.matches("[data-form]") && form.getAttribute("method") !== "get") {
    e.preventDefault();
    if (!form.dataset.sent) send(form, e.submitter);
  } else if (form.matches("[data-once]")) {
    if (form.dataset.sent) return e.preventDefault();
    hold(form);
    // What comes opens in a window of its own and this page stays: a double click prints once, a press later on prints again.
    if (form.target) setTimeout(release, AGAIN, form);
  }
});
const AGAIN = 2000;
/** Sent once, however often the button is pressed. */
const hold = (form) => { form.dataset.sent = "1"; busy(form, true); };
const release = (form) => { delete form.dataset.sent; form.inert = false; busy(form, false); };
const refuse = (form, said) => { release(form); complain(form, said); };
// A page that comes back as it was left can be used again.
addEventListener("pageshow", () => $$("[data-sent]").forEach(release));

async function send(form, button) {
  sameAgain(form);
  const body = new FormData(form, button);
  const files = form.getAttribute("enctype") === "multipart/form-data";
  if (form.dataset.dirty) save(form);
  hold(form);
  // What would be typed now would not be in what is sent, and go with the form that an answer replaces.
  form.inert = true;
  let left = false;
  try {
    const response = await ask(button?.getAttribute("formaction") || form.getAttribute("action"), files ? body : new URLSearchParams(body));
    if (response) left = await answered(form, response);
    else refuse(form, [words.unsent]);
  } catch {
    refuse(form, [words.offline]);
  } finally {
    if (!left) release(form);
  }
}

/** What became of a form; answers whether its page is being left. */
async function answered(form, response) {
  const place = goal(response);
  if (place) {
    const page = !dialog?.contains(form) && new URL(place, location.href).pathname !== location.pathname;
    if (page) rememberSent(form);
    confirmed(form);
    leave(place, response);
    return true;
  }
  const came = response.status === 204 ? null : await piece(response);
  if (came?.matches("form")) {
    const typed = form.dataset.dirty && !response.ok;
    if (response.ok) confirmed(form);
    show(came, (next) => form.replaceWith(next), form);
    if (typed) came.dataset.dirty = "1";
    return false;
  }
  if (response.ok) {
    confirmed(form);
    leave(location.href, response);
    return true;
  }
  refuse(form, came ? $$("h1, h2, p", came).map((said) => said.textContent) : [words.failed]);
  return false;
}

/** Where an answer leads. */
const goal = (response) => response.headers.get("X-Gendan-Location") || (response.redirected ? response.url : null);

/** It is recorded: its draft goes, and its next sending would be another one. */
function confirmed(form) {
  forget(form);
  const key = $("input[type=hidden][name=key]", form);
  if (key) key.value = randomKey();
}

/** randomUUID is not there where the company's server is reached without https. */
const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function leave(place, response) {
  const said = response.headers.get("X-Gendan-Toast");
  if (said) sayNext(decodeURIComponent(said), response.headers.get("X-Gendan-Undo") || undefined);
  // What else was being typed is offered when its form is opened again.
  saveAll();
  clean();
  // Whoever works off a list of duties goes on with the next.
  const row = dialog?.open && opener?.closest?.(".gd-agenda [data-row]");
  if (row) {
    pocket.set("gd-at", { page: location.pathname + location.search, list: row.parentElement.id, n: $$("[data-row]", row.parentElement).indexOf(row) });
    row.classList.add("is-gone");
    return location.reload();
  }
  const to = new URL(place, location.href);
  if (to.pathname + to.search !== location.pathname + location.search) return location.assign(to);
  $$("main form[data-form]").forEach((form) => form.reset());
  location.reload();
}

/** Shows what came; files that were chosen in `before` stay chosen, for a browser alone knows them. */
function show(came, put, before) {
  const chosen = before ? $$("input[type=file]", before).filter((f) => f.name && f.files.length) : [];
  put(came);
  for (const { name, files } of chosen) {
    const again = $$("input[type=file]", came).find((f) => f.name === name);
    if (!again) continue;
    again.files = files;
    again.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const parent = came.parentElement;
  if (parent === dialog) dialog.classList.toggle("is-wide", !!$(".gd-grid", came));
  setup(parent);
  // What must be filled in and is not comes before what is filled in already.
  const lacking = $$("input:not([type=hidden]), select, textarea", came).find((field) => field.required && !field.value);
  ($("[aria-invalid]", came) || $("[data-summary]", came) || $("[autofocus]", came) || lacking || $("input:not([type=hidden]), select, textarea, button.is-primary", came))?.focus();
}

// What is set up once per piece of page -----------------------------------------------------------------------------------
function setup(root) {
  $$("form[data-form]", root).forEach(offer);
  setupDates(root);
  setupBeside(root);
  setupSums(root);
  setupNames(root);
  const sizes = new ResizeObserver((all) => all.forEach(({ target }) => {
    target.classList.remove("fits", "is-wide");
    target.classList.add(target.scrollWidth > target.clientWidth + 1 ? "is-wide" : "fits");
  }));
  $$("[data-scroll]", root).forEach((box) => sizes.observe(box));
  const job = $("[data-poll]", root);
  if (job) setTimeout(look, 2000, job);
}

// What was just done is taken back by one press, with the reason that says so.
document.addEventListener("click", async (e) => {
  const button = e.target.closest("[data-undo]");
  if (!button) return;
  button.disabled = true;
  const body = new URLSearchParams({ key: randomKey(), reason: words.undone });
  const response = await ask(button.dataset.undo, body).catch(() => null);
  const place = response && goal(response);
  button.closest(".gd-toast").remove();
  if (place) {
    sayNext(decodeURIComponent(response.headers.get("X-Gendan-Toast") || "") || words.undo);
    return location.reload();
  }
  const came = response && await piece(response);
  const said = came ? $$("[data-summary] li, h1, h2", came).map((part) => part.textContent).join(" ") : "";
  toast(said || words.failed);
});

/** How far a job is; the page is opened anew when it has ended. */
async function look(job) {
  try {
    const response = await ask(job.dataset.poll);
    if (!response) return;
    const fresh = await piece(response);
    if (!fresh?.matches(".gd-job")) return location.reload();
    const parent = job.parentElement;
    job.replaceWith(fresh);
    setup(parent);
  } catch {
    setTimeout(look, 2000, job);
  }
}

setup(document);
const at = pocket.get("gd-at");
if (at) {
  pocket.drop("gd-at");
  const rows = at.page === location.pathname + location.search ? $$(`#${CSS.escape(at.list)} [data-row]`) : [];
  const next = rows[Math.min(at.n, rows.length - 1)];
  next?.classList.add("is-at");
  ($("a.gd-btn, button", next || make("p")) || next)?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
if ($("main [data-summary]")) ($("main [aria-invalid]") || $("main [data-summary]")).focus();

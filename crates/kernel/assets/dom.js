// What the scripts have in common: elements, words, toasts, what the browser keeps. Everything that scripts do is comfort: without
// them every form and link still works.
export const $ = (q, el = document) => el.querySelector(q);
export const $$ = (q, el = document) => [...el.querySelectorAll(q)];
export const make = (tag, cls, text) => Object.assign(document.createElement(tag), { className: cls || "", textContent: text || "" });
export const words = JSON.parse(document.body.dataset.words || "{}");
/** Whose page this is, or nobody's. */
export const me = document.body.dataset.me || "";

/** What a browser keeps, which may be full or forbidden: then nothing is kept, and nothing else breaks. */
const shelf = (name) => {
  const attempt = (act) => { try { return act(window[name]); } catch { return null; } };
  return {
    keys: () => attempt((kept) => Object.keys(kept)) || [],
    get: (key) => attempt((kept) => JSON.parse(kept.getItem(key))),
    set: (key, value) => attempt((kept) => kept.setItem(key, JSON.stringify(value))),
    drop: (key) => attempt((kept) => kept.removeItem(key)),
  };
};
/** Kept for as long as the browser likes. */
export const shelved = shelf("localStorage");
/** Kept for this window alone. */
export const pocket = shelf("sessionStorage");

export const busy = (form, on) => $$("button[type=submit], button:not([type])", form).forEach((b) => b.classList.toggle("is-busy", on));

/** The part of an answer that a dialog or a page shows: a form, an error, a job; none where there is nothing of the kind. */
export async function piece(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return $("form.gd-form, .gd-errorpage, .gd-job", page);
}

/** Says in the form why it was not sent, and leaves all that stands in it. */
export function complain(form, said) {
  $("[data-summary]", form)?.remove();
  const box = make("div", "gd-alert is-bad");
  box.role = "alert";
  box.tabIndex = -1;
  box.dataset.summary = "";
  const text = make("div");
  text.append(...said.map((sentence, n) => make(n ? "p" : "b", "", sentence)));
  box.append(text);
  $(".gd-form-body", form).prepend(box);
  box.focus();
}

// Toasts -----------------------------------------------------------------------------------------------------------
const fade = (box) => setTimeout(() => box.remove(), 8000);
export function toast(text, undo) {
  const box = make("div", "gd-toast");
  box.append(make("span", "", text));
  if (undo) {
    const button = Object.assign(make("button", "gd-btn", words.undo), { type: "button" });
    button.dataset.undo = undo;
    box.append(button);
  }
  $("#gd-toasts")?.append(box);
  fade(box);
}
/** What the next page says first. */
export const sayNext = (text, undo) => pocket.set("gd-toast", { text, undo });
$$(".gd-toast").forEach(fade);
const kept = pocket.get("gd-toast");
if (kept) {
  pocket.drop("gd-toast");
  toast(kept.text, kept.undo);
}

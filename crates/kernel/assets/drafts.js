// Drafts: what was typed survives a closed dialog, a lost connection, a shut laptop. They are their writer's own, and go when the
// server has confirmed what they became.
import { $, $$, make, me, pocket, shelved, words } from "./dom.js";

/** Drafts of another shape are dropped. */
const SHAPE = 2;
const LONGEST = 14 * 86_400_000;
const DRAFT = "gd-draft:";
const SENT = `gd-sent:${location.pathname}${location.search}`;
const own = `${DRAFT}${me}:`;
const keyOf = (form) => own + form.getAttribute("action");

for (const key of shelved.keys().filter((key) => key.startsWith(DRAFT))) {
  const draft = shelved.get(key);
  if (draft?.shape !== SHAPE || !(Date.now() - draft.at < LONGEST)) shelved.drop(key);
}

const typed = (form) => [...form.elements].filter((f) => f.name && f.matches("input, select, textarea") && !/^(hidden|password|file)$/.test(f.type));
const contents = (form) => typed(form).map((f) => [f.name, /checkbox|radio/.test(f.type) ? [f.value, f.checked] : f.value]);

/** What a form began from: put back with what was typed, so that the server can tell what others changed meanwhile. */
const BEGAN = ["version", "was"];
const carried = (form, name) => $(`input[type=hidden][name=${name}]`, form);
const began = (form) => Object.fromEntries(BEGAN.map((name) => [name, carried(form, name)?.value]));
/** This look at the page: what another one has typed into the same form is kept beside it, until it is taken or discarded. */
const LOOK = `${Date.now()}-${Math.random()}`;
const OTHERS = 3;
const all = (form) => { const draft = shelved.get(keyOf(form)); return draft ? [draft, ...(draft.others || [])] : []; };
const same = (draft, fields) => JSON.stringify(draft.fields) === JSON.stringify(fields);
const shelve = (form, [first, ...others]) => {
  if (first) shelved.set(keyOf(form), { ...first, others: others.slice(0, OTHERS).map((other) => ({ ...other, others: undefined })) });
  else shelved.drop(keyOf(form));
};
export const save = (form) => {
  const own = { shape: SHAPE, at: Date.now(), look: LOOK, fields: contents(form), began: began(form) };
  shelve(form, [own, ...all(form).filter((other) => other.look !== LOOK && !same(other, own.fields))]);
};
/** What this look has typed is done with, and what says the same; what another look has typed waits on. */
export const forget = (form) => {
  shelve(form, all(form).filter((one) => one.look !== LOOK && !same(one, contents(form))));
  form.removeAttribute("data-dirty");
};
const dirty = (root = document) => $$("form[data-dirty]", root);
export const saveAll = (root) => dirty(root).forEach(save);
/** Nothing in it waits to be sent any more. */
export const clean = (root) => dirty(root).forEach((form) => form.removeAttribute("data-dirty"));

/** Offers what was typed before, one draft after the other; it is put in when its writer says so. */
export function offer(form) {
  if (form.getAttribute("method") === "get" || $("[data-summary]", form) || $("[type=password]", form)) return;
  const draft = all(form).find((one) => one.look !== LOOK && !same(one, contents(form)));
  if (!draft) return;
  const others = () => all(form).filter((one) => one.at !== draft.at || one.look !== draft.look);
  const bar = make("div", "gd-draft");
  const yes = Object.assign(make("button", "gd-btn", words.restore), { type: "button" });
  const no = Object.assign(make("button", "gd-btn", words.discard), { type: "button" });
  // What was typed here before it was taken is offered next.
  const before = () => others().map((one) => (one.look === LOOK ? { ...one, look: `${LOOK} before` } : one));
  yes.onclick = () => { shelve(form, [{ ...draft, look: LOOK }, ...before()]); put(form, draft); form.dataset.dirty = "1"; bar.remove(); offer(form); };
  no.onclick = () => { shelve(form, others()); bar.remove(); offer(form); };
  bar.append(make("span", "", words.draft), yes, no);
  $(".gd-form-body", form)?.prepend(bar);
}

function put(form, { fields, began }) {
  for (const name of BEGAN) if (began?.[name] && carried(form, name)) carried(form, name).value = began[name];
  for (const [name, value] of fields) {
    if (!form.elements[name]) grow(form, name);
    for (const field of $$(`[name="${CSS.escape(name)}"]`, form)) {
      if (Array.isArray(value)) { if (field.value === value[0]) field.checked = value[1]; } else field.value = value;
    }
  }
}

/** Adds rows to the grid that `name` belongs to until it is there. */
function grow(form, name) {
  const [, grids, row] = name.match(/^(.+)\.(\d+)\.[^.]+$/) || [];
  const grid = grids && $$(".gd-grid", form).find((g) => $(`[name^="${CSS.escape(grids)}."]`, g));
  if (!grid) return;
  for (let n = $$("tbody tr", grid).length; n <= Number(row) && !form.elements[name]; n += 1) {
    grid.dispatchEvent(new Event("gd-add", { bubbles: true }));
  }
}

// Back to a page whose form was sent: browsers that load it again show again what was sent.
const keyField = (form) => $("input[type=hidden][name=key]", form);
export const rememberSent = (form) => pocket.set(SENT, { me, action: form.getAttribute("action"), key: keyField(form)?.value, fields: contents(form) });
/** Whoever sends the very same once more gets what the first became, not a second one. */
export function sameAgain(form) {
  const before = pocket.get(SENT);
  const key = keyField(form);
  const same = before?.key && before.me === me && before.action === form.getAttribute("action");
  if (key && same && JSON.stringify(before.fields) === JSON.stringify(contents(form))) key.value = before.key;
}
const sent = pocket.get(SENT);
if (sent) {
  const how = performance.getEntriesByType("navigation")[0]?.type;
  const form = $$("main form[data-form]").find((f) => f.getAttribute("action") === sent.action);
  if (how === "navigate" || sent.me !== me) pocket.drop(SENT);
  // After the grids' script, which adds their rows.
  else if (form && !$("[data-summary]", form)) addEventListener("DOMContentLoaded", () => put(form, sent));
}

document.addEventListener("input", (e) => {
  const form = e.target.closest("form[data-form]");
  if (form && form.getAttribute("method") !== "get") form.dataset.dirty = "1";
});
// Leaving for good takes one's drafts along, once the page is left: until then the browser may ask whether to stay.
document.addEventListener("submit", (e) => { if (e.target.getAttribute("action") === "/logout") pocket.set("gd-out", own); });
const out = pocket.get("gd-out");
pocket.drop("gd-out");
if (out && location.pathname === "/login") {
  const recent = out.replace(DRAFT, "gd-recent:");
  shelved.keys().filter((key) => key.startsWith(out) || key.startsWith(recent)).forEach(shelved.drop);
  pocket.keys().filter((key) => key.startsWith("gd-sent:")).forEach(pocket.drop);
}
setInterval(() => saveAll(), 3000);
addEventListener("beforeunload", (e) => { if (dirty().length) { saveAll(); e.preventDefault(); } });

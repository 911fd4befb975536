// Asking the server. Where the session has ended meanwhile, signing in happens over what is being typed, and what was asked is
// asked once more, word for word.
import { $, busy, complain, make, me, piece, words } from "./dom.js";
import { clean, saveAll } from "./drafts.js";

const LOGIN = "/login";
const headers = { "X-Gendan-Dialog": "1", Accept: "text/html", "Accept-Language": document.documentElement.lang };
/** Says whose page it is: nobody else sends what stands in it. */
const mine = me ? { ...headers, "X-Gendan-Person": me } : headers;

/** The answer; nothing where signing in was put off, or somebody else has signed in. Throws where the server is not reached. */
export async function ask(url, body) {
  for (;;) {
    const asked = fetch(url, { method: body ? "POST" : "GET", headers: mine, body, credentials: "same-origin" });
    const response = await asked.catch((lost) => cutOff(lost, body));
    const session = response.headers.get("X-Gendan-Session");
    if (!session) return response;
    if (session === "other") { await somebodyElse(await piece(response)); return null; }
    if (!(await signIn())) return null;
  }
}

/** A server that refuses a large file before it has read it cuts the line, and its answer is lost: was it the session? */
async function cutOff(lost, body) {
  if (!body || (await fetch(LOGIN, { headers })).status === 204) throw lost;
  return new Response(null, { status: 401, headers: { "X-Gendan-Session": "ended" } });
}

let waiting = null;
/** Whether somebody is signed in now; all who ask meanwhile wait for the same dialog. */
const signIn = () => (waiting ??= inPlace().finally(() => { waiting = null; }));

async function inPlace() {
  const answer = await fetch(LOGIN, { headers });
  // Signed in from another window.
  if (answer.status === 204) return true;
  const form = await piece(answer);
  const name = $("[name=name]", form);
  if (name) name.value ||= document.body.dataset.login || "";
  let inside = false;
  const box = over(form, () => inside);
  box.addEventListener("submit", async (e) => {
    e.preventDefault();
    if ($(".is-busy", box)) return;
    busy(e.target, true);
    try {
      const body = new URLSearchParams(new FormData(e.target));
      const said = await fetch(LOGIN, { method: "POST", headers, body, credentials: "same-origin" });
      inside = said.status === 204;
      if (inside) box.close();
      else await refused(box, e.target, await piece(said));
    } catch {
      complain(e.target, [words.offline]);
    } finally {
      busy(e.target, false);
    }
  });
  focusFirstEmpty(box);
  return box.closed;
}

async function refused(box, form, came) {
  if (!came?.matches("form")) return complain(form, came ? [$("h1", came).textContent, $("p", came).textContent] : [words.failed]);
  form.replaceWith(came);
  focusFirstEmpty(box);
}
const focusFirstEmpty = (box) => ([...box.querySelectorAll("input:not([type=hidden])")].find((field) => !field.value) || $("button.is-primary", box))?.focus();

/** Another person's page is not theirs to send: what was typed is kept for who typed it, and the page is opened anew. */
function somebodyElse(said) {
  const form = make("form", "gd-form");
  const head = make("header", "gd-form-head");
  head.append(make("h2", "", $("h1", said)?.textContent));
  const body = make("div", "gd-form-body");
  body.append(make("p", "", $("p", said)?.textContent));
  const foot = make("footer", "gd-form-foot");
  foot.append(Object.assign(make("button", "gd-btn is-primary", words.anew), { type: "submit" }));
  form.append(head, body, foot);
  const box = over(form, () => {
    saveAll();
    clean();
    location.reload();
  });
  box.addEventListener("submit", (e) => {
    e.preventDefault();
    box.close();
  });
  $("button", foot).focus();
  return box.closed;
}

/** A dialog over everything else; `closed` is told, once it is, by `result`. */
function over(content, result) {
  const box = make("dialog", "gd-dialog is-small");
  box.id = "gd-session";
  box.setAttribute("aria-label", $("h2", content)?.textContent || "");
  box.append(content);
  document.body.append(box);
  box.closed = new Promise((tell) => box.addEventListener("close", () => { box.remove(); tell(result()); }));
  box.showModal();
  return box;
}

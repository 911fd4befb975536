// Fields that another one asks for: in sight while it has their value. They are sent in any case, and without this script all are
// in sight.
import { $$ } from "./dom.js";

function look(form) {
  for (const box of $$("[data-beside]", form)) {
    const [name, value] = box.dataset.beside.split("=");
    const chosen = new FormData(form).get(name);
    // What is wrong stays in sight.
    box.hidden = chosen !== value && !box.matches(".is-wrong");
  }
}

document.addEventListener("change", (e) => { if (e.target.form && e.target.form.querySelector("[data-beside]")) look(e.target.form); });

/** The forms of a piece of page. */
export const setup = (root) => $$("form", root).forEach(look);

// Days: shown as year-month-day with their weekday whatever the browser's language, typed as people write them (12/30, +3, 明天,
// a sheet's number), or chosen in the browser's own calendar. The server reads the same words.
import { $, $$, make, words } from "./dom.js";

const DAY = 86_400_000;
const today = () => Date.parse(`${document.body.dataset.today}T00:00:00Z`);
const iso = (ms) => new Date(ms).toISOString().slice(0, 10);

/** The day that somebody wrote, as the server reads it; none where it is none. */
export function read(text) {
  const said = text.normalize("NFKC").replace(/\s/g, "");
  const near = words.near.indexOf(said);
  if (near >= 0) return iso(today() + (near - 1) * DAY);
  if (/^[+-]\d{1,3}$/.test(said)) return iso(today() + Number(said) * DAY);
  // Days since 1899-12-30, as sheets count them.
  if (/^\d{5}$/.test(said)) return iso(Date.UTC(1899, 11, 30) + Number(said) * DAY);
  const eight = said.match(/^(20\d\d)(\d\d)(\d\d)$/);
  const parts = eight ? eight.slice(1) : said.replace(/[日号]$/, "").split(/[-/.年月]/);
  if (!parts.every((p) => /^\d+$/.test(p))) return null;
  if (parts.length === 3 && parts[0].length === 4) return valid(...parts.map(Number));
  if (parts.length !== 2) return null;
  // Without a year: the one that lies nearest.
  const year = new Date(today()).getUTCFullYear();
  const all = [year - 1, year, year + 1].map((y) => valid(y, ...parts.map(Number))).filter(Boolean);
  return all.sort((a, b) => Math.abs(Date.parse(a) - today()) - Math.abs(Date.parse(b) - today()))[0] || null;
}

function valid(year, month, day) {
  const ms = Date.UTC(year, month - 1, day);
  const at = new Date(ms);
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day && year >= 2000 && year < 2100 ? iso(ms) : null;
}

/** Writes the day that stands in a field the one way, and its weekday beside it. */
function settle(field) {
  const day = field.value && read(field.value);
  if (day) field.value = day;
  const box = field.parentElement;
  $("[data-weekday]", box)?.replaceChildren(day ? words.weekdays[new Date(Date.parse(day)).getUTCDay()] : "");
  // What is no day is marked before it is sent.
  const wrong = field.value.trim() !== "" && !day;
  field.title = wrong ? words.noday : "";
  if (wrong) field.setAttribute("aria-invalid", "true"); else if (!$(".gd-error", box.parentElement)) field.removeAttribute("aria-invalid");
  return day;
}

document.addEventListener("change", (e) => {
  const field = e.target;
  if (field.matches?.("[data-date]")) settle(field);
}, true);

document.addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-pick-day]");
  if (!button) return;
  const field = $("[data-date]", button.parentElement);
  let native = $("input[type=date]", button.parentElement);
  if (!native) {
    native = Object.assign(make("input", "gd-native-day"), { type: "date", tabIndex: -1, ariaHidden: "true" });
    native.addEventListener("change", () => {
      field.value = native.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    });
    button.after(native);
  }
  native.value = read(field.value) || "";
  native.showPicker();
});

/** The fields of a piece of page. */
export const setup = (root) => $$("[data-date]", root).forEach(settle);

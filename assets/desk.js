// The script of the desk. Every page works without it; it only improves:
// keys for the search box and lists, a warning before unsaved work is lost,
// drafts that survive a lost connection, one click that counts once.
import "htmx.org";

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const typing = (e) => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || e.target.isContentEditable;

// Keys: "/" and Ctrl+K to the search box; j, k and Enter in the list; Esc leaves a field of the search.
const find = document.getElementById("find");

function moveInList(step) {
  const rows = all("table.list tbody tr").filter((r) => r.querySelector("a[href]") && r.offsetParent);
  if (!rows.length) return false;
  const now = rows.findIndex((r) => r.classList.contains("at"));
  const next = Math.min(rows.length - 1, Math.max(0, now + step));
  if (now >= 0) rows[now].classList.remove("at");
  rows[now < 0 ? 0 : next].classList.add("at");
  const link = rows[now < 0 ? 0 : next].querySelector("a[href]");
  link.focus({ preventScroll: true });
  rows[now < 0 ? 0 : next].scrollIntoView({ block: "nearest" });
  return true;
}

// What was found stands below the box: down and up go through it, Enter opens, Esc closes it.
const found = document.getElementById("found");
const closeFound = () => found && found.replaceChildren();

function inFound(e) {
  if (!found || !(e.target === find || found.contains(e.target)) || e.isComposing) return false;
  const links = all("a[href]", found);
  if (e.key === "Escape" && links.length) {
    closeFound();
    find.focus();
    return true;
  }
  if ((e.key !== "ArrowDown" && e.key !== "ArrowUp") || !links.length) return false;
  e.preventDefault();
  const next = links.indexOf(document.activeElement) + (e.key === "ArrowDown" ? 1 : -1);
  if (next < 0) find.focus();
  else links[Math.min(next, links.length - 1)].focus();
  return true;
}

if (found) {
  const said = document.getElementById("found-said");
  new MutationObserver(() => {
    const told = found.querySelector("[data-said]");
    said.textContent = told ? told.getAttribute("data-said") : "";
  }).observe(found, { childList: true });
  document.addEventListener("click", (e) => { if (!e.target.closest("form.find")) closeFound(); });
  found.closest("form").addEventListener("focusout", (e) => { if (e.relatedTarget && !e.currentTarget.contains(e.relatedTarget)) closeFound(); });
}

document.addEventListener("keydown", (e) => {
  const toFind = (e.key === "/" && !typing(e) && !e.ctrlKey && !e.altKey && !e.metaKey) || (e.key.toLowerCase() === "k" && (e.ctrlKey || e.metaKey));
  if (toFind && find) {
    e.preventDefault();
    find.focus();
    find.select();
    return;
  }
  if (inFound(e)) return;
  if (e.key === "Escape" && e.target === find) find.blur();
  if (typing(e) || e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
  if (e.key === "j" || e.key === "k") {
    if (moveInList(e.key === "j" ? 1 : -1)) e.preventDefault();
  }
});

// A click anywhere in a row of a list opens what its first link leads to.
document.addEventListener("click", (e) => {
  const row = e.target.closest("table.list tbody tr");
  if (!row || e.target.closest("a,button,input,select,label,summary,textarea") || String(getSelection())) return;
  const link = row.querySelector("a[href]");
  if (link) link.click();
});
all("table.list tbody tr").forEach((r) => r.querySelector("a[href]") && r.classList.add("opens"));

// On a phone a row becomes a card, so each cell learns the heading of its column.
all("body:not(.paper) table.list, body:not(.paper) table.reckoning").forEach((table) => {
  const heads = all("thead tr", table);
  const body = all("tbody tr, tfoot tr", table);
  if (heads.length !== 1 || !body.length || table.querySelector("[colspan],[rowspan]")) return;
  const words = Array.from(heads[0].cells).map((c) => c.textContent.trim());
  if (words.length < 3) return; // two columns fit
  if (body.some((r) => r.cells.length !== words.length)) return;
  body.forEach((r) => Array.from(r.cells).forEach((c, n) => {
    c.setAttribute("data-label", words[n]);
    if (!c.textContent.trim() && !c.querySelector("input,button,svg")) c.classList.add("none");
  }));
  table.classList.add("stack");
});

// A table that fits the window keeps its head in sight; one that is too wide scrolls in a window of its own.
const boxes = all(".scroll");
function fit() {
  boxes.forEach((box) => {
    const table = box.querySelector("table");
    if (!table) return;
    box.classList.remove("fits", "long");
    const fits = table.scrollWidth <= box.clientWidth + 1;
    box.classList.add(fits ? "fits" : "long");
    if (fits) box.removeAttribute("tabindex");
    else box.setAttribute("tabindex", "0");
  });
}
fit();
addEventListener("resize", fit);

// Buttons that only a script can serve show themselves now.
all("[data-print]").forEach((b) => { b.hidden = false; b.addEventListener("click", () => print()); });
all("[data-back]").forEach((b) => { if (history.length > 1) { b.hidden = false; b.addEventListener("click", () => history.back()); } });

// A tick on top of a column ticks all of it.
all("input[data-all]").forEach((box) => {
  const name = box.getAttribute("data-all");
  const boxes = () => all('input[type="checkbox"]', box.form || document).filter((b) => b.name === name && !b.disabled);
  box.hidden = false;
  box.addEventListener("change", () => boxes().forEach((b) => { b.checked = box.checked; }));
});

// Faults are read first.
const faults = document.getElementById("faults");
if (faults) faults.focus();

// One click counts once; the button says that it works.
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (form.method !== "post" || e.defaultPrevented) return;
  if (form.getAttribute("data-sent")) { e.preventDefault(); return; }
  if (navigator.onLine === false) {
    e.preventDefault();
    say("网络断开了，没有提交。内容仍在本页，恢复后再点一次。");
    return;
  }
  form.setAttribute("data-sent", "1");
  const button = e.submitter || form.querySelector("button");
  if (button) button.classList.add("works");
  // A download leaves the page as it is.
  setTimeout(() => {
    form.removeAttribute("data-sent");
    if (button) button.classList.remove("works");
  }, form.hasAttribute("data-download") ? 3000 : 15000);
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((f) => {
  f.removeAttribute("data-sent");
  all(".works", f).forEach((b) => b.classList.remove("works"));
}));

function say(text) {
  const box = document.createElement("div");
  box.className = "notice warn";
  box.setAttribute("role", "alert");
  box.textContent = text;
  document.getElementById("main").prepend(box);
  box.scrollIntoView({ block: "nearest" });
}

// Drafts of forms marked data-guard live in this tab only, until the form has
// been sent and another page came, or the officer signs out.
const draftKey = "draft:" + location.pathname;
const keeps = (el) => el.name && !/^(password|file|hidden|submit|button)$/.test(el.type);

function snapshot(form) {
  return Array.from(form.elements).filter(keeps).map((el) => [el.name, el.type === "checkbox" || el.type === "radio" ? (el.checked ? el.value : null) : el.value]);
}

function restore(form, saved) {
  Array.from(form.elements).filter(keeps).forEach((el, n) => {
    if (!saved[n] || saved[n][0] !== el.name) return;
    if (el.type === "checkbox" || el.type === "radio") el.checked = saved[n][1] === el.value;
    else el.value = saved[n][1];
  });
}

function guard(form) {
  let sent = false;
  const blank = JSON.stringify(snapshot(form));
  const changed = () => JSON.stringify(snapshot(form)) !== blank;
  const saved = sessionStorage.getItem(draftKey);
  if (saved && !faults && saved !== blank) {
    restore(form, JSON.parse(saved));
    say("已恢复上次填写但没有提交的内容，请核对。");
  }
  form.addEventListener("input", () => sessionStorage.setItem(draftKey, JSON.stringify(snapshot(form))));
  form.addEventListener("submit", () => { sent = true; sessionStorage.setItem("sent", draftKey); });
  addEventListener("beforeunload", (e) => {
    if (sent || !changed()) return;
    e.preventDefault();
    e.returnValue = "";
  });
}

const sent = sessionStorage.getItem("sent");
const guarded = document.querySelector("form[data-guard]");
if (sent && !(guarded && faults)) {
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem("sent");
}
if (guarded) guard(guarded);
all('form[action="/sign-out"]').forEach((f) => f.addEventListener("submit", () => sessionStorage.clear()));

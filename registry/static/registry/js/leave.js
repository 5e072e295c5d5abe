// A form of a record: the first field has the focus, leaving with changes is asked about, a slug is
// proposed from the English title, and after the session has ended the form is not sent: what was
// typed stays on the page until its writer has signed in again.
const FRESH = 60 * 1000; // so young a page is sent without asking
const LETTERS = /[^a-z0-9]+/g;

function slugFrom(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(LETTERS, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 50);
}

function proposeSlug(form) {
  const slug = form.querySelector("#id_slug");
  const title = form.querySelector("#id_title_en, #id_name_en");
  if (!slug || !title || slug.value) return;
  let isProposed = true;
  slug.addEventListener("input", () => (isProposed = false));
  title.addEventListener("input", () => {
    if (isProposed) slug.value = slugFrom(title.value);
  });
}

function values(form) {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  return JSON.stringify([...data].filter(([, value]) => typeof value === "string"));
}

function focusFirst(form) {
  if (document.activeElement && document.activeElement !== document.body) return;
  const field =
    form.querySelector(".errors :is(input, select, textarea)") ??
    form.querySelector(
      "fieldset :is(input:not([type=hidden]), select, textarea):not([disabled])",
    );
  field?.focus({ preventScroll: !field.closest(".errors") });
}

// The token of a form of now; null where nobody is signed in any more. A browser that cannot ask
// sends.
async function tokenOfNow() {
  const answer = await fetch(location.href, { cache: "no-store", redirect: "manual" });
  if (answer.type === "opaqueredirect") return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? null;
}

function sendOnlySignedIn(form, notice) {
  const opened = Date.now();
  let isChecked = false;
  form.addEventListener("submit", async (event) => {
    if (isChecked || Date.now() - opened < FRESH) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    let token = form.elements.csrfmiddlewaretoken.value;
    try {
      token = await tokenOfNow();
    } catch {
      // not reachable: the browser says so itself when the form is sent
    }
    notice.hidden = token !== null;
    if (token === null) return notice.scrollIntoView({ block: "center" });
    form.elements.csrfmiddlewaretoken.value = token;
    isChecked = true;
    form.requestSubmit(event.submitter);
  });
}

export default function improve(notice) {
  const form = notice.closest("form");
  sendOnlySignedIn(form, notice);
  focusFirst(form);
  proposeSlug(form);
  let before = values(form);
  // The editor tidies what it is given: what stands there a moment later is the beginning.
  setTimeout(() => (before = form.dataset.touched ? before : values(form)), 1500);
  form.addEventListener("input", () => (form.dataset.touched = "yes"), { once: true });
  let isSent = false;
  form.addEventListener("submit", () => (isSent = true));
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && values(form) !== before) event.preventDefault();
  });
}

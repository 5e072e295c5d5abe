// A form of a record: the first field has the focus, leaving with changes is asked about, a slug is
// proposed from the English title.
const LETTERS = /[^a-z0-9]+/g;

function slugFrom(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(LETTERS, "-").replace(/^-|-$/g, "").slice(0, 50);
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
  const field = form.querySelector(".errors :is(input, select, textarea)") ?? form.querySelector("fieldset :is(input:not([type=hidden]), select, textarea):not([disabled])");
  field?.focus({ preventScroll: !field.closest(".errors") });
}

export default function improve(mark) {
  const form = mark.closest("form");
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

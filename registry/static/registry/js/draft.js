// A drafting form saves itself. What could not be saved is kept on this device and sent again; nothing that was typed is lost.
const PAUSE = 2000;
const AGAIN = 15000;

export default function improve(form) {
  const { draftAddress: address, draftKey: key, draftLost: lost, draftUnsaved: unsaved, draftOpen: open } = form.dataset;
  const status = document.getElementById("saving");
  const texts = [...form.querySelectorAll("textarea")];
  const gap = form.elements.gap;
  const seen = form.elements.seen;
  const place = `draft/${key}`;
  let timer = 0;
  let isSending = false;
  let isDirty = false;

  const tell = (text, url) => {
    status.textContent = text;
    if (!url) return;
    const link = document.createElement("a");
    link.href = url;
    link.textContent = open;
    status.append(" ", link);
  };
  const typed = () => Object.fromEntries([...texts.map((one) => [one.name, one.value]), ["gap", gap.value]]);
  const keep = () => {
    try {
      localStorage.setItem(place, JSON.stringify({ seen: seen.value, ticket: form.elements.ticket.value, ...typed() }));
    } catch {
      // no room or not allowed: the server has what was saved last
    }
  };
  const forget = () => localStorage.removeItem(place);
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const send = (values) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    return fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
  };

  async function save() {
    if (isSending || !isDirty) return;
    isSending = true;
    isDirty = false;
    try {
      const response = await send({ seen: seen.value, ticket: form.elements.ticket.value, ...typed() });
      const answer = await response.json();
      if (response.ok) {
        seen.value = answer.version;
        form.elements.ticket.value = answer.ticket;
        tell(answer.saved);
        if (!isDirty) forget();
      } else {
        tell(answer.error, answer.url);
        if (response.status === 409 || response.status === 401) forget(); // the server keeps it
      }
    } catch {
      isDirty = true;
      tell(lost);
      later(AGAIN);
    }
    isSending = false;
    if (isDirty) later(PAUSE);
  }

  const changed = (event) => {
    if (!texts.includes(event.target) && event.target !== gap) return;
    isDirty = true;
    keep();
    tell(unsaved);
    later(PAUSE);
  };
  for (const one of [...texts, gap]) one.addEventListener("input", changed);
  addEventListener("online", () => later(0));
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    isDirty = false;
  });

  // Left from a closed tab or a lost connection: the server takes it in, or keeps it beside the text for a choice.
  const left = JSON.parse(localStorage.getItem(place) ?? "null");
  if (!left) return;
  if (texts.every((one) => left[one.name] === one.value) && left.gap === gap.value) {
    forget();
    return;
  }
  send(left)
    .then(async (response) => {
      const answer = await response.json();
      if (response.ok || response.status === 409) {
        forget();
        location.assign(answer.url ?? location.pathname);
      } else tell(answer.error, answer.url);
    })
    .catch(() => tell(lost));
}

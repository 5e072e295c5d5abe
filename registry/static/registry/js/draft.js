// A drafting form saves itself. What could not be saved is kept on this device, for the person who
// typed it, and sent again; nothing that was typed is lost.
import { figuresOf } from "./figures.js";
import swap from "./plain.js";

const PAUSE = 2000;
const AGAIN = 15000;
const LONGEST_WAIT = 5000; // of another button for what is being saved

export default function improve(form) {
  swap(form);
  const { draftAddress: address, draftKey: key, draftOpen: open } = form.dataset;
  const { draftLost: lost, draftUnsaved: unsaved } = form.dataset;
  const { draftSignIn: signIn, draftEnter: enter } = form.dataset;
  const { draftSaving: saving, draftOthers: others } = form.dataset;
  // Numbers of what a button sent
  const { draftArrived: arrived, draftAnswers: answered } = form.dataset;
  const status = document.getElementById("saving");
  const texts = [...form.querySelectorAll("textarea")];
  const figures = figuresOf(form);
  const gap = form.elements.gap;
  const seen = form.elements.seen;
  const place = `draft/${key}`; // person and part: several people may share a device
  let timer = 0;
  let isSending = false;
  let isDirty = false;
  let isTouched = false; // typed in since the page is here
  let isKept = false; // what the page holds is on this device
  let underway = Promise.resolve();
  let pressed = null; // a button that waits until what is being saved has arrived
  let joinedNote = "";

  const tell = (text, url, where = open) => {
    status.textContent = text;
    if (!url) return;
    const link = document.createElement("a");
    link.href = url;
    link.textContent = where;
    status.append(" ", link);
  };
  const typed = () =>
    Object.fromEntries([
      ...texts.map((one) => [one.name, one.value]),
      ["gap", gap.value],
      ...Object.entries(figures.typed()),
    ]);
  // `sent`: the number under which a button sends it. The next page says which number has arrived.
  const keep = (sent = "") => {
    isKept = true;
    try {
      const ticket = form.elements.ticket.value;
      localStorage.setItem(place, JSON.stringify({ seen: seen.value, ticket, sent, ...typed() }));
    } catch {
      // no room or not allowed: the server has what was saved last
    }
  };
  const forget = () => {
    isKept = false;
    localStorage.removeItem(place);
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => ((timer = 0), save()), wait);
  };

  const post = (url, values) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    return fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
  };
  // Signing in, in another tab too, changes the token of every form: the page is asked for the new
  // one.
  const renewed = async () => {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("form[data-draft] [name=csrfmiddlewaretoken]")?.value;
    if (token) {
      for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
    }
    return Boolean(token);
  };
  const send = async (values, url = address) => {
    const response = await post(url, values);
    if (response.status !== 403 || !(await renewed())) return response;
    return post(url, values);
  };
  const isJson = (response) => response.headers.get("Content-Type")?.includes("json");

  // Somebody saved other passages: the text becomes both, unless more was typed while it was asked.
  const join = (answer, sent) => {
    if (texts.some((one) => one.name in sent && one.value !== sent[one.name])) return false;
    for (const one of texts) {
      if (!(one.name in answer.joined) || answer.joined[one.name] === one.value) continue;
      const editor = one.closest(".prose-editor")?.querySelector(".tiptap")?.editor;
      if (!editor) return false;
      const { from } = editor.state.selection;
      editor.commands.setContent(answer.joined[one.name], { emitUpdate: true });
      editor.commands.setTextSelection(Math.min(from, editor.state.doc.content.size));
    }
    seen.value = answer.version;
    form.elements.ticket.value = answer.ticket;
    return true;
  };

  function save() {
    if (!isSending && isDirty) underway = saveOnce();
    return underway;
  }
  async function saveOnce() {
    isSending = true;
    isDirty = false;
    const sent = typed();
    figures.note();
    try {
      const response = await send({
        seen: seen.value,
        ticket: form.elements.ticket.value,
        ...sent,
      });
      if (!isJson(response)) {
        tell(signIn, location.pathname, enter);
      } else {
        const answer = await response.json();
        if (answer.joined) {
          join(answer, sent);
          isDirty = true;
          joinedNote = answer.saved;
        } else if (response.ok) {
          seen.value = answer.version;
          form.elements.ticket.value = answer.ticket;
          figures.answered(answer.figures);
          tell([answer.saved, joinedNote].filter(Boolean).join(" · "));
          joinedNote = "";
          if (!isDirty) forget();
        } else {
          tell(answer.error, answer.url);
          if (response.status === 409 || answer.is_kept) forget(); // the server keeps it
        }
      }
    } catch {
      isDirty = true;
      tell(lost);
      later(AGAIN);
    }
    isSending = false;
    if (pressed) form.requestSubmit(pressed);
    else if (isDirty && !timer) later(PAUSE);
  }

  const changed = (event) => {
    if (figures.fields.includes(event.target)) figures.settle(event.target);
    else if (!texts.includes(event.target) && event.target !== gap) return;
    isDirty = true;
    isTouched = true;
    keep();
    tell(unsaved);
    later(PAUSE);
  };
  for (const one of [...texts, gap, ...figures.fields]) one.addEventListener("input", changed);
  addEventListener("online", () => later(0));
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    if (isSending) {
      event.preventDefault();
      pressed = event.submitter;
      tell(saving);
      return;
    }
    pressed = null;
    isDirty = false;
    // It may not arrive: what is kept is forgotten by a page that knows that it did.
    form.elements.sent.value = isKept ? `${Date.now()}-${Math.random().toString(36).slice(2)}` : "";
    if (isKept) keep(form.elements.sent.value);
  });

  // Another button, for instance of a comment, leaves the page too: first what was typed is saved.
  // What is not saved in time is on this device, for the next page.
  const settled = async () => {
    for (let times = 3; times && (isSending || isDirty); times -= 1) await save();
  };
  let leaving = "";
  const leave = async (event) => {
    if (leaving === "goes" || !(isSending || isDirty)) return;
    event.preventDefault();
    if (leaving) return;
    leaving = "waits";
    const { target: other, submitter } = event;
    clearTimeout(timer);
    timer = 0;
    tell(saving);
    await Promise.race([settled(), new Promise((done) => setTimeout(done, LONGEST_WAIT))]);
    leaving = "goes";
    other.requestSubmit(submitter);
  };
  for (const other of document.forms) {
    if (other !== form && other.method === "post") other.addEventListener("submit", leave);
  }

  const there = document.getElementById("others");
  const ask = async () => {
    if (document.hidden) return;
    try {
      const response = await send({}, others);
      if (isJson(response) && response.ok) there.textContent = (await response.json()).others;
    } catch {
      // no connection: the next minute asks again
    }
  };
  if (there && others) setInterval(ask, 60000);

  // Left from a closed tab or a lost connection: the server takes it in, or keeps it beside the
  // text for a choice.
  const left = JSON.parse(localStorage.getItem(place) ?? "null");
  if (!left) return;
  if (left.sent && left.sent === arrived) {
    forget();
    return;
  }
  if (left.sent && left.sent === answered) {
    isKept = true; // refused: it is in the form again, and not yet with the server
    return;
  }
  if (
    texts.every((one) => left[one.name] === one.value) &&
    left.gap === gap.value &&
    figures.areAs(left)
  ) {
    forget();
    return;
  }
  const bring = async (values, times = 3) => {
    const response = await send(values);
    const answer = await response.json();
    if (!answer.joined || !times) return [response, answer];
    const joined = { ...values, ...answer.joined, seen: answer.version, ticket: answer.ticket };
    return bring(joined, times - 1);
  };
  bring(left)
    .then(([response, answer]) => {
      if (!response.ok && response.status !== 409) return tell(answer.error, answer.url);
      // The next save joins both
      if (isTouched) return response.ok || tell(answer.error, answer.url);
      forget();
      // The page shows it already
      if (response.ok && String(answer.version) === seen.value) return undefined;
      const url = answer.url ?? location.pathname;
      // What a button has answered stays to be read.
      if (document.querySelector("main :is(.messages, [role=alert])")) {
        return tell(answer.saved ?? answer.error, url);
      }
      return location.assign(url);
    })
    .catch(() => tell(lost));
}

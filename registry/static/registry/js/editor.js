// A rich text editor bears the name of its label, as the field that it stands for does; its buttons
// say when they can do nothing; what is pasted is cleaned by the server, which says what it left
// out; dialogs speak the page's language.
import swap from "./plain.js";

const FIELD = ".field, .fieldBox, .form-row"; // of a page, of the admin
const FRAGMENT = /<!--\s*StartFragment\s*-->([\s\S]*)<!--\s*EndFragment\s*-->/i;

// The editor asks for its words when it is loaded, after this module.
const terms = new Map();
for (const one of document.querySelectorAll(".editor-words [data-editor-term]")) {
  terms.set(one.dataset.editorTerm, one.textContent.trim());
}
if (terms.size) window.gettext ??= (text) => terms.get(text) ?? text;

export default function improve(form) {
  swap(form);
  const words = document.querySelector(".editor-words")?.dataset;
  const name = () => {
    for (const box of form.querySelectorAll("[role=textbox]:not([aria-labelledby])")) {
      const label = box.closest(FIELD)?.querySelector("label");
      if (!label) continue;
      label.id ||= `${label.htmlFor}_label`;
      box.setAttribute("aria-labelledby", label.id);
    }
  };
  const tell = () => {
    for (const button of form.querySelectorAll(".prose-menubar button")) {
      button.setAttribute("aria-disabled", button.classList.contains("disabled"));
      for (const said of ["title", "aria-label"]) {
        const term = button.getAttribute(said);
        if (terms.has(term)) button.setAttribute(said, terms.get(term));
      }
    }
  };
  const improved = () => (name(), tell());
  new MutationObserver(improved).observe(form, {
    attributeFilter: ["class"],
    childList: true,
    subtree: true,
  });
  improved();
  if (words) form.addEventListener("paste", (event) => paste(event, form, words), true);
}

function paste(event, form, words) {
  const box = event.target.closest?.(".tiptap");
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!box?.editor || !html.trim() || html.includes("data-pm-slice")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  clean(FRAGMENT.exec(html)?.[1] ?? html, box, form, words).then((answer) => {
    const before = box.editor.getJSON();
    box.editor.view.pasteHTML(answer.html);
    say(box, before, answer, words);
  });
}

async function clean(html, box, form, words) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("html", html);
  body.set("levels", levelsOf(box));
  try {
    const response = await fetch(words.editorPaste, { method: "POST", body, redirect: "error" });
    const answer = await response.json();
    return response.ok ? answer : { html: "", left_out: [], note: answer.error };
  } catch {
    return { html, left_out: [], note: words.editorUnclean };
  }
}

function levelsOf(box) {
  const heading = box.editor.extensionManager.extensions.find((one) => one.name === "heading");
  return heading?.options.levels.join(",") ?? "";
}

// Under the editor, as long as nothing further is typed: what was left out, and the way back.
function say(box, before, { left_out: leftOut, note }, words) {
  const field = box.closest(FIELD);
  field.querySelector(".left-out")?.remove();
  if (!leftOut.length && !note) return;
  const place = document.createElement("div");
  place.className = "left-out small";
  place.setAttribute("role", "status");
  const head = document.createElement("p");
  head.textContent = note ?? words.editorLeftOut;
  const list = document.createElement("ul");
  for (const text of leftOut) {
    list.append(Object.assign(document.createElement("li"), { textContent: text }));
  }
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "btn plain";
  undo.textContent = words.editorUndo;
  const after = JSON.stringify(box.editor.getJSON());
  box.editor.on("update", () => (undo.hidden = JSON.stringify(box.editor.getJSON()) !== after));
  undo.addEventListener("click", () => {
    box.editor.commands.setContent(before, { emitUpdate: true });
    place.remove();
    box.focus();
  });
  place.append(head, ...(leftOut.length ? [list] : []), ...(note && !leftOut.length ? [] : [undo]));
  field.append(place);
}

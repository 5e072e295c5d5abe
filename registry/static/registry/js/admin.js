// Rich text in the admin's forms: what is pasted is cleaned by the server, which says what it left out, as at the desk.
import editor from "./editor.js";

document.querySelectorAll("#content-main form").forEach(editor);

// A table within a record that is wider than the window is scrolled by the keyboard, too.
for (const box of document.querySelectorAll(".tabular.inline-related")) box.tabIndex = 0;

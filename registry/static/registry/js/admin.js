// Rich text in the admin's forms: what is pasted is cleaned by the server, which says what it left out, as at the desk.
import editor from "./editor.js";

document.querySelectorAll("#content-main form").forEach(editor);

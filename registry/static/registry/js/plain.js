// Without a script a text is written with a few marks. With one the editor takes its place; it
// begins from the text itself.
export default function swap(form) {
  for (const field of form.querySelectorAll("textarea[data-editor-config]")) {
    const was = form.elements[`${field.name}_was`];
    field.value = was.value;
    field.setAttribute("data-django-prose-editor-configurable", field.dataset.editorConfig);
    field.removeAttribute("data-editor-config");
    form.elements[`${field.name}_marks`].remove();
    was.remove();
  }
  for (const help of form.querySelectorAll(".marks-help")) help.remove();
}

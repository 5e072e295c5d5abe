// A rich text editor bears the name of its label, as the field that it stands for does; its buttons say when they can do nothing.
export default function improve(form) {
  const name = () => {
    for (const box of form.querySelectorAll("[role=textbox]:not([aria-labelledby])")) {
      const label = box.closest(".field")?.querySelector("label");
      if (!label) continue;
      label.id ||= `${label.htmlFor}_label`;
      box.setAttribute("aria-labelledby", label.id);
    }
  };
  const tell = () => {
    for (const button of form.querySelectorAll(".prose-menubar button")) {
      button.setAttribute("aria-disabled", button.classList.contains("disabled"));
    }
  };
  const improved = () => (name(), tell());
  new MutationObserver(improved).observe(form, { attributeFilter: ["class"], childList: true, subtree: true });
  improved();
}

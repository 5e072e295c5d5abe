// A rich text editor bears the name of its label, as the field that it stands for does.
export default function improve(form) {
  const name = () => {
    for (const box of form.querySelectorAll("[role=textbox]:not([aria-labelledby])")) {
      const label = box.closest(".field")?.querySelector("label");
      if (!label) continue;
      label.id ||= `${label.htmlFor}_label`;
      box.setAttribute("aria-labelledby", label.id);
    }
  };
  new MutationObserver(name).observe(form, { childList: true, subtree: true });
  name();
}

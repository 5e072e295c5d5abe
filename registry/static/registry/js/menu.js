// On a narrow screen the menu folds behind its button; Escape closes it and gives the focus back.
export default function improve(button) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  if (!menu) return; // a preview has none
  const fold = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    menu.classList.toggle("folded", !isOpen);
  };
  button.hidden = false;
  fold(false);
  button.addEventListener("click", () => fold(button.getAttribute("aria-expanded") === "false"));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || getComputedStyle(button).display === "none") return;
    fold(false);
    button.focus();
  });
}

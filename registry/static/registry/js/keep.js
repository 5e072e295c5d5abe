// What is typed into a form is kept by the server a little later, until it is sent.
import swap from "./plain.js";

const PAUSE = 2000;
const AGAIN = 15000;

export default function improve(form) {
  swap(form);
  const { keep: address, keepLost: lost } = form.dataset;
  const status = document.getElementById("saving");
  let timer = 0;
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
  };
  async function keep() {
    try {
      const body = new FormData(form);
      const response = await fetch(address, { method: "POST", body, redirect: "error" });
      const answer = await response.json();
      status.textContent = answer.saved ?? answer.error;
    } catch {
      status.textContent = lost;
      later(AGAIN);
    }
  }
  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("submit", () => clearTimeout(timer));
}

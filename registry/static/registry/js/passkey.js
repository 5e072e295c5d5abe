// The device gave no passkey: whoever pressed the button reads so, and what else they can do.
export default function improve(notice) {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault(); // the library would write it to the console alone
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
  });
}

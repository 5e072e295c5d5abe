// What can be pressed and is smaller than 24 px. Left out as WCAG 2.5.8 says: links within a
// sentence, and shapes of the map (each state is a link in the table below it too).
() => {
  const KINDS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const LEAST = 23.99;
  const SEEN = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true };
  const isSeen = (one) => one.checkVisibility(SEEN) && one.getClientRects().length;
  const isInSentence = (one) => {
    if (one.localName !== "a" || getComputedStyle(one).display !== "inline") return false;
    let block = one.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const rest = block.cloneNode(true);
    const apart = rest.querySelectorAll("a, .visually-hidden, svg, img, button, select");
    apart.forEach((gone) => gone.remove());
    return /\p{L}{2,}/u.test(rest.textContent);
  };
  const small = [];
  for (const one of document.querySelectorAll(KINDS)) {
    if (!isSeen(one) || one.closest("svg[data-map]") || isInSentence(one)) continue;
    const whole = ["checkbox", "radio"].includes(one.type) ? (one.closest("label") ?? one) : one;
    const { width, height, right, bottom } = whole.getBoundingClientRect();
    const isHidden = width <= 1 || right < 0 || bottom < 0;
    if (!isHidden && (width < LEAST || height < LEAST)) {
      const name = one.textContent.trim().slice(0, 30) || one.name;
      small.push(`${one.localName} "${name}" ${width.toFixed(1)} x ${height.toFixed(1)}`);
    }
  }
  return small;
};

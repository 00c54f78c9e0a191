// Reads a part of the page aloud with the browser's own voice. Without this script, or where the browser has no voice,
// there is no button. Nothing leaves the browser.

const spoken = window.speechSynthesis;
const words = document.querySelector("[data-read-aloud]");
const NOT_READ = "form, .young-read, .govuk-details:not([open]) .govuk-details__text, [aria-hidden=true], script";
const ICON =
  '<svg width="22" height="22" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true" focusable="false"><path d="M4 9v6h4l5 4V5L8 9zM16.5 8.5q2 3.5 0 7M19 6q4 6 0 12"></path></svg>';

let reading = null;

function textOf(part) {
  const copy = part.cloneNode(true);
  for (const unread of copy.querySelectorAll(NOT_READ)) {
    unread.remove();
  }
  // Each block is a breath of its own.
  for (const block of copy.querySelectorAll("h2, h3, p, li, dt, dd, blockquote, title, figcaption")) {
    block.append(". ");
  }
  return copy.textContent.replace(/\s+/g, " ").replace(/([.!?:])\s*(\.\s*)+/g, "$1 ").trim();
}

function voiceFor(language) {
  const wanted = language.toLowerCase();
  const voices = spoken.getVoices();
  return (
    voices.find((voice) => voice.lang.toLowerCase() === (wanted === "en" ? "en-gb" : wanted)) ??
    voices.find((voice) => voice.lang.toLowerCase().startsWith(wanted))
  );
}

function stop() {
  spoken.cancel();
  if (reading) {
    show(reading, false);
    reading = null;
  }
}

function show(button, on) {
  button.toggleAttribute("data-reading", on);
  button.title = on ? words.dataset.stop : words.dataset.start;
  button.querySelector("span").textContent = button.title;
}

function read(button, part) {
  const again = reading === button;
  stop();
  if (again) {
    return;
  }
  const said = new SpeechSynthesisUtterance(textOf(part));
  said.lang = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  said.voice = voiceFor(document.documentElement.lang) ?? null;
  said.rate = 0.95;
  said.addEventListener("end", () => reading === button && stop());
  said.addEventListener("error", () => reading === button && stop());
  reading = button;
  show(button, true);
  spoken.speak(said);
}

if (spoken && words && "SpeechSynthesisUtterance" in window) {
  for (const part of document.querySelectorAll("main section.family-card")) {
    const heading = part.querySelector("h2");
    if (!heading) {
      continue;
    }
    heading.id ||= `heading-${part.id}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "young-read";
    button.innerHTML = `${ICON}<span class="govuk-visually-hidden"></span>`;
    button.setAttribute("aria-describedby", heading.id);
    show(button, false);
    button.addEventListener("click", () => read(button, part));
    heading.after(button);
  }
  const told = document.createElement("span");
  told.className = "young-told";
  told.innerHTML = ICON;
  told.append(words.dataset.told);
  document.querySelector(".young-tools")?.append(told);
  window.addEventListener("pagehide", stop);
}

// Saves a round trip and keeps drafts. Every page works without it; each part below stands alone, so that one that fails
// does not take the others with it.

import { coachWords } from "./coach.js";
import { keepDrafts } from "./drafts.js";
import { lookAfterSheets } from "./kept.js";
import { letPageBeLeft } from "./leave.js";
import { letRowsBeAdded } from "./rows.js";

const own = document.querySelector("script[data-govuk]");

// GOV.UK Frontend: character counts, radios that reveal, error summary focus, the menu on a small screen.
async function startFrontend() {
  const frontend = await import(own.dataset.govuk);
  frontend.initAll();
  return frontend;
}

// A long select becomes one that can be typed in. It stays a select where the script cannot be had.
function startAutocomplete() {
  const selects = document.querySelectorAll("select[data-autocomplete]");
  if (!selects.length) {
    return;
  }
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = own.dataset.autocompleteStyle;
  const script = document.createElement("script");
  script.src = own.dataset.autocomplete;
  script.addEventListener("load", () => {
    for (const select of selects) {
      const error = select.classList.contains("govuk-select--error");
      window.accessibleAutocomplete.enhanceSelectElement({
        selectElement: select,
        defaultValue: select.value ? undefined : "",
        showAllValues: true,
        inputClasses: error ? "govuk-input--error" : null,
      });
    }
  });
  document.head.append(style, script);
}

const frontend = startFrontend().catch((error) => console.error("GOV.UK Frontend did not start", error));
startAutocomplete();
keepDrafts();
coachWords();
letPageBeLeft();
letRowsBeAdded(frontend);
lookAfterSheets();

// Leaving a family page quickly, by its button or by pressing Shift three times: another site takes this page's place, so
// that "back" does not return to it, and they are signed out, so that the pages before it do not open either. Without
// this script the link leads there all the same, and nobody is signed out: it stands under the button when they are.

import { forgetEverything, keepsAny } from "./kept.js";

const WITHIN = 5_000;
const PRESSES = 3;

function signOut(address) {
  keepsAny().then((any) => any && forgetEverything(), () => {});
  const token = document.querySelector("input[name=csrf_token]");
  if (address && token) {
    const sent = new URLSearchParams({ csrf_token: token.value });
    // Goes on when the page has gone; whether it arrives must not hold anybody up.
    fetch(address, { method: "POST", body: sent, keepalive: true, redirect: "manual" }).catch(() => {});
  }
}

function leave(link, says) {
  says.textContent = link.dataset.leaving;
  document.documentElement.hidden = true;
  document.title = "…";
  signOut(link.dataset.signOut);
  window.location.replace(link.href);
}

export function letPageBeLeft() {
  const link = document.querySelector("a[data-leave]");
  if (!link) {
    return;
  }
  const says = document.querySelector("[data-leave-says]");
  document.querySelector("[data-leave-how]").hidden = false;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link, says);
  });
  let presses = 0;
  let alone = false;
  let over;
  // Shift by itself, not as part of a capital letter or of going back with the tab key.
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && !event.repeat;
    if (!alone && event.key !== "Shift") {
      presses = 0;
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) {
      return;
    }
    clearTimeout(over);
    presses += 1;
    if (presses === PRESSES) {
      leave(link, says);
      return;
    }
    says.textContent = presses === 1 ? link.dataset.twoMore : link.dataset.oneMore;
    over = setTimeout(() => {
      presses = 0;
      says.textContent = "";
    }, WITHIN);
  });
}

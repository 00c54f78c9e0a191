// The plain-language coach follows the typing: a short while after the last key the words are looked at and forgotten. The
// button stays for those who want to ask; without this script it is the only way.

const PAUSE = 900;

class Coach {
  constructor(place) {
    this.place = place;
    this.field = document.getElementById(place.dataset.coachFor);
    this.said = place.querySelector("[data-coach-said]");
    this.looked = this.field.value;
    this.field.addEventListener("input", () => {
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => this.look(), PAUSE);
    });
  }

  async look() {
    const words = this.field.value;
    if (words === this.looked) {
      return;
    }
    this.underway?.abort();
    this.underway = new AbortController();
    const token = this.field.form.querySelector('input[name$="csrf_token"]');
    try {
      const answer = await fetch(this.place.dataset.coachUrl, {
        method: "POST",
        body: new URLSearchParams({ words }),
        headers: { "X-CSRFToken": token ? token.value : "", "X-Requested-With": "XMLHttpRequest" },
        credentials: "same-origin",
        redirect: "manual",
        signal: this.underway.signal,
      });
      if (answer.ok) {
        this.looked = words;
        this.said.innerHTML = await answer.text();
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        console.warn("The words could not be looked at", error);
      }
    }
  }
}

export function coachWords() {
  for (const place of document.querySelectorAll("[data-coach-for]")) {
    if (document.getElementById(place.dataset.coachFor)) {
      new Coach(place);
    }
  }
}

// Leaving a family page quickly: another site takes this page's place, so that "back" does not return to it. Nothing else
// ends: nobody is signed out. Without this script the link leads there all the same.

export function letPageBeLeft() {
  for (const link of document.querySelectorAll("a[data-leave]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.documentElement.hidden = true;
      window.location.replace(link.href);
    });
  }
}

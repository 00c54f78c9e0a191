// Says that scripts run, before anything is drawn: style sheets and GOV.UK Frontend look for these classes on the body.
// A file and not a line in the page, so that the content security policy needs no exception.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");

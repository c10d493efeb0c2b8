// How htmx works on this site. It reads this once all scripts are there.
// No eval and no inline styles (settling would copy style attributes), so that the content policy can stay strict.

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyEnabled: false,
  historyCacheSize: 0,
  selfRequestsOnly: true,
  attributesToSettle: [],
  defaultSettleDelay: 0,
  scrollIntoViewOnBoost: false,
  timeout: 15000,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

/* The state of a page lives in its address: controls write it, Back and Forward read it. */
(function () {
  "use strict";

  const narrow = window.matchMedia("(max-width: 940px)");

  function parse(search, catalogue) {
    const query = new URLSearchParams(search || "");
    const known = (name, ids, fallback) => (ids.includes(query.get(name)) ? query.get(name) : fallback);
    return {
      indicator: known("indicator", catalogue.indicators, catalogue.start.indicator),
      option: known("option", catalogue.options, catalogue.start.option),
      envelope: envelope(query.get("envelope"), catalogue, catalogue.start.envelope),
      view: known("view", catalogue.views, catalogue.start.view),
    };
  }

  /* A whole number of per cent within the range, or the fallback where there's no number. */
  function envelope(value, catalogue, fallback) {
    const number = value === null || value === "" ? NaN : Number(value);
    if (!Number.isFinite(number)) return fallback;
    return Math.min(catalogue.range[1], Math.max(catalogue.range[0], Math.round(number)));
  }

  /* Only what differs from the start stands in the address, in one order: equal states have equal addresses. */
  function address(state, catalogue) {
    const query = new URLSearchParams();
    for (const name of ["indicator", "option", "envelope", "view"]) {
      if (state[name] !== catalogue.start[name]) query.set(name, state[name]);
    }
    const text = query.toString();
    return text ? "?" + text : "";
  }

  function sync(search, indicator, option, slider, number, reset, view, _width, catalogue, before) {
    const keep = window.dash_clientside.no_update;
    const who = window.dash_clientside.callback_context.triggered_id;
    const read = parse(search, catalogue);
    let state = before ? Object.assign({}, before) : read;
    delete state.stacked;
    if (who === "url" || !before) state = read;
    else if (who === "indicator" && indicator) state.indicator = indicator;
    else if (who === "option" && option) state.option = option;
    else if (who === "envelope") state.envelope = envelope(slider, catalogue, state.envelope);
    else if (who === "envelope-exact") state.envelope = envelope(number, catalogue, state.envelope);
    else if (who === "envelope-reset") state.envelope = catalogue.start.envelope;
    else if (who === "view" && view) state.view = view;
    const full = Object.assign({}, state, { stacked: narrow.matches });
    const changed = (now, then) => (now === then ? keep : now);
    const target = address(state, catalogue);
    return [
      target === address(read, catalogue) ? keep : target,
      changed(state.indicator, indicator),
      changed(state.option, option),
      changed(state.envelope, slider),
      changed(state.envelope, number),
      changed(state.view, view),
      JSON.stringify(full) === JSON.stringify(before) ? keep : full,
      state.envelope === catalogue.start.envelope,
    ];
  }

  narrow.addEventListener("change", function () {
    window.dash_clientside.set_props("width", { data: narrow.matches });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { quadrille: { sync: sync } });
  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
    percent: function (value) {
      return value + "\u00a0%";
    },
  });
})();

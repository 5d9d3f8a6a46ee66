// SPDX-License-Identifier: Apache-2.0
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const encode = echarts.format.encodeHTML;
  const style = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const digits = value => Number(Number(value).toPrecision(4)).toString();
  const PHASES = ["training", "data", "evaluation", "overhead", "unfinished", "search", "idle"];

  function axis(more) {
    return Object.assign({
      type: "value",
      nameTextStyle: { color: style("soft"), fontSize: 12 },
      axisLabel: { color: style("soft"), hideOverlap: true, fontSize: 11 },
      axisLine: { show: false, lineStyle: { color: style("line") } },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: style("line") } }
    }, more);
  }

  function below(name, more) {
    return axis(Object.assign({
      name, nameLocation: "middle", nameGap: 24, splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: style("line") } }
    }, more));
  }

  function names(list, more) {
    return axis(Object.assign({
      type: "category", data: list, splitLine: { show: false },
      axisLabel: { color: style("soft"), fontSize: 11, width: Math.min(180, innerWidth * .32), overflow: "truncate" }
    }, more));
  }

  function tooltip(more) {
    return Object.assign({
      backgroundColor: style("page"), borderColor: style("line"), confine: true,
      textStyle: { color: style("text"), fontSize: 12 }, valueFormatter: digits
    }, more);
  }

  function frame(more) {
    return Object.assign({
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, aria: { enabled: false },
      grid: { left: 4, right: 24, top: 30, bottom: 26, containLabel: true },
      color: [style("accent"), style("second")]
    }, more);
  }

  function overTime(column) {
    return frame({
      legend: { right: 0, top: 0, icon: "roundRect", itemWidth: 14, itemHeight: 3, textStyle: { color: style("soft") } },
      tooltip: tooltip({ trigger: "axis" }),
      xAxis: below(data.time), yAxis: axis({ name: data.rate, nameLocation: "end", nameTextStyle: { color: style("soft"), align: "left" }, min: 0 }),
      series: data.definitions.map((definition, i) => ({
        name: definition.name, type: "line", showSymbol: definition.points.length < 30, symbol: "circle", symbolSize: 5,
        lineStyle: { width: i ? 1.5 : 2.5, type: i ? "dashed" : "solid" },
        data: definition.points.map(point => [point[0], point[column]])
      }))
    });
  }

  function error() {
    return frame({
      tooltip: tooltip({ trigger: "axis" }),
      xAxis: below(data.time), yAxis: axis({ name: "%", nameTextStyle: { color: style("soft"), align: "left" }, min: 0 }),
      series: [{
        name: "error", type: "line", showSymbol: data.definitions[0].points.length < 30, symbol: "circle", symbolSize: 5,
        lineStyle: { width: 2.5 }, data: data.definitions[0].points.map(point => [point[0], point[3]]),
        markLine: {
          silent: true, symbol: "none", lineStyle: { color: style("bad"), type: "dashed" },
          label: { formatter: "a valid run ends below", position: "insideEndTop", color: style("bad") }, data: [{ yAxis: data.limit }]
        }
      }]
    });
  }

  function spread() {
    const { points, mean, deviation } = data.spread;
    return frame({
      tooltip: tooltip({ trigger: "axis" }),
      xAxis: below(data.time), yAxis: axis({ name: data.rate, nameTextStyle: { color: style("soft"), align: "left" }, min: 0 }),
      series: [{
        name: "rate", type: "line", step: "end", showSymbol: false, lineStyle: { width: 1.6 },
        data: points,
        markLine: mean === undefined ? undefined : {
          silent: true, symbol: "none", lineStyle: { color: style("soft"), type: "solid" },
          label: { formatter: "mean", position: "insideEndTop", color: style("soft") }, data: [{ yAxis: mean }]
        },
        markArea: mean === undefined ? undefined : {
          silent: true, itemStyle: { color: style("accent"), opacity: .12 },
          data: [[{ yAxis: Math.max(mean - deviation, 0) }, { yAxis: mean + deviation }]]
        }
      }]
    });
  }

  function timeline() {
    const { slots, segments, time } = data.timeline;
    const colors = PHASES.map(style);
    return frame({
      grid: { left: 20, right: 14, top: 8, bottom: 26, containLabel: true },
      tooltip: tooltip({
        formatter: item => encode(slots[item.value[0]]) + "<br>" + encode(data.phases[item.value[3]]) + ", "
          + digits(item.value[1]) + " to " + digits(item.value[2]) + " " + time
      }),
      xAxis: below(time, { min: 0, max: "dataMax", axisLabel: { color: style("soft"), fontSize: 11, showMaxLabel: false } }),
      yAxis: names(slots, { inverse: true }),
      series: [{
        type: "custom", data: segments, encode: { x: [1, 2], y: 0 }, clip: true,
        renderItem(params, api) {
          const from = api.coord([api.value(1), api.value(0)]);
          const to = api.coord([api.value(2), api.value(0)]);
          const band = api.size([0, 1])[1];
          const height = Math.max(Math.min(band * .78, 26), 1);
          return {
            type: "rect", shape: { x: from[0], y: from[1] - height / 2, width: Math.max(to[0] - from[0], .3), height },
            style: { fill: colors[api.value(3)] }
          };
        }
      }]
    });
  }

  function occupancy() {
    const { times, shares, time } = data.occupancy;
    // Series stack on an axis of categories only; these parts of the time get a round number.
    const width = 2 * times[0];
    const rough = width * times.length / 6;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find(each => each * power >= rough);
    const labels = new Map();
    for (let i = 0; i * step < width * times.length; i++) {
      labels.set(Math.round(i * step / width), digits(i * step));
    }
    return frame({
      grid: { left: 4, right: 14, top: 12, bottom: 26, containLabel: true },
      color: PHASES.map(style),
      tooltip: tooltip({ trigger: "axis", valueFormatter: value => digits(value) + " %" }),
      xAxis: below(time, {
        type: "category", data: times.map(digits), boundaryGap: false,
        axisLabel: { color: style("soft"), fontSize: 11, interval: part => labels.has(part), formatter: (text, part) => labels.get(part) }
      }),
      yAxis: axis({ min: 0, max: 100, axisLabel: { color: style("soft"), formatter: "{value} %", fontSize: 11 } }),
      series: data.phases.map((name, phase) => ({
        name, type: "line", stack: "slots", step: "middle", showSymbol: false, lineStyle: { width: 0 }, areaStyle: { opacity: 1 },
        data: shares[phase]
      }))
    });
  }

  function used(lines, unit, more) {
    return frame({
      legend: lines.length < 2 ? undefined
        : { right: 0, top: 0, icon: "roundRect", itemWidth: 14, itemHeight: 3, textStyle: { color: style("soft") } },
      color: ["training", "overhead", "second", "search"].map(style),
      tooltip: tooltip({ trigger: "axis", valueFormatter: value => digits(value) + " " + unit }),
      xAxis: below(data.use.time, { min: 0, max: data.occupancy.times.at(-1) + data.occupancy.times[0], axisLabel: { color: style("soft"), fontSize: 11, showMaxLabel: false } }),
      yAxis: axis(Object.assign({ name: unit, nameTextStyle: { color: style("soft"), align: "left" }, min: 0 }, more)),
      series: lines.map(line => ({
        name: line.name, type: "line", showSymbol: line.points.length < 30, symbol: "circle", symbolSize: 5, data: line.points,
        lineStyle: { width: 2, type: line.name.startsWith("memory") ? "dashed" : "solid" }
      }))
    });
  }

  function curves() {
    return frame({
      tooltip: tooltip({
        formatter: item => "trial " + encode(item.seriesName) + "<br>" + digits(item.value[1]) + " % after epoch " + item.value[0]
      }),
      xAxis: below("epoch", { minInterval: 1, min: 1 }), yAxis: axis({ name: "%", nameTextStyle: { color: style("soft"), align: "left" }, scale: true }),
      series: data.curves.map(curve => ({
        name: curve.trial, type: "line", symbol: "circle", symbolSize: curve.best ? 7 : 4, z: curve.best ? 5 : 2, data: curve.points,
        lineStyle: { width: curve.best ? 3 : 1, opacity: curve.best ? 1 : .45, color: style(curve.best ? "second" : "accent") },
        itemStyle: { color: style(curve.best ? "second" : "accent"), opacity: curve.best ? 1 : .5 }
      }))
    });
  }

  function lineage() {
    const members = data.lineage.members;
    const line = members.filter(member => member[4]);
    const others = members.filter(member => !member[4]);
    const coords = ([a, b]) => ({ coords: [members[a].slice(0, 2), members[b].slice(0, 2)] });
    const onLine = ([a, b]) => members[a][4] && members[b][4];
    const links = (chosen, more) => Object.assign({
      type: "lines", coordinateSystem: "cartesian2d", silent: true, data: data.lineage.links.filter(chosen).map(coords)
    }, more);
    const dots = (chosen, more) => Object.assign({
      type: "scatter", data: chosen.map(member => ({ value: member.slice(0, 2), member }))
    }, more);
    return frame({
      tooltip: tooltip({
        formatter: ({ data: { member } }) => "trial " + encode(member[2]) + ", generation " + member[5] + "<br>"
          + digits(member[1]) + " %" + (member[3] ? "<br>" + encode(member[3]) : "")
      }),
      xAxis: below("trial", { minInterval: 1, scale: true }), yAxis: axis({ name: "%", nameTextStyle: { color: style("soft"), align: "left" }, scale: true }),
      series: [
        links(link => !onLine(link), { lineStyle: { color: style("soft"), width: .8, opacity: .35 } }),
        dots(others, { symbolSize: members.length > 200 ? 4 : 7, itemStyle: { color: style("accent"), opacity: .55 } }),
        links(onLine, { lineStyle: { color: style("second"), width: 2.5, opacity: 1 }, z: 4 }),
        dots(line, { symbolSize: 9, itemStyle: { color: style("second") }, z: 5 })
      ]
    });
  }

  function gains() {
    const kinds = data.gains.slice().reverse();
    return frame({
      grid: { left: 20, right: 14, top: 8, bottom: 26, containLabel: true },
      tooltip: tooltip({
        formatter: item => {
          const gain = kinds[item.dataIndex];
          return encode(gain.kind) + ": " + gain.improved + " of " + gain.trials + " beat their parent<br>median "
            + digits(gain.box[2]) + " points, half between " + digits(gain.box[1]) + " and " + digits(gain.box[3]);
        }
      }),
      xAxis: below("percentage points", { splitLine: { show: true, lineStyle: { color: style("line") } } }),
      yAxis: names(kinds.map(gain => gain.kind + "  " + gain.improved + "/" + gain.trials)),
      series: [{
        type: "boxplot", data: kinds.map(gain => gain.box), boxWidth: [4, 16],
        itemStyle: { color: style("track"), borderColor: style("accent"), borderWidth: 1.6 },
        markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: style("soft"), type: "solid" }, data: [{ xAxis: 0 }] }
      }]
    });
  }

  function parallel() {
    const axes = data.factors.concat([{ name: "accuracy", wide: false }]);
    const last = axes.length - 1;
    const values = data.lines.map(line => line[last]);
    return frame({
      parallel: { left: innerWidth < 560 ? 22 : 44, right: innerWidth < 560 ? 36 : 56, top: 34, bottom: 16 },
      parallelAxis: axes.map((each, dim) => axis({
        dim, name: innerWidth < 560 ? each.name.split(" ")[0] : each.name, nameTextStyle: { color: style("soft"), fontSize: innerWidth < 560 ? 9 : 12 },
        type: each.wide ? "log" : "value", scale: true, axisLine: { show: true, lineStyle: { color: style("soft") } },
        axisLabel: { color: style("soft"), fontSize: 10, formatter: value => Math.abs(value) >= 1e4 ? digits(value / 1e6) + " M" : digits(value) }
      })),
      visualMap: {
        show: false, dimension: last, min: Math.min(...values), max: Math.max(...values),
        inRange: { color: [style("line"), style("accent")] }
      },
      series: [{ type: "parallel", lineStyle: { width: 1.3, opacity: .65 }, data: data.lines }]
    });
  }

  function importance() {
    const rows = data.importance.slice().reverse();
    return frame({
      grid: { left: 20, right: 70, top: 8, bottom: 26, containLabel: true },
      tooltip: tooltip({
        formatter: item => encode(rows[item.dataIndex][0]) + ": " + digits(rows[item.dataIndex][1]) + " % of the variance<br>rank correlation "
          + digits(rows[item.dataIndex][2])
      }),
      xAxis: below("% of the variance of accuracy", { min: 0, max: range => Math.min(Math.max(Math.ceil(range.max / 10) * 10, 10), 100) }),
      yAxis: names(rows.map(row => row[0])),
      series: [{
        type: "bar", barMaxWidth: 14, data: rows.map(row => row[1]), itemStyle: { borderRadius: 3 },
        label: {
          show: true, position: "right", color: style("soft"), fontSize: 11,
          formatter: item => "ρ " + (rows[item.dataIndex][2] > 0 ? "+" : "") + rows[item.dataIndex][2].toFixed(2)
        }
      }]
    });
  }

  function layers() {
    const { kinds, definitions } = data.layers;
    const shades = [["accent", 1], ["accent", .45], ["second", 1], ["second", .45]];
    return frame({
      legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: style("soft") } },
      grid: { left: 24, right: 20, top: 34, bottom: 26, containLabel: true },
      tooltip: tooltip({ trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: value => digits(value) + " %" }),
      xAxis: below("% of all operations", { min: 0, splitLine: { show: true, lineStyle: { color: style("line") } } }),
      yAxis: names(kinds, { inverse: true }),
      series: definitions.flatMap((definition, i) => ["forward", "backward"].map((pass, j) => ({
        name: definition.name + " " + pass, type: "bar", stack: definition.name, barMaxWidth: 9, data: definition[pass],
        itemStyle: { color: style(shades[2 * i + j][0]), opacity: shades[2 * i + j][1] }
      })))
    });
  }

  const clock = seconds => {
    const whole = Math.floor(seconds);
    const part = number => String(number).padStart(2, "0");
    return whole >= 3600
      ? Math.floor(whole / 3600) + ":" + part(Math.floor(whole / 60) % 60) + ":" + part(whole % 60)
      : Math.floor(whole / 60) + ":" + part(whole % 60);
  };
  const count = number => Number(number).toLocaleString("en");
  const percent = hundredths => hundredths === null ? "–" : (hundredths / 100).toFixed(2) + " %";
  function scaled(value, unit) {
    if (value === null) {
      return "–";
    }
    const step = Math.max(Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), 6), 0);
    return Number((value / 1000 ** step).toPrecision(4)) + " " + ["", "k", "M", "G", "T", "P", "E"][step] + unit;
  }

  function element(name, text, attributes) {
    const made = document.createElement(name);
    if (text) {
      made.textContent = text;
    }
    Object.entries(attributes || {}).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  // Draws the rows that can be seen, so that a table of any length scrolls and sorts at once.
  function trialTable() {
    const { rows, states, reasons, slots, layers, morphs } = data.trials;
    const box = document.getElementById("trial-table");
    const detail = document.getElementById("trial-detail");
    const PRINTED = 60;
    const [ID, PARENT, STATE, ACCURACY, PREDICTED, EPOCHS, LIMIT, SECONDS, MORPHS, LAYERS, PARAMETERS, OPERATIONS, WAITING, BATCH, RATE,
      DROPOUT, KERNEL, KNOWN, STALE, SEARCH, HIDDEN, ROUND, SLOT, REASON, CURVE, STEPS] = [...Array(26).keys()];
    const plain = (head, field, shown, text) => ({ head, shown, value: row => row[field], text: text || (row => row[field] ?? "–") });
    const figure = (head, field, shown, text) => Object.assign(plain(head, field, shown, text), { number: true });
    const columns = [
      plain("Trial", ID, true),
      figure("Accuracy", ACCURACY, true, row => percent(row[ACCURACY])),
      figure("Predicted", PREDICTED, false, row => percent(row[PREDICTED])),
      { head: "State", shown: true, value: row => states[row[STATE]], text: row => states[row[STATE]] },
      figure("Epochs", EPOCHS, true, row => row[EPOCHS] + " of " + row[LIMIT]),
      figure("Time", SECONDS, true, row => clock(row[SECONDS])),
      plain("Parent", PARENT, true),
      { head: "Changes", shown: true, value: row => morphs[row[MORPHS]], text: row => morphs[row[MORPHS]] || "–" },
      figure("Layers", LAYERS, true),
      figure("Parameters", PARAMETERS, true, row => count(row[PARAMETERS])),
      figure("Operations to train an image", OPERATIONS, false, row => scaled(row[OPERATIONS], "op")),
      figure("Batch", BATCH, false),
      figure("Learning rate", RATE, true, row => digits(row[RATE])),
      figure("Dropout", DROPOUT, false, row => digits(row[DROPOUT])),
      figure("Kernel", KERNEL, false),
      figure("Waiting for images", WAITING, false, row => row[WAITING] === null ? "–" : row[WAITING].toFixed(1) + " %"),
      figure("Trials known to the search", KNOWN, false, row => row[KNOWN] + " + " + row[STALE]),
      figure("CPU of the search", SEARCH, false, row => digits(row[SEARCH]) + " s"),
      figure("Search behind training", HIDDEN, false, row => percent(row[HIDDEN])),
      figure("Round", ROUND, false),
      { head: "Slot", shown: false, value: row => slots[row[SLOT]][0], text: row => slots[row[SLOT]][0] },
      { head: "Why it ended", shown: true, value: row => reasons[row[REASON]], text: row => reasons[row[REASON]] }
    ];
    const places = new Map(rows.map((row, place) => [row[ID], place]));
    let shown = rows;
    let sorted = null;
    let downwards = false;

    const search = element("input", "", { type: "search", "aria-label": "Search trials", placeholder: "Search trials" });
    const state = element("select", "", { "aria-label": "State of the trials" });
    state.append(element("option", "All states", { value: "" }));
    states.forEach((each, place) => {
      state.append(element("option", each + " (" + count(rows.filter(row => row[STATE] === place).length) + ")", { value: each }));
    });
    const number = element("output", "", { "aria-live": "polite" });
    const picker = element("details");
    picker.append(element("summary", "Columns"));
    const list = element("div", "", { class: "picks" });
    columns.slice(1).forEach(column => {
      const label = element("label");
      const check = element("input", "", { type: "checkbox" });
      check.checked = column.shown;
      check.addEventListener("change", () => { column.shown = check.checked; build(); });
      label.append(check, " " + column.head);
      list.append(label);
    });
    picker.append(list);
    document.getElementById("trial-tools").append(search, state, number, picker);

    const table = box.querySelector("table");
    const head = table.tHead;
    const body = table.tBodies[0];
    const note = document.getElementById("trial-printed");

    function words(row) {
      return [row[ID], row[PARENT] || "", morphs[row[MORPHS]], slots[row[SLOT]].join(" "), reasons[row[REASON]]].join(" ").toLowerCase();
    }

    function choose() {
      const wanted = search.value.trim().toLowerCase();
      shown = rows.filter(row => (!state.value || states[row[STATE]] === state.value) && (!wanted || words(row).includes(wanted)));
      if (sorted) {
        const way = downwards ? -1 : 1;
        const keyed = shown.map(row => [sorted.value(row), row]);
        const empty = key => key === null || key === undefined || key === "";
        keyed.sort(([a], [b]) => empty(a) || empty(b) ? empty(a) - empty(b) : way * (a < b ? -1 : a > b ? 1 : 0));
        shown = keyed.map(([, row]) => row);
      }
      number.textContent = count(shown.length) + " of " + count(data.trials.total) + " trials";
      box.scrollTop = 0;
      draw();
    }

    function build() {
      const line = element("tr");
      columns.filter(column => column.shown).forEach(column => {
        column.longest ??= rows.reduce((most, row) => Math.max(most, String(column.text(row)).length), 4);
        const cell = element("th", "", {
          class: column.number ? "n" : "", scope: "col", style: "min-width:" + Math.min(column.longest + 1, 44) + "ch",
          "aria-sort": sorted === column ? (downwards ? "descending" : "ascending") : "none"
        });
        const button = element("button", column.head, { type: "button" });
        button.addEventListener("click", () => {
          downwards = sorted === column ? !downwards : Boolean(column.number);
          sorted = column;
          build();
          head.querySelectorAll("button")[columns.filter(each => each.shown).indexOf(column)].focus();
        });
        cell.append(button);
        line.append(cell);
      });
      head.replaceChildren(line);
      choose();
    }

    function line(row) {
      const made = element("tr", "", { class: states[row[STATE]] });
      columns.filter(column => column.shown).forEach((column, place) => {
        const cell = element("td", place ? String(column.text(row)) : "", { class: column.number ? "n" : "" });
        if (!place) {
          const button = element("button", row[ID], { type: "button", "aria-controls": "trial-detail" });
          button.addEventListener("click", () => open(row));
          cell.append(button);
        } else {
          cell.title = cell.textContent;
        }
        made.append(cell);
      });
      return made;
    }

    function space(height) {
      const made = element("tr", "", { "aria-hidden": "true", class: "space" });
      made.append(element("td", "", { colspan: String(columns.length), style: "height:" + height + "px" }));
      return made;
    }

    let height = 0;
    function draw() {
      if (!height && shown.length) {
        body.replaceChildren(line(shown[0]));
        height = body.rows[0].getBoundingClientRect().height || 32;
      }
      const first = Math.max(Math.floor(box.scrollTop / Math.max(height, 1)) - 10, 0);
      const last = Math.min(first + Math.ceil(Math.max(box.clientHeight, 600) / Math.max(height, 1)) + 20, shown.length);
      body.replaceChildren(
        space(first * height), ...shown.slice(first, last).map(line), space(Math.max(shown.length - last, 0) * height));
    }

    function curve(row) {
      const points = (row[CURVE].match(/../g) || []).map(code => parseInt(code, 36) / 1295);
      const figure = element("figure");
      figure.append(element("figcaption", "Validation accuracy by epoch"));
      if (!points.length) {
        figure.append(element("p", "No epoch has finished."));
        return figure;
      }
      const low = Math.min(...points);
      const high = Math.max(...points);
      const x = place => points.length > 1 ? 46 + 344 * place / (points.length - 1) : 218;
      const y = value => high > low ? 130 - 115 * (value - low) / (high - low) : 72;
      const drawn = "http://www.w3.org/2000/svg";
      const svg = document.createElementNS(drawn, "svg");
      svg.setAttribute("viewBox", "0 0 400 150");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", "Accuracy from " + (100 * points[0]).toFixed(1) + " % to " + (100 * points[points.length - 1]).toFixed(1) + " %");
      const shape = (name, attributes, text) => {
        const made = document.createElementNS(drawn, name);
        Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
        made.textContent = text || "";
        svg.append(made);
      };
      shape("polyline", { points: points.map((value, place) => x(place).toFixed(1) + "," + y(value).toFixed(1)).join(" ") });
      points.forEach((value, place) => shape("circle", { cx: x(place).toFixed(1), cy: y(value).toFixed(1), r: 2.5 }));
      shape("text", { x: 0, y: y(high) + 4 }, (100 * high).toFixed(1) + " %");
      if (high > low) {
        shape("text", { x: 0, y: y(low) + 4 }, (100 * low).toFixed(1) + " %");
      }
      shape("text", { x: 390, y: 149, "text-anchor": "end" }, "epoch " + row[EPOCHS]);
      figure.append(svg);
      return figure;
    }

    function difference(row) {
      const figure = element("figure");
      figure.append(element("figcaption", row[PARENT] ? "Network beside that of its parent, trial " + row[PARENT] : "A seed network: it has no parent"));
      const steps = element("ul", "", { class: "steps" });
      (row[STEPS].match(/[-=+][0-9a-z]+/g) || []).forEach(step => {
        const value = parseInt(step.slice(1), 36);
        steps.append(step[0] === "="
          ? element("li", value === 1 ? "one layer alike" : value + " layers alike", { class: "same" })
          : element("li", (step[0] === "-" ? "− " : "+ ") + layers[value], { class: step[0] === "-" ? "removed" : "added" }));
      });
      figure.append(steps);
      if (row[PARENT] && /^=[0-9a-z]+$/.test(row[STEPS])) {
        figure.append(element("p", "The same layers: only links, activations or normalisations differ."));
      }
      return figure;
    }

    function open(row) {
      const facts = element("dl", "", { class: "facts" });
      columns.slice(1).filter(column => column.head !== "Slot").forEach(column => {
        const pair = element("div");
        pair.append(element("dt", column.head), element("dd", String(column.text(row))));
        facts.append(pair);
      });
      const machine = element("div");
      machine.append(element("dt", "Machine and slot"), element("dd", slots[row[SLOT]].filter(Boolean).reverse().join(", ")));
      facts.append(machine);
      const title = element("h3", "Trial " + row[ID], { tabindex: "-1" });
      const charts = element("div", "", { class: "charts" });
      charts.append(curve(row), difference(row));
      detail.replaceChildren(title, facts, charts);
      if (row[PARENT] && places.has(row[PARENT])) {
        const button = element("button", "Open the parent, trial " + row[PARENT], { type: "button", class: "link" });
        button.addEventListener("click", () => open(rows[places.get(row[PARENT])]));
        detail.append(button);
      }
      detail.scrollIntoView({ block: "nearest" });
      title.focus({ preventScroll: true });
    }

    box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
    search.addEventListener("input", choose);
    state.addEventListener("change", choose);
    addEventListener("beforeprint", () => body.replaceChildren(...shown.slice(0, PRINTED).map(line)));
    addEventListener("afterprint", draw);
    if (note) {
      note.classList.add("paper");
    }
    build();
  }

  const options = {
    score: () => overTime(1), regulated: () => overTime(2), error, spread, timeline, occupancy,
    use: () => used(data.use.lines, "%", { max: 100 }), power: () => used(data.use.power, "W"), curves, lineage, gains, parallel, importance, layers
  };
  // What a chart says, in one sentence, for those who do not see it.
  function sentence(id) {
    const last = list => list[list.length - 1];
    const points = data.definitions[0].points;
    const end = points.length ? last(points) : null;
    const longest = data.phases.map((name, phase) => [name, data.occupancy.shares[phase].reduce((sum, share) => sum + share, 0)])
      .sort((a, b) => b[1] - a[1])[0];
    return {
      score: () => "The score at the end is " + digits(end[1]) + " " + data.rate + ".",
      regulated: () => "The regulated score at the end is " + digits(end[2]) + " " + data.rate + ".",
      error: () => "The error falls from " + digits(points[0][3]) + " % to " + digits(end[3]) + " %.",
      spread: () => "In sixty parts of the run the rate is between " + digits(Math.min(...data.spread.points.map(each => each[1]))) + " and "
        + digits(Math.max(...data.spread.points.map(each => each[1]))) + " " + data.rate + ".",
      timeline: () => "What " + data.timeline.slots.length + " slots did over the run, slot by slot.",
      occupancy: () => "Most of the slots' time is " + longest[0] + ".",
      use: () => data.use.lines.map(line => line.name + ": " + digits(last(line.points)[1]) + " % at the end").join("; ") + ".",
      power: () => "A GPU takes " + digits(last(data.use.power[0].points)[1]) + " W at the end.",
      lineage: () => data.lineage.members.length + " trials, of which the most accurate reaches "
        + digits(Math.max(...data.lineage.members.map(each => each[1]))) + " %.",
      curves: () => "Validation accuracy by epoch of the " + data.curves.length + " most accurate trials.",
      gains: () => data.gains.map(each => each.kind + ": " + each.improved + " of " + each.trials + " children beat their parent").join("; ") + ".",
      parallel: () => data.lines.length + " trials across " + data.factors.map(each => each.name).join(", ") + " and accuracy.",
      importance: () => "Most of the variance is explained by " + data.importance[0][0] + ", " + digits(data.importance[0][1]) + " %.",
      layers: () => "Shares of all operations by kind of layer; the table beside it has the figures."
    }[id]();
  }

  const charts = [...document.querySelectorAll(".chart")].map(element => {
    const chart = echarts.init(element, null, { renderer: "svg" });
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", sentence(element.id));
    chart.on("finished", () => { element.dataset.drawn = "true"; });
    return { element, chart, option: options[element.id] };
  });
  // On paper a chart is as wide as a column of A4, whatever the window's width is.
  const paper = matchMedia("print");
  const size = element => paper.matches
    ? { width: element.closest(".wide") ? 870 : 420, height: parseFloat(getComputedStyle(element).height) }
    : { width: "auto", height: "auto" };
  const draw = () => charts.forEach(({ element, chart, option }) => { chart.resize(size(element)); chart.setOption(option(), true); });

  draw();
  trialTable();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  paper.addEventListener("change", draw);
  addEventListener("resize", () => charts.forEach(({ chart }) => chart.resize()));
  addEventListener("beforeprint", draw);
  addEventListener("afterprint", draw);
})();

// Writing long texts: saving by itself, a bar to format, rows added in place.
// Progressive enhancement only: the buttons of the form do all of it without this file.
(() => {
  "use strict";
  const CALM = 2000; // after the last key
  const AT_MOST = 15000; // while somebody never stops typing
  const RETRY = 20000; // without a connection
  const KEPT_DAYS = 7;
  const PREFIX = "synergies-texte:";
  const PLUMBING = new Set(["csrf_token", "version", "writer"]);

  const make = (tag, attributes = {}, text = "") => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  };
  const controls = (form) =>
    [...form.elements].filter((one) => one.name && !PLUMBING.has(one.name) && !["file", "submit", "button", "hidden"].includes(one.type));
  const valueOf = (one) => (["checkbox", "radio"].includes(one.type) ? (one.checked ? one.value : "") : one.value);
  const texts = (form) => controls(form).map((one) => [one.name, valueOf(one), one.type]).filter((line) => line[1]);
  const print = (form) => JSON.stringify(texts(form));

  // A copy in this browser, for as long as the text is nowhere else. Storage may be refused.
  const store = {
    write(key, form) {
      try {
        localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), lines: texts(form) }));
        return true;
      } catch {
        return false;
      }
    },
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(PREFIX + key));
      } catch {
        return null;
      }
    },
    drop(key) {
      try {
        localStorage.removeItem(PREFIX + key);
      } catch {
        return;
      }
    },
    dropOld() {
      try {
        for (const key of Object.keys(localStorage)) {
          if (!key.startsWith(PREFIX)) continue;
          const copy = store.read(key.slice(PREFIX.length));
          if (!copy || Date.now() - copy.at > KEPT_DAYS * 86400000) localStorage.removeItem(key);
        }
      } catch {
        return;
      }
    },
  };

  // Puts a kept copy back; what has no box any more is returned, so that nothing is lost.
  const putBack = (form, lines) => {
    const rest = [];
    const byName = new Map();
    for (const one of controls(form)) byName.set(one.name, [...(byName.get(one.name) || []), one]);
    for (const many of byName.values()) for (const one of many) if (["checkbox", "radio"].includes(one.type)) one.checked = false;
    for (const [name, value, type] of lines) {
      const many = byName.get(name) || [];
      if (["checkbox", "radio"].includes(type)) {
        for (const one of many) if (one.value === value) one.checked = true;
      } else if (many[0]) many.shift().value = value;
      else rest.push(value);
    }
    return rest;
  };

  const offerCopy = (form, key, changed) => {
    const copy = store.read(key);
    if (!copy) return;
    const shown = new Set(texts(form).map((line) => line[1].trim()));
    if (copy.lines.every(([, value]) => shown.has(value.replace(/\r\n?/g, "\n").trim()))) {
      store.drop(key);
      return;
    }
    const when = new Date(copy.at).toLocaleString("fr-FR", { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
    const box = make("div", { class: "fr-alert fr-alert--warning sy-kept", role: "status" });
    const text = make("p", {}, `Un texte écrit ici ${when} n’a pas pu être enregistré. Il est resté sur cet appareil.`);
    const take = make("button", { type: "button", class: "fr-btn fr-btn--sm" }, "Reprendre ce texte");
    const leave = make("button", { type: "button", class: "fr-btn fr-btn--sm fr-btn--secondary" }, "L’effacer de cet appareil");
    const line = make("p", { class: "sy-kept__buttons" });
    line.append(take, leave);
    box.append(text, line);
    take.addEventListener("click", () => {
      const rest = putBack(form, copy.lines);
      box.replaceChildren(make("p", {}, "Le texte gardé est revenu dans le formulaire. Relisez-le."));
      if (rest.length) {
        const area = make("textarea", { class: "fr-input", rows: "8", readonly: "", "aria-label": "Ce qui n’a plus de case" });
        area.value = rest.join("\n\n");
        box.append(area);
      }
      changed();
    });
    leave.addEventListener("click", () => {
      store.drop(key);
      box.remove();
      controls(form)[0]?.focus();
    });
    form.before(box);
  };

  const saving = (form) => {
    const key = form.dataset.autosave;
    const remote = form.dataset.autosaveLocal === undefined;
    const said = form.querySelector("[data-saved]");
    const trouble = form.querySelector("[data-trouble]");
    const writer = make("input", { type: "hidden", name: "writer" });
    writer.value = crypto.randomUUID ? crypto.randomUUID() : "";
    form.append(writer);
    let kept = print(form);
    let timer = 0;
    let latest = 0;
    let flying = null;
    let stopped = !remote;

    const tell = (words, button) => {
      if (!trouble) return;
      if (trouble.dataset.words === words) return;
      trouble.dataset.words = words;
      trouble.replaceChildren(document.createTextNode(words));
      if (button) trouble.append(" ", button);
    };
    const keepHere = (words) => {
      const here = store.write(key, form);
      tell(words + (here ? " Votre texte est gardé sur cet appareil." : " Copiez votre texte avant de quitter la page."));
    };
    const send = async () => {
      const before = print(form);
      if (before === kept) return;
      latest = Date.now();
      const body = new FormData(form);
      for (const one of form.elements) if (one.type === "file") body.delete(one.name);
      let answer;
      try {
        answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, headers: { "X-Autosave": "1", Accept: "application/json" }, redirect: "error" });
      } catch {
        keepHere("Pas de connexion : l’enregistrement reprendra de lui-même.");
        plan(RETRY);
        return;
      }
      const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      if (answer.ok && json) {
        kept = before;
        form.elements.version.value = json.version;
        if (said) said.textContent = json.said;
        tell("");
        store.drop(key);
        if (print(form) !== kept) plan(CALM);
      } else if (answer.status === 409 && json) {
        stopped = true;
        store.write(key, form);
        tell(json.messages.join(" "), make("button", { type: "submit", class: "fr-btn fr-btn--sm fr-btn--secondary" }, "Voir les deux textes"));
      } else if (answer.status === 422 && json) {
        store.write(key, form);
        tell(`Pas encore enregistré. ${json.messages.join(" ")}`);
      } else if ([400, 401, 403].includes(answer.status)) {
        stopped = true;
        keepHere("Vous n’êtes plus connecté : reconnectez-vous dans un autre onglet, puis enregistrez.");
      } else {
        keepHere("L’enregistrement n’a pas abouti, il sera tenté de nouveau.");
        plan(RETRY);
      }
    };
    const save = () => {
      clearTimeout(timer);
      timer = 0;
      if (stopped) return Promise.resolve();
      flying = flying || send().finally(() => (flying = null));
      return flying;
    };
    const plan = (wait) => {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(save, Math.max(0, Math.min(wait, latest + AT_MOST - Date.now())) || wait);
    };
    const changed = () => {
      if (said && said.textContent) said.textContent = "Modifications en cours…";
      if (stopped) store.write(key, form);
      else plan(CALM);
    };

    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    addEventListener("online", () => save());
    document.addEventListener("visibilitychange", () => document.hidden && save());
    addEventListener("pagehide", () => {
      if (print(form) !== kept) store.write(key, form);
    });
    // The button waits for a save on its way: otherwise it would send a version already passed.
    form.addEventListener("submit", (event) => {
      if (flying) {
        event.preventDefault();
        const button = event.submitter;
        flying.then(() => form.requestSubmit(button));
        return;
      }
      clearTimeout(timer);
      if (print(form) !== kept) store.write(key, form);
      stopped = true;
      kept = print(form);
    });
    offerCopy(form, key, changed);
  };

  // The bar above a text. Each tool: label, title, what it writes around or before the selection.
  const TOOLS = [
    ["Titre", "Titre", (lines) => lines.map((line) => `# ${line.replace(/^#+\s*/, "")}`), "Titre de la partie"],
    ["Gras", "Gras (Ctrl+B)", "**", "mot important", "b"],
    ["Italique", "Italique (Ctrl+I)", "*", "nuance", "i"],
    ["Liste", "Liste à puces", (lines) => lines.map((line) => `- ${line.replace(/^[-*]\s+/, "")}`), "premier point"],
    ["Numéros", "Liste numérotée", (lines) => lines.map((line, n) => `${n + 1}. ${line.replace(/^\d+\.\s+/, "")}`), "premier point"],
    ["Lien", "Lien vers une page", "link", "texte du lien"],
  ];
  const write = (area, start, end, text, from, to) => {
    area.focus();
    area.setSelectionRange(start, end);
    // The old command is the one that the browser's "undo" knows about.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    area.setSelectionRange(start + from, start + to);
  };
  const apply = (area, [, , how, example]) => {
    let { selectionStart: start, selectionEnd: end } = area;
    const chosen = area.value.slice(start, end);
    if (how === "link") {
      const label = chosen || example;
      write(area, start, end, `[${label}](https://)`, label.length + 3, label.length + 11);
    } else if (typeof how === "string") {
      const inner = chosen || example;
      write(area, start, end, how + inner + how, how.length, how.length + inner.length);
    } else {
      start = area.value.lastIndexOf("\n", start - 1) + 1;
      const next = area.value.indexOf("\n", end);
      end = next < 0 ? area.value.length : next;
      const text = how((area.value.slice(start, end) || example).split("\n")).join("\n");
      write(area, start, end, text, text.length, text.length);
    }
  };
  const toolbar = (area) => {
    const label = document.querySelector(`label[for="${area.id}"]`);
    const bar = make("div", { class: "sy-tools", role: "toolbar", "aria-controls": area.id, "aria-label": `Mise en forme : ${label ? label.firstChild.textContent.trim() : "texte"}` });
    const buttons = TOOLS.map((tool, place) => {
      const button = make("button", { type: "button", class: "sy-tools__tool", title: tool[1], tabindex: place ? "-1" : "0" }, tool[0]);
      button.addEventListener("click", () => apply(area, tool));
      bar.append(button);
      return button;
    });
    // One stop of the Tab key for the whole bar; arrows move inside it.
    bar.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -buttons.length, End: buttons.length };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const here = buttons.indexOf(document.activeElement);
      const wanted = Math.abs(steps[event.key]) > 1 ? (steps[event.key] < 0 ? 0 : buttons.length - 1) : (here + steps[event.key] + buttons.length) % buttons.length;
      buttons.forEach((one, place) => (one.tabIndex = place === wanted ? 0 : -1));
      buttons[wanted].focus();
    });
    area.addEventListener("keydown", (event) => {
      const tool = TOOLS.find((one) => one[4] === event.key.toLowerCase());
      if (!tool || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      apply(area, tool);
    });
    area.before(bar);
  };

  // <button data-add-row="name"> and <template id="name-row">: the next row, without a journey.
  const rows = (button) => {
    const name = button.dataset.addRow;
    const template = document.getElementById(`${name}-row`);
    const place = document.getElementById(`${name}-rows`);
    if (!template || !place) return;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const number = place.children.length;
      if (number >= Number(button.dataset.most || 100)) return;
      const holder = document.createElement("template");
      holder.innerHTML = template.innerHTML.replaceAll("__n__", number).replaceAll("__rank__", number + 1);
      const row = holder.content.firstElementChild;
      place.append(row);
      row.querySelectorAll("textarea[data-markdown]").forEach(toolbar);
      row.querySelector("input:not([type=hidden]), textarea, select").focus();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    store.dropOld();
    document.querySelectorAll("textarea[data-markdown]").forEach(toolbar);
    document.querySelectorAll("button[data-add-row]").forEach(rows);
    document.querySelectorAll("form[data-autosave]").forEach(saving);
  });
})();

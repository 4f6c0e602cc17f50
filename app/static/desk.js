// The desk on a phone. Without this file the page works by its forms; with it, without a network.
(() => {
  "use strict";
  const POLL = 6000;
  const PREFIX = "SYNERGIES:";
  const TICKET = /^[A-Za-z0-9_-]{22}$/;
  const MOST_SHOWN = 20;
  const MOST_SENT = 100;

  const root = document.getElementById("accueil");
  if (!root || !window.indexedDB || !window.crypto?.subtle || !("serviceWorker" in navigator)) return;
  const base = root.dataset.base;
  const part = (name) => root.querySelector(`[data-${name}]`);
  const clock = new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Paris" });
  const hour = (iso) => clock.format(new Date(iso)).replace(":", "\u00a0h\u00a0");
  const fold = (value) => value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  let store, key, list, sending;
  let people = new Map();
  let prints = new Map();
  let present = new Map();
  let online = true;

  const slot = () => document.getElementById("quand").value;
  const spot = (person, at = slot()) => `${person} ${at}`;

  // --- saying --------------------------------------------------------------------------------------
  const KINDS = { success: "success", warning: "warning", error: "error", info: "info" };
  const tell = (words, kind, ...buttons) => {
    const box = document.createElement("div");
    box.className = `fr-alert fr-alert--sm fr-alert--${KINDS[kind]}`;
    const line = document.createElement("p");
    line.textContent = words;
    box.append(line, ...buttons);
    part("told").replaceChildren(box);
  };
  const button = (label, about, act, kind = "secondary") => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `fr-btn fr-btn--${kind}`;
    made.textContent = label;
    if (about) made.setAttribute("aria-label", `${label} : ${about}`);
    made.addEventListener("click", act);
    return made;
  };
  const nameOf = (person) => people.get(person)?.name || "Cette personne";

  const showNetwork = async () => {
    const waiting = (await store.queue()).filter((act) => !act.refused).length;
    const words = [];
    if (!online) words.push("Sans réseau");
    if (waiting) words.push(`${waiting} à transmettre`);
    const badge = part("network");
    badge.hidden = words.length === 0;
    badge.textContent = words.length ? ` · ${words.join(" · ")}` : "";
    if (root.dataset.state !== "closed") root.dataset.state = online ? "online" : "offline";
    root.dataset.queue = String(waiting);
  };
  const showCounts = (state) => {
    part("there").textContent = state.there;
    part("expected").textContent = state.expected;
  };
  const countHere = () => {
    const there = new Set([...present.keys()].map((one) => one.split(" ")[0]));
    part("there").textContent = there.size;
  };

  // --- the list -------------------------------------------------------------------------------------
  const takePresence = (rows) => {
    present = new Map(rows.map(([person, at, since]) => [spot(person, at), since]));
  };
  const takeList = (rows, names) => {
    people = new Map(rows.map(([id, , state]) => [id, { id, state, ...(names[id] || {}) }]));
    prints = new Map(rows.map(([id, print]) => [print, id]));
  };
  const replay = async () => {
    // What is noted here and not yet told stands on top of what the server knows.
    for (const act of (await store.queue()).sort((a, b) => (a.at < b.at ? -1 : 1))) {
      if (act.refused || !act.person) continue;
      if (act.kind === "undo") present.delete(spot(act.person, act.slot));
      else if (!present.has(spot(act.person, act.slot))) present.set(spot(act.person, act.slot), act.at);
    }
  };
  const fetchList = async () => {
    const answer = await fetch(`${base}/liste`, { headers: { Accept: "application/json" } });
    if (answer.status === 404 || answer.status === 403) return close();
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    key = key && list?.salt === told.salt ? key : await store.keyFrom(told.code, told.salt);
    const rows = told.people.map((one) => [one.id, one.print, one.state]);
    const names = Object.fromEntries(
      told.people.filter((one) => one.name).map((one) => [one.id, { name: one.name, of: one.of, fold: fold(`${one.name} ${one.of}`) }]),
    );
    list = { salt: told.salt, closes: told.closes, known: told.known, rows };
    await store.put("list", { ...list, sealed: await store.seal(key, names), present: told.present });
    takeList(rows, names);
    takePresence(told.present);
    await replay();
    showCounts(told);
    showCode(told.code);
    part("locked").hidden = true;
  };
  const showCode = (code) => {
    const line = part("code");
    line.hidden = false;
    line.textContent = `Code de ce téléphone, si la page se recharge sans réseau : ${code}`;
  };
  const openKept = async () => {
    const kept = await store.get("list");
    if (!kept) return false;
    if (kept.closes && new Date(kept.closes) < new Date()) {
      await close();
      return false;
    }
    list = kept;
    takeList(kept.rows, {});
    takePresence(kept.present || []);
    await replay();
    countHere();
    part("locked").hidden = Boolean(key);
    return true;
  };
  const unlock = async (code) => {
    const kept = await store.get("list");
    const made = await store.keyFrom(code, kept.salt);
    try {
      const names = kept.sealed ? await store.unseal(made, kept.sealed) : {};
      key = made;
      if (kept.rows) takeList(kept.rows, names);
      part("locked").hidden = true;
      tell("La liste est ouverte.", "success");
      search();
      await flush();
    } catch {
      tell("Ce code n’ouvre pas la liste de ce téléphone.", "error");
    }
  };
  // The pass is over or taken back: names and prints go, what was not yet told is still sent.
  const close = async () => {
    const kept = await store.get("list");
    people.clear();
    prints.clear();
    if (kept) {
      if ((await store.queue()).length) await store.put("list", { salt: kept.salt, closes: null, rows: [] });
      else await store.drop("list");
    }
    navigator.serviceWorker.controller?.postMessage({ forget: true });
    root.dataset.state = "closed";
    tell("Ce lien d’accueil n’est plus ouvert. La liste est effacée de ce téléphone.", "error");
  };

  // --- acts -----------------------------------------------------------------------------------------
  const keep = async (act) => {
    const whole = { id: crypto.randomUUID(), at: new Date().toISOString(), slot: slot(), ...act };
    await store.add(whole);
    await showNetwork();
    const sent = flush();
    return { whole, sent };
  };
  const arrive = async (person, anyway = false) => {
    const since = present.get(spot(person));
    if (since) return tell(`${nameOf(person)} : déjà là, arrivée notée à ${hour(since)}.`, "warning");
    const state = people.get(person)?.state;
    if (state === "gone") return tell("Inscription annulée : cette place n’est plus la sienne.", "error");
    if (state === "waiting" && !anyway) {
      return tell(
        `${nameOf(person)} est en liste d’attente et n’a pas de place.`,
        "error",
        button("Faire entrer quand même", nameOf(person), () => arrive(person, true)),
      );
    }
    const { whole } = await keep({ kind: "arrive", person, anyway });
    present.set(spot(person), whole.at);
    countHere();
    tell(`${nameOf(person)} : arrivée notée.`, "success", button("Annuler", nameOf(person), () => undo(person), "tertiary"));
    search();
  };
  const undo = async (person) => {
    await keep({ kind: "undo", person });
    present.delete(spot(person));
    countHere();
    tell(`${nameOf(person)} : l’arrivée est annulée.`, "info");
    search();
  };
  const scan = async (read) => {
    const ticket = read.trim().replace(PREFIX, "");
    if (!TICKET.test(ticket)) return tell("Ce code n’est pas celui d’un billet.", "error");
    const person = list && prints.get(await store.printOf(list.salt, ticket));
    if (person) return arrive(person);
    const { whole, sent } = await keep({ kind: "arrive", ticket });
    await sent;
    const left = (await store.queue()).find((act) => act.id === whole.id);
    if (left && !left.refused) tell("Billet inconnu de ce téléphone : il sera vérifié dès que le réseau revient.", "warning");
    else if (!left) tell("Arrivée notée.", "success");
  };

  const readable = async ({ base: _base, sealed, refused, ...act }) =>
    sealed ? { ...act, ...(await store.unseal(key, sealed)) } : act;
  const flush = () => {
    sending = (sending || Promise.resolve()).then(send, send);
    return sending;
  };
  const send = async () => {
    const due = (await store.queue()).filter((act) => !act.refused && (key || !act.sealed)).slice(0, MOST_SENT);
    if (!due.length) return;
    let answer;
    try {
      answer = await fetch(`${base}/gestes`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ sent_at: new Date().toISOString(), acts: await Promise.all(due.map(readable)) }),
      });
    } catch {
      online = false;
      await showNetwork();
      return;
    }
    if (answer.status === 404 || answer.status === 403) return close();
    if (!answer.ok) return;
    online = true;
    const told = await answer.json();
    for (const outcome of told.outcomes) {
      if (outcome.came !== "refused") await store.done(outcome.id);
      else {
        const act = due.find((one) => one.id === outcome.id);
        await store.add({ ...act, refused: outcome.why, can_insist: outcome.can_insist });
        tell(outcome.why, "error");
      }
    }
    takePresence(told.present);
    await replay();
    showCounts(told);
    await showNetwork();
    await showQueue();
    if (told.known > (list?.known || 0)) await refresh();
    if ((await store.queue()).some((act) => !act.refused && (key || !act.sealed))) return send();
  };
  const showQueue = async () => {
    const refused = (await store.queue()).filter((act) => act.refused);
    part("queue").hidden = refused.length === 0;
    const lines = refused.map(async (act) => {
      const line = document.createElement("li");
      const words = document.createElement("span");
      let who = act.person ? nameOf(act.person) : "Un billet";
      if (act.sealed && key) {
        const new_ = await store.unseal(key, act.sealed);
        who = `${new_.first_name} ${new_.last_name}`.trim();
      }
      words.textContent = `${who} : ${act.refused}`;
      line.append(words);
      if (act.can_insist) {
        line.append(
          button("Faire entrer quand même", who, async () => {
            const { refused: _refused, ...again } = act;
            await store.done(act.id);
            await store.add({ ...again, id: crypto.randomUUID(), anyway: true });
            await showQueue();
            await flush();
          }),
        );
      }
      line.append(button("Retirer", who, async () => (await store.done(act.id), showQueue()), "tertiary"));
      return line;
    });
    part("queued").replaceChildren(...(await Promise.all(lines)));
  };

  // --- searching ------------------------------------------------------------------------------------
  const field = document.getElementById("q");
  const search = () => {
    const words = fold(field.value.trim()).split(/\s+/).filter(Boolean);
    const box = part("found");
    if (!words.length || TICKET.test(field.value.trim().replace(PREFIX, ""))) return box.replaceChildren();
    if (!key) return;
    const found = [...people.values()]
      .filter((one) => one.fold && words.every((word) => one.fold.includes(word)))
      .slice(0, MOST_SHOWN);
    const title = document.createElement("h2");
    title.className = "sy-desk__subtitle";
    title.textContent = found.length ? (found.length > 1 ? `${found.length} personnes` : "1 personne") : "Personne à ce nom";
    const all = document.createElement("ul");
    all.className = "sy-desk__people";
    for (const one of found) {
      const line = document.createElement("li");
      const who = document.createElement("span");
      const name = document.createElement("strong");
      name.textContent = one.name;
      who.append(name);
      const since = present.get(spot(one.id));
      for (const words of [one.of, since ? `Là depuis ${hour(since)}` : one.state === "waiting" && "En liste d’attente"]) {
        if (words) who.append(document.createElement("br"), words);
      }
      line.append(
        who,
        since
          ? button("Annuler", one.name, () => undo(one.id), "tertiary")
          : button(one.state === "waiting" ? "Faire entrer" : "Noter l’arrivée", one.name, () => arrive(one.id)),
      );
      all.append(line);
    }
    box.replaceChildren(title, all);
  };

  // --- the camera -----------------------------------------------------------------------------------
  const startCamera = async () => {
    const video = part("camera");
    if (video.srcObject) {
      for (const track of video.srcObject.getTracks()) track.stop();
      video.srcObject = null;
      video.hidden = true;
      part("scan").textContent = "Lire un code avec la caméra";
      return;
    }
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return tell("La caméra n’est pas disponible : cherchez par le nom.", "warning");
    }
    video.hidden = false;
    await video.play();
    part("scan").textContent = "Arrêter la caméra";
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let last = "";
    let until = 0;
    const look = async () => {
      if (!video.srcObject) return;
      const [code] = await detector.detect(video).catch(() => []);
      // A ticket held before the camera is read many times a second.
      if (code && (code.rawValue !== last || Date.now() > until)) {
        last = code.rawValue;
        navigator.vibrate?.(60);
        await scan(code.rawValue);
      }
      if (code) until = Date.now() + 3000;
      setTimeout(look, 200);
    };
    look();
  };

  // --- beginning ------------------------------------------------------------------------------------
  const refresh = async () => {
    try {
      await fetchList();
      online = true;
    } catch {
      online = false;
    }
    await showNetwork();
  };
  const poll = async () => {
    if (!document.hidden && root.dataset.state !== "closed") {
      try {
        const answer = await fetch(`${base}/etat`, { headers: { Accept: "application/json" } });
        if (answer.status === 404 || answer.status === 403) await close();
        else if (answer.ok) {
          const told = await answer.json();
          const back = !online;
          online = true;
          takePresence(told.present);
          await replay();
          showCounts(told);
          if (back || !key || told.known > (list?.known || 0)) await refresh();
          await flush();
        }
      } catch {
        online = false;
      }
      await showNetwork();
    }
    setTimeout(poll, POLL);
  };
  const keepPage = async () => {
    const ready = await navigator.serviceWorker.register(root.dataset.worker).then(() => navigator.serviceWorker.ready);
    const files = performance.getEntriesByType("resource").map((one) => one.name);
    const ours = files.filter((name) => name.startsWith(`${location.origin}/static/`));
    ready.active.postMessage({ keep: [base, ...new Set(ours)] });
  };
  const begin = async () => {
    store = await window.deskStore(base);
    part("search").addEventListener("submit", (event) => {
      event.preventDefault();
      const read = field.value.trim();
      if (!TICKET.test(read.replace(PREFIX, ""))) return search();
      scan(read);
      field.value = "";
    });
    field.addEventListener("input", search);
    document.getElementById("quand").addEventListener("change", search);
    part("unlock").addEventListener("submit", (event) => {
      event.preventDefault();
      unlock(document.getElementById("code").value);
    });
    const form = part("walk-in").querySelector("form");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const typed = Object.fromEntries(["first_name", "last_name", "organisation"].map((name) => [name, form.elements[name].value.trim()]));
      if (!typed.last_name) return tell("Indiquez au moins le nom.", "error");
      if (!key) return tell("Entrez d’abord le code du téléphone : un nom ne se garde que scellé.", "error");
      const sealed = await store.seal(key, typed);
      form.reset();
      part("walk-in").open = false;
      tell(`${typed.first_name} ${typed.last_name}`.trim() + " : arrivée notée.", "success");
      await keep({ kind: "walk_in", sealed });
    });
    if ("BarcodeDetector" in window && navigator.mediaDevices) {
      part("scan").hidden = false;
      part("scan").addEventListener("click", startCamera);
    }
    await openKept();
    // Before the first attempt: the network may come back while it fails.
    addEventListener("online", () => refresh().then(flush));
    addEventListener("offline", () => ((online = false), showNetwork()));
    await refresh();
    search();
    await flush();
    await showQueue();
    await showNetwork();
    root.dataset.ready = "yes";
    setTimeout(poll, POLL);
    await keepPage();
    root.dataset.kept = "yes";
  };
  begin();
})();

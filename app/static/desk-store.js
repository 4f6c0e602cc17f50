// What the phone of the desk keeps: why it is kept so is in docs/adr/0008.
// In clear: salted prints of tickets, numbers, hours. Sealed: every name. The key is never kept.
(() => {
  "use strict";
  const DATABASE = "accueil";
  const ROUNDS = 600000;
  const text = new TextEncoder();

  const wait = (request) =>
    new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });

  const open = () => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("queue", { keyPath: "id" });
    };
    return wait(request);
  };

  const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const printOf = async (salt, ticket) =>
    hex(await crypto.subtle.digest("SHA-256", text.encode(salt + ticket))).slice(0, 32);

  // The code has 60 bits; the rounds make each guess slow.
  const keyFrom = async (code, salt) => {
    const plain = text.encode(code.toUpperCase().replace(/[^A-Z2-7]/g, ""));
    const base = await crypto.subtle.importKey("raw", plain, "PBKDF2", false, ["deriveKey"]);
    return crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt: text.encode(salt), iterations: ROUNDS },
      base,
      { name: "AES-GCM", length: 256 },
      false,
      ["encrypt", "decrypt"],
    );
  };
  const seal = async (key, value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(JSON.stringify(value)));
    return { iv, data };
  };
  const unseal = async (key, { iv, data }) =>
    JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data)));

  window.deskStore = async (base) => {
    const database = await open();
    const store = (name, mode = "readwrite") => database.transaction(name, mode).objectStore(name);
    return {
      printOf,
      keyFrom,
      seal,
      unseal,
      get: (name) => wait(store("kept", "readonly").get(`${base} ${name}`)),
      put: (name, value) => wait(store("kept").put(value, `${base} ${name}`)),
      drop: (name) => wait(store("kept").delete(`${base} ${name}`)),
      queue: async () => (await wait(store("queue", "readonly").getAll())).filter((act) => act.base === base),
      add: (act) => wait(store("queue").put({ ...act, base })),
      done: (id) => wait(store("queue").delete(id)),
    };
  };
})();

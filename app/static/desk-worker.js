// Keeps the desk's page, which names nobody, so that it opens without a network. Lists, acts and
// searches never go through here: what names people is kept sealed by the page itself.
"use strict";
const KEPT = "accueil-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const asked = event.data || {};
  if (asked.keep) {
    event.waitUntil(
      caches.open(KEPT).then((cache) =>
        Promise.all(
          asked.keep.map(async (address) => {
            const answer = await fetch(address, { credentials: "same-origin" });
            if (answer.ok) await cache.put(address, answer);
          }),
        ),
      ),
    );
  }
  if (asked.forget) event.waitUntil(caches.delete(KEPT));
});

const page = async (request) => {
  const cache = await caches.open(KEPT);
  try {
    return await fetch(request);
  } catch {
    return (await cache.match(request, { ignoreSearch: true })) || Response.error();
  }
};

const file = async (request) => (await caches.match(request)) || fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(file(request));
});

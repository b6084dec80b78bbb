// The service worker: it opens the last board where there is no network, and a
// DJ's own list. The network comes first, always; pages of one release never meet assets of another,
// as a page is kept with all that it names. A new version waits until no page of
// the old one is open. It also shows alerts.

import { inWords, leadsTo, told, WORDS, type Alert, type Words } from "./worker/alert.ts";
import { assetsIn, boardOf, CACHE, dated, kindOf, lasting, OFFLINE } from "./worker/kept.ts";
import { forgetList, keepList, keptList, LIST, LIST_CACHE } from "./worker/list.ts";

declare const self: ServiceWorkerGlobalScope;

/** How long the network may take where something is kept, in ms. */
const PATIENCE = 3000;

/** How many assets are kept beside those of the pages kept: an open page of an
 * older release may still load some. */
const SPARE = 20;

/** The page that was opened last; keeping takes a while, and another may be
 * opened meanwhile. */
let latest = OFFLINE;

self.addEventListener("install", (e) => e.waitUntil(keepPage(OFFLINE)));

self.addEventListener("activate", (e) => e.waitUntil(begin()));

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method === "DELETE" && url.pathname === "/api/v1/session") e.waitUntil(forgetList());
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  const kind = kindOf(url);
  if (kind === "asset") e.respondWith(asset(e.request));
  if (kind === "board") e.respondWith(networkFirst(e, url.pathname, (answer) => keepBoard(url.pathname, answer)));
  if (e.request.mode !== "navigate") return;
  if (kind === "page") e.respondWith(networkFirst(e, url.pathname, (answer) => keepPage(url.pathname, answer)).catch(offline));
  if (kind === "start") e.respondWith(start(e.request));
  if (kind === "list") e.respondWith(list(e));
  if (kind === "home") e.respondWith(fetch(e.request).catch(offline));
});

self.addEventListener("push", (e) => e.waitUntil(alert(e.data?.json() as Alert | undefined)));

self.addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(openBoard(e.notification.data as string));
});

self.addEventListener("pushsubscriptionchange", (e) => e.waitUntil(follow(e as SubscriptionChange)));

/** Shows an alert, unless its board is being looked at. */
async function alert(data: Alert | undefined): Promise<void> {
  if (!data) return;
  const path = leadsTo(data);
  if ((await boards(path)).some((open) => open.focused && open.visibilityState === "visible")) return;
  const kept = await find(WORDS);
  const { title, body, lang } = inWords(data, kept ? ((await kept.json()) as Words) : null);
  const shown: NotificationOptions & { renotify: boolean } = { body, lang, dir: "auto", tag: data.request, renotify: true, data: path };
  await self.registration.showNotification(title, shown);
}

/** The open pages of a board. */
async function boards(path: string): Promise<readonly WindowClient[]> {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter(({ url }) => new URL(url).pathname === path);
}

async function openBoard(path: string): Promise<void> {
  const [open] = await boards(path);
  await (open ? open.focus() : self.clients.openWindow(path));
}

/** As much of the event as is used here. */
interface SubscriptionChange extends ExtendableEvent {
  oldSubscription: PushSubscription | null;
  newSubscription: PushSubscription | null;
}

/** Tells the server where the push service has moved this browser. What it does
 * not learn here, the page tells it when it is opened next. */
async function follow({ oldSubscription: old, newSubscription }: SubscriptionChange): Promise<void> {
  if (!old) return;
  const { applicationServerKey } = old.options;
  const now = newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
  const body = JSON.stringify({ from: old.endpoint, ...told(now) });
  await fetch("/api/v1/alerts", { method: "PUT", headers: { "Content-Type": "application/json" }, body });
}

/** Forgets what earlier versions kept, and keeps the boards that are open: they
 * came before this worker did. */
async function begin(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE && name !== LIST_CACHE) await caches.delete(name);
  await self.clients.claim();
  for (const { url } of await self.clients.matchAll({ type: "window" })) {
    const { pathname, search } = new URL(url);
    if (kindOf({ pathname, search }) === "page") await keepPage(pathname);
    if (pathname === LIST) await keepList(await fetch(LIST));
  }
}

/** The network's answer, which is then kept; what was kept before where there is
 * none in time, or no good one. */
async function networkFirst(e: FetchEvent, path: string, keep: (answer: Response) => Promise<void>): Promise<Response> {
  const coming = fetch(e.request);
  e.waitUntil(coming.then((answer) => (lasting(answer) ? keep(answer.clone()) : undefined)).catch(() => undefined));
  const kept = await find(path);
  if (!kept) return coming;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([late, coming.then((answer) => (answer.status < 500 ? answer : kept)).catch(() => kept)]);
}

/** The installed application opens the board that was open last. */
async function start(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const page = (await cache.keys()).map(({ url }) => new URL(url)).find((url) => kindOf(url) === "page");
  return page ? Response.redirect(page.pathname) : fetch(request).catch(offline);
}

/** The list of whoever is signed in: the network's, else the one that was kept. */
async function list(e: FetchEvent): Promise<Response> {
  try {
    const answer = await fetch(e.request);
    e.waitUntil(keepList(answer.clone()));
    return answer;
  } catch {
    return (await keptList()) ?? offline();
  }
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(new URL(request.url).pathname, { ignoreVary: true })) ?? fetch(request);
}

async function offline(): Promise<Response> {
  return (await find(OFFLINE)) ?? Response.error();
}

async function find(path: string): Promise<Response | undefined> {
  const cache = await caches.open(CACHE);
  return cache.match(path, { ignoreVary: true });
}

/** Keeps a page once all that it names is kept, and forgets the board before. */
async function keepPage(path: string, answer?: Response): Promise<void> {
  if (path !== OFFLINE) latest = path;
  const page = answer ?? (await fetch(path));
  if (!lasting(page)) return;
  const cache = await caches.open(CACHE);
  const assets = assetsIn(await page.clone().text());
  for (const name of assets) if (!(await find(name))) await cache.add(name);
  await cache.put(path, page);
  if (path === OFFLINE) return;
  if (!(await find(boardOf(path)))) await keepBoard(boardOf(path), await fetch(boardOf(path)));
  await forget(cache, latest);
}

async function keepBoard(path: string, answer: Response): Promise<void> {
  if (!lasting(answer)) return;
  const cache = await caches.open(CACHE);
  await cache.put(path, dated(await answer.text(), Date.now()));
}

/** Forgets all boards but one, and the assets of releases long gone. */
async function forget(cache: Cache, page: string): Promise<void> {
  const spare: string[] = [];
  const named = new Set<string>();
  for (const kept of [OFFLINE, page]) for (const name of assetsIn((await (await find(kept))?.text()) ?? "")) named.add(name);
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    const kind = kindOf({ pathname, search });
    if ((kind === "page" && pathname !== page) || (kind === "board" && pathname !== boardOf(page))) await cache.delete(pathname);
    if (kind === "asset" && !named.has(pathname)) spare.push(pathname);
  }
  for (const old of spare.slice(0, -SPARE)) await cache.delete(old);
}

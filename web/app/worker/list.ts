// The one thing of somebody's own that is kept on a device: the list of a DJ's
// events, from the sign-in until the sign-out, for when there is no network. It
// has a cache of its own, so that all of it goes at once.

import { assetsIn } from "./kept.ts";

export const LIST = "/dj";
export const LIST_CACHE = "cueslip-dj-1";

/** Keeps the page of the list, with all that it names, marked with the time; a
 * page that asks to sign in takes it away. */
export async function keepList(answer: Response): Promise<void> {
  if (answer.status === 401) return forgetList();
  if (answer.status !== 200 || answer.redirected) return;
  const html = await answer.text();
  const assets = assetsIn(html);
  const cache = await caches.open(LIST_CACHE);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== LIST && !assets.includes(pathname)) await cache.delete(pathname);
  }
  for (const name of assets) if (!(await cache.match(name, { ignoreVary: true }))) await cache.add(name);
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  await cache.put(LIST, new Response(html.replace(/<body\b/, (tag) => `${tag} data-kept=${Date.now()}`), { headers }));
}

export async function forgetList(): Promise<void> {
  await caches.delete(LIST_CACHE);
}

/** The list as it was kept. */
export async function keptList(): Promise<Response | undefined> {
  return (await caches.has(LIST_CACHE)) ? (await caches.open(LIST_CACHE)).match(LIST, { ignoreVary: true }) : undefined;
}

// What is kept for when there is no network: the board that was open last, what
// its page is made of, and the page that says there is none. All of it is public;
// what is a DJ's own is kept apart (list.ts).

/** The cache. Its name changes with what is kept in it, and only then. */
export const CACHE = "cueslip-1";

/** The header of a kept board that tells when it was true, in Unix ms. */
export const KEPT_AT = "X-Kept-At";

/** The page for when nothing else is left. */
export const OFFLINE = "/offline";

/** What an address leads to, as far as the service worker cares. */
export type Kind = "page" | "board" | "asset" | "start" | "home" | "list";

/** Null for everything that goes past the service worker: all that is somebody's
 * own, all that changes anything, and all that it does not know. */
export function kindOf({ pathname, search }: { pathname: string; search: string }): Kind | null {
  if (/^\/e\/[^/]+$/.test(pathname)) return "page"; // in whatever way it was opened
  if (/^\/api\/v1\/events\/[^/]+\/board$/.test(pathname) && search === "") return "board"; // the public one, whole
  if (/^\/assets\/[^/]+$/.test(pathname)) return "asset";
  if (pathname === "/last") return "start";
  if (pathname === "/dj") return "list";
  return pathname === "/" ? "home" : null;
}

/** Where the board of a page is. */
export function boardOf(page: string): string {
  return `/api/v1/events/${page.slice("/e/".length)}/board`;
}

/** The assets that a page names. */
export function assetsIn(html: string): string[] {
  return [...new Set(html.match(/\/assets\/[\w.-]+/g) ?? [])];
}

/** Reports whether an answer may be kept: it is whole, and for everybody. */
export function lasting(answer: Response): boolean {
  return answer.status === 200 && !answer.redirected && !/no-store|private/.test(answer.headers.get("Cache-Control") ?? "");
}

/** A board's answer that says when it was true. */
export function dated(body: BodyInit, at: number): Response {
  return new Response(body, { headers: { "Content-Type": "application/json", [KEPT_AT]: String(at) } });
}

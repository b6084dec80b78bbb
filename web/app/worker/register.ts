// Starts the service worker, where browsers allow one: on https, and on this
// machine.

/** Registers it; a page's policy has to allow it. */
export async function register(): Promise<void> {
  await navigator.serviceWorker.register(address());
}

/** The worker's address, which the page's policy wants trusted where the browser
 * knows such types. It is a constant: nothing is vouched for but that. */
function address(): string {
  const { trustedTypes } = window as { trustedTypes?: Factory };
  const policy = trustedTypes?.createPolicy("worker", { createScriptURL: () => "/sw.js" });
  return policy ? (policy.createScriptURL("") as string) : "/sw.js";
}

/** As much of Trusted Types as is used here; what it makes passes for a string. */
interface Factory {
  createPolicy(name: string, rules: { createScriptURL: () => string }): { createScriptURL(input: string): unknown };
}

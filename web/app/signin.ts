// The page to sign in and up on: passkeys, which need script. What does not,
// works without it.
import { Refusal } from "./core/api.ts";
import { nameOnSlips } from "./core/keep.ts";
import { cancelled, makePasskey, passkeysWork, usePasskey } from "./core/passkey.ts";
import { t } from "./core/tongue.ts";

const way = document.querySelector<HTMLElement>("#passkeys");
if (way && passkeysWork(way.dataset["host"] ?? "")) start(way);
else way?.remove();

function start(way: HTMLElement): void {
  way.hidden = false;
  let offering = new AbortController();
  const problem = way.querySelector<HTMLElement>("[role=alert]")!;

  /** Runs one ceremony at a time, and goes on once it held. */
  async function run(button: HTMLButtonElement, ceremony: () => Promise<{ role: string }>): Promise<void> {
    offering.abort();
    problem.hidden = true;
    button.after(problem); // where one looks
    button.disabled = true;
    try {
      leave((await ceremony()).role);
    } catch (err) {
      problem.textContent = err instanceof Refusal ? err.message : t("Something went wrong. Please try again.");
      problem.hidden = false;
    }
    button.disabled = false;
  }

  function leave(role: string): void {
    location.assign(way.dataset["next"] || (role === "member" ? "/" : "/dj"));
  }

  const enter = way.querySelector<HTMLButtonElement>("#passkey-in")!;
  enter.addEventListener("click", () => void run(enter, () => usePasskey()));

  const join = way.querySelector<HTMLFormElement>("#passkey-up");
  if (join) {
    const name = join.querySelector("input")!;
    name.value ||= nameOnSlips();
    join.addEventListener("submit", (e) => {
      e.preventDefault();
      void run(join.querySelector("button")!, () => makePasskey(name.value));
    });
  }

  // Browsers that can offer passkeys in the field where people type who they are.
  const field = document.querySelector<HTMLInputElement>("input[autocomplete~=webauthn]");
  field?.addEventListener(
    "focus",
    async () => {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      offering = new AbortController();
      try {
        leave((await usePasskey(offering.signal)).role);
      } catch (err) {
        if (err instanceof Refusal && err.code !== cancelled) {
          problem.textContent = err.message;
          problem.hidden = false;
        }
      }
    },
    { once: true },
  );
}

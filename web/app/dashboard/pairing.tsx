// The dashboard on one's own phone: a code to scan that signs in there, once.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { call, Refusal } from "../core/api.ts";
import { elapsed } from "../core/format.ts";
import { now } from "../core/ticking.ts";
import { rich, t } from "../core/tongue.ts";

interface Made {
  url: string;
  expires_at: number;
}

export function Pairing({ code }: { code: string }): VNode {
  const made = useSignal<Made | null>(null);
  const problem = useSignal<Refusal | null>(null);
  const make = async () => {
    try {
      made.value = await call<Made>("POST", "/account/pairing");
      problem.value = null;
    } catch (refusal) {
      problem.value = refusal instanceof Refusal ? refusal : null;
    }
  };
  useEffect(() => void make(), []);
  if (problem.value) return <Refused problem={problem.value} code={code} />;
  if (!made.value) return <p class="form-note">{t("One moment…")}</p>;
  const left = made.value.expires_at - now.value;
  const path = new URL(made.value.url).pathname;
  return (
    <div class="form share">
      {left > 0 ? (
        <>
          <img class="qr" src={`${path}/qr.svg?next=/dj/${code}`} alt={t("QR code that signs a phone in")} width="320" height="320" />
          <p>{t("Scan it with the camera of your phone: it opens this dashboard there, signed in as you.")}</p>
          <p class="form-note">
            {rich("Good for one phone, for {time}. Show it to nobody else.", { time: <span class="figure">{elapsed(left)}</span> })}
          </p>
        </>
      ) : (
        <button type="button" class="button main" onClick={() => void make()}>
          {t("Show another code")}
        </button>
      )}
    </div>
  );
}

function Refused({ problem, code }: { problem: Refusal; code: string }): VNode {
  return (
    <div class="form">
      <p role="alert">{problem.message}</p>
      {problem.code === "sign_in" && (
        <p class="form-row">
          <a class="button main" href={`/signin?next=/dj/${code}`}>
            {t("Sign in again")}
          </a>
        </p>
      )}
    </div>
  );
}

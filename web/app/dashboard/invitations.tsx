// Links that invite to the crew. What opens them is told once, by the server to
// whoever makes one, and shown here until the dialog closes.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { call } from "../core/api.ts";
import { date, time } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import { CopyField } from "./copy.tsx";
import { RoleChoice } from "./crew.tsx";

interface Invitation {
  id: string;
  role: "cohost" | "moderator";
  by: string;
  expires_at: number;
}

interface Made extends Omit<Invitation, "by"> {
  url: string;
}

export function Invitations({ code }: { code: string }): VNode {
  const path = `/events/${code}/invitations`;
  const open = useSignal<readonly Invitation[]>([]);
  const made = useSignal<Made | null>(null);
  const role = useSignal<"cohost" | "moderator">("cohost");
  const problem = useSignal("");
  const attempt = async (does: () => Promise<void>) => {
    try {
      await does();
      open.value = (await call<{ invitations: Invitation[] }>("GET", path)).invitations;
      problem.value = "";
    } catch (refusal) {
      problem.value = refusal instanceof Error ? refusal.message : t("That did not work.");
    }
  };
  useEffect(() => void attempt(() => Promise.resolve()), []);
  const make = () =>
    attempt(async () => {
      made.value = await call<Made>("POST", path, { role: role.peek() });
    });
  const withdraw = (id: string) =>
    attempt(async () => {
      await call("DELETE", `${path}/${id}`);
      if (made.peek()?.id === id) made.value = null;
    });
  return (
    <section class="form" aria-label={t("Invitations")}>
      <h3 class="label">{t("Or by a link")}</h3>
      <div class="form-row">
        <RoleChoice label={t("Role of the link")} value={role.value} choose={(each) => (role.value = each)} />
        <button type="button" class="button" onClick={() => void make()}>
          {t("Make a link")}
        </button>
      </div>
      {problem.value && (
        <p class="form-note no" role="alert">
          {problem.value}
        </p>
      )}
      {made.value && <MadeLink made={made.value} />}
      <ul class="people" aria-label={t("Open invitations")}>
        {open.value.map(({ id, role: gives, expires_at }) => (
          <li key={id} class="person">
            <p class="person-text">
              {gives === "cohost" ? t("A link for a cohost") : t("A link for a moderator")}
              <span class="person-line">
                {t("good until {date} {time}", { date: date(expires_at), time: time(expires_at) })}
              </span>
            </p>
            <button type="button" class="link" onClick={() => void withdraw(id)}>
              {t("Withdraw")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function MadeLink({ made }: { made: Made }): VNode {
  const path = new URL(made.url).pathname;
  return (
    <div class="made-link">
      <CopyField label={t("Link to join the crew")} value={made.url} />
      <img class="qr" src={`${path}/qr.svg`} alt={t("QR code of the link")} width="160" height="160" />
      <p class="form-note">
        {made.role === "cohost" ? t("For one cohost, who signs in.") : t("For one moderator, who signs in.")}{" "}
        {t("It is shown only now: copy it, or let them scan it.")}
      </p>
    </div>
  );
}

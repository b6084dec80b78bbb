import type { VNode } from "preact";
import { call } from "../core/api.ts";
import { t } from "../core/tongue.ts";
import type { Page } from "./page.ts";

/** Where to sign in or up, and back to this board. */
export function signInAddress(): string {
  return `/signin?next=${encodeURIComponent(location.pathname)}`;
}

/** Offered once, after the first request; never a wall. */
export function Offer({ page }: { page: Page }): VNode | null {
  const { me } = page.client;
  if (!me.value || me.value.signed || page.mine.value.length === 0 || page.settings.offered.value) return null;
  return (
    <p class="offer">
      <a href={signInAddress()}>{t("Sign up or in to keep these")}</a>
      <button class="button quiet" onClick={() => page.settings.setOffered()}>
        {t("Not now")}
      </button>
    </p>
  );
}

/** Whose page this is. */
export function You({ page }: { page: Page }): VNode {
  const me = page.client.me.value;
  return (
    <fieldset class="preferences">
      <legend class="label">{t("You")}</legend>
      {me?.signed ? (
        <>
          <p class="who">
            <bdi>{me.name}</bdi>
          </p>
          <a class="link" href="/account">
            {t("Your account")}
          </a>
          <button class="link" onClick={() => void signOut(page)}>
            {t("Sign out")}
          </button>
        </>
      ) : (
        <a class="link" href={signInAddress()}>
          {t("Sign up or in")}
        </a>
      )}
    </fieldset>
  );
}

/** The server then ends the line, and the page goes on as nobody's. */
async function signOut(page: Page): Promise<void> {
  try {
    await call("DELETE", "/session");
  } catch (problem) {
    page.failed(problem);
  }
}

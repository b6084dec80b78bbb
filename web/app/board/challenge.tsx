import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Refusal } from "../core/api.ts";
import { t } from "../core/tongue.ts";
import { signInAddress } from "./account.tsx";
import { roomCode } from "./door.ts";
import type { Page } from "./page.ts";
import { Sheet } from "./sheet.tsx";

/** What the event asks for before the vote or the request that waits is sent. */
export function Challenge({ page }: { page: Page }): VNode {
  const asked = page.door.asked.value;
  return (
    <Sheet title={asked === "account" ? t("Sign in to take part") : t("Enter the code on the screen")} shown={asked !== null} close={() => page.door.leave(false)}>
      {asked === "account" ? <Account /> : <Room page={page} />}
    </Sheet>
  );
}

function Account(): VNode {
  return (
    <>
      <p>{t("This event takes requests and votes from people who signed in. Yours is sent when you come back.")}</p>
      <a class="button main send" href={signInAddress()}>
        {t("Sign up or in")}
      </a>
    </>
  );
}

function Room({ page }: { page: Page }): VNode {
  const field = useRef<HTMLInputElement>(null);
  const code = useSignal("");
  const problem = useSignal("");
  const busy = useSignal(false);
  useEffect(() => field.current?.focus(), []);

  const show = async () => {
    if (busy.value) return;
    busy.value = true;
    try {
      await page.door.enter(code.value);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      problem.value = refusal.message;
      field.current?.select();
    }
    busy.value = false;
  };

  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void show();
      }}
    >
      <label class="labelled">
        <span>{t("Five letters and figures, new every few minutes")}</span>
        <input
          class="field code figure"
          ref={field}
          value={code.value}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="go"
          aria-describedby="code-problem"
          onInput={(e) => {
            problem.value = "";
            e.currentTarget.value = code.value = roomCode(e.currentTarget.value);
          }}
        />
      </label>
      <p class="problem" id="code-problem" role="alert">
        {problem.value}
      </p>
      <button class="button main send" disabled={busy.value || code.value.length < 5}>
        {t("Come in")}
      </button>
    </form>
  );
}

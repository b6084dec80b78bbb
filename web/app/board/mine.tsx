import type { VNode } from "preact";
import { Offer, You } from "./account.tsx";
import { Alerts } from "./alerts.tsx";
import { classes, numbered } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Row, Slip } from "../core/words.ts";
import { fate, steps } from "./fate.ts";
import type { Draft } from "./outbox.ts";
import type { Page } from "./page.ts";

/** One's own requests and what became of each. */
export function Mine({ page }: { page: Page }): VNode {
  const sending = page.outbox.sending.value;
  const mine = page.mine.value.map((id) => find(page, id)).filter((req) => req !== null);
  return (
    <>
      {sending.length + mine.length === 0 && <p class="empty">{t("You have not asked for a song here yet.")}</p>}
      <ol class="slips">
        {sending.map((draft) => (
          <Sending key={draft.id} draft={draft} />
        ))}
        {mine.map((req) => (
          <MySlip key={req.id} page={page} req={req} />
        ))}
      </ol>
      <Alerts page={page} />
      <Offer page={page} />
      <Preferences page={page} />
      <You page={page} />
    </>
  );
}

/** As the board has it, else as the server last told. */
function find(page: Page, id: string): Row | Slip | null {
  const told = page.outbox.answered.value.find((row) => row.id === id);
  if (told?.status === "withdrawn") return told;
  return page.client.board.value?.rows.get(id) ?? page.client.me.value?.slips.find((s) => s.id === id) ?? told ?? null;
}

/** Reports whether nobody else sees a request until the DJ approves of it. */
function approvable(page: Page, { id, status }: Row | Slip): boolean {
  const board = page.client.board.value;
  return status === "new" && !!board?.event.approval && !board.rows.has(id);
}

function Sending({ draft }: { draft: Draft }): VNode {
  return (
    <li class="slip mine own">
      <div class="body">
        <span class="title">
          <bdi>{draft.title}</bdi>
        </span>
        <span class="by">
          <bdi>{draft.artist}</bdi>
        </span>
        <span class="fate">
          <span class="label waiting">{t("Sending")}</span>
        </span>
      </div>
    </li>
  );
}

function MySlip({ page, req }: { page: Page; req: Row | Slip }): VNode {
  const held = approvable(page, req);
  const { step, text, withdrawable } = fate(req, held);
  const wait = page.waits.value.get(req.id);
  return (
    <li class={classes("slip mine own", step < 0 && "cutcorner", step === 4 && "punched")} data-id={req.id}>
      <div class="body">
        <span class="title">
          <bdi>{req.title}</bdi>
        </span>
        <span class="by">
          <span class="figure">{numbered(req.number)}</span>
          {req.artist && (
            <>
              {" · "}
              <bdi>{req.artist}</bdi>
            </>
          )}
        </span>
        <span class="fate">
          {step < 0 ? (
            <span class="label away">✕ {text}</span>
          ) : (
            <span class="way">
              {!held && <span class="unseen">{text}</span>}
              {steps.map(([style, name], i) => (
                <span key={style} aria-hidden="true" class={classes("label step", i < step && "past", i === step && "here", i === step && style)}>
                  {name}
                </span>
              ))}
            </span>
          )}
          {held && <span class="stands">{text}</span>}
          {wait && <span class="stands">{t("Wait: {time}", { time: wait })}</span>}
        </span>
      </div>
      {withdrawable && (
        <button class="button quiet withdraw" onClick={() => void page.withdraw(req.id)}>
          {t("Withdraw")}<span class="unseen"> {req.title}</span>
        </button>
      )}
    </li>
  );
}

function Preferences({ page }: { page: Page }): VNode {
  const { settings } = page;
  return (
    <fieldset class="preferences">
      <legend class="label">{t("This phone")}</legend>
      <label>
        <input type="checkbox" checked={settings.left.value} onChange={(e) => settings.setLeft(e.currentTarget.checked)} />
        {t("Vote with the left hand")}
      </label>
      <label>
        <input type="checkbox" checked={page.order.held.value} onChange={(e) => (page.order.held.value = e.currentTarget.checked)} />
        {t("Hold the order of the list")}
      </label>
      {settings.canStayAwake && (
        <label>
          <input type="checkbox" checked={settings.awake.value} onChange={(e) => settings.setAwake(e.currentTarget.checked)} />
          {t("Keep the screen on")}
        </label>
      )}
    </fieldset>
  );
}

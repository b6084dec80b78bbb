// The toast: what was just done and, for ten seconds, how to take it back.

import type { VNode } from "preact";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";
import { now } from "../core/ticking.ts";
import { span } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Toast } from "./toaster.ts";

export function ToastView({ desk }: { desk: Desk }): VNode | null {
  const toast = desk.deck.toaster.toast.value;
  if (!toast) return null;
  const { declined } = toast;
  return (
    <section class="toast" aria-label={t("Last action")}>
      <span class={`glyph ${toast.tone}`} aria-hidden="true">
        {toast.glyph}
      </span>
      <p class="toast-text">{toast.text}</p>
      {declined !== undefined && (
        <button type="button" class="link" onClick={() => desk.open({ name: "reason", id: declined })}>
          {t("Why?")}
        </button>
      )}
      {toast.undo && (
        <button type="button" class="link cue" onClick={() => desk.deck.undo()}>
          {t("Undo")} <kbd>{printed(desk.key("undo"))}</kbd> · <Left toast={toast} />
        </button>
      )}
      {toast.redo && (
        <button type="button" class="link cue" onClick={() => desk.deck.redo()}>
          {t("Redo")} <kbd>{printed(desk.key("redo"))}</kbd>
        </button>
      )}
    </section>
  );
}

function Left({ toast }: { toast: Toast }): VNode {
  return <span class="figure">{span(Math.min(10_000, Math.max(1, toast.until - now.value)))}</span>;
}

// All keys, by what they are for. Each single key can be changed here.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { t } from "../core/tongue.ts";
import { action, actions, offered, usualKeys, type Action } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { changed, single } from "./keymap.ts";
import { keyName, printed } from "./keys.ts";

const groups: readonly { group: Action["group"]; label: string }[] = [
  { group: "request", label: t("Requests") },
  { group: "event", label: t("Event") },
  { group: "page", label: t("Around") },
];

export function Help({ desk }: { desk: Desk }): VNode {
  const told = useSignal("");
  const change = (name: string, key: string) => {
    const before = Object.keys(usualKeys).find((each) => each !== name && desk.key(each) === key);
    desk.settings.changes.value = changed(usualKeys, desk.settings.changes.peek(), name, key);
    const other = before ? ` · ${printed(desk.key(before)) || t("no key")}: ${action(before).label}` : "";
    told.value = `${printed(key)}: ${action(name).label}${other}`;
  };
  return (
    <div class="help">
      <p>
        <a class="button" href="/guide" target="_blank" rel="noopener">
          {t("The DJ guide: a night in two pages")}
        </a>
      </p>
      <label class="choice">
        <input
          type="checkbox"
          autofocus
          checked={desk.settings.keys.value}
          onChange={(event) => (desk.settings.keys.value = event.currentTarget.checked)}
        />
        {t("Single keys are on. They never act while you type; Escape gives the keyboard back.")}
      </label>
      <p class="form-note" role="status">
        {told.value || t("Press a key below, and then the one that you would rather have.")}
      </p>
      {Object.keys(desk.settings.changes.value).length > 0 && (
        <button type="button" class="button" onClick={() => (desk.settings.changes.value = {})}>
          {t("Usual keys")}
        </button>
      )}
      {desk.deck.role.value === "moderator" && (
        <p class="form-note">
          {t("You are a moderator: you decline, hide, show people out and take made votes back. Keys in grey are the DJ's; they do nothing for you.")}
        </p>
      )}
      <div class="help-groups">
        {groups.map(({ group, label }) => (
          <section key={group}>
            <h3 class="label">{label}</h3>
            <dl>
              {actions
                .filter((each) => each.group === group && each.key !== "")
                .map((each) => (
                  <div key={each.name} class={offered(desk, each) ? "help-key" : "help-key dead"}>
                    <dt>
                      {single(each.key) ? (
                        <Changeable desk={desk} of={each} change={(key) => change(each.name, key)} />
                      ) : (
                        <kbd>{printed(each.key)}</kbd>
                      )}
                    </dt>
                    <dd>
                      {each.label}
                      {!offered(desk, each) && <span class="unseen"> {t("(the DJ only)")}</span>}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  );
}

/** A key that waits, once pressed, for the one to take its place. */
function Changeable({ desk, of, change }: { desk: Desk; of: Action; change: (key: string) => void }): VNode {
  const waits = useSignal(false);
  const press = (event: KeyboardEvent) => {
    if (!waits.peek() || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    const key = keyName(event);
    if (event.key === "Escape") waits.value = false;
    if (!single(key)) return;
    waits.value = false;
    change(key);
  };
  const key = printed(desk.key(of.name)) || "–";
  return (
    <button
      type="button"
      class="help-change"
      aria-label={waits.value ? t("Press the new key for: {action}", { action: of.label }) : t("{key}: {action}. Change the key", { key, action: of.label })}
      aria-pressed={waits.value}
      onClick={() => (waits.value = !waits.peek())}
      onKeyDown={press}
      onBlur={() => (waits.value = false)}
    >
      <kbd>{waits.value ? "…" : key}</kbd>
    </button>
  );
}

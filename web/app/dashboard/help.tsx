// All keys, by what they are for.

import type { VNode } from "preact";
import { actions, offered, type Action } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";

const groups: readonly { group: Action["group"]; label: string }[] = [
  { group: "request", label: "Requests" },
  { group: "event", label: "Event" },
  { group: "page", label: "Around" },
];

export function Help({ desk }: { desk: Desk }): VNode {
  return (
    <div class="help">
      <label class="choice">
        <input
          type="checkbox"
          autofocus
          checked={desk.settings.keys.value}
          onChange={(event) => (desk.settings.keys.value = event.currentTarget.checked)}
        />
        Single keys are on. They never act while you type; Escape gives the keyboard back.
      </label>
      {desk.deck.role.value === "moderator" && (
        <p class="form-note">
          You are a moderator: you decline, hide, show people out and take made votes back. Keys in grey are the DJ's;
          they do nothing for you.
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
                      <kbd>{printed(each.key)}</kbd>
                    </dt>
                    <dd>
                      {each.label}
                      {!offered(desk, each) && <span class="unseen"> (the DJ only)</span>}
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

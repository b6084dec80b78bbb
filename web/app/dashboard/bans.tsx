// Who was shown out, and for how much longer.

import type { VNode } from "preact";
import { elapsed, slip } from "../core/format.ts";
import type { Row } from "../core/words.ts";
import { holds, nameOf, type Ban } from "./books.ts";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";
import { now } from "../core/ticking.ts";
import { rich, t } from "../core/tongue.ts";

export function Bans({ desk }: { desk: Desk }): VNode {
  const bans = [...desk.deck.books.bans.value.values()].filter((ban) => holds(ban, now.value));
  if (bans.length === 0) {
    return (
      <p class="form-note">
        {t("Nobody is shown out.")} {rich("{key} on a request shows its asker out.", { key: <kbd>{printed(desk.key("ban"))}</kbd> })}
      </p>
    );
  }
  return (
    <ul class="people" aria-label={t("Who was shown out")}>
      {bans
        .sort((a, b) => b.at - a.at)
        .map((ban) => (
          <BanRow key={ban.person} desk={desk} ban={ban} />
        ))}
    </ul>
  );
}

function BanRow({ desk, ban }: { desk: Desk; ban: Ban }): VNode {
  const rows = desk.deck.rows.value;
  const name = nameOf(ban.person, rows.values());
  return (
    <li class="person">
      <p class="person-text">
        <b>
          <bdi>{name || t("Somebody without a name")}</bdi>
        </b>
        <span class="person-line">
          {left(ban, now.value)}
          {over(rows.get(ban.request ?? ""))}
          {ban.reason && (
            <>
              {" · "}
              {rich("“{text}”", { text: <bdi>{ban.reason}</bdi> })}
            </>
          )}
        </span>
      </p>
      <button type="button" class="button" onClick={() => desk.crowd.letBack(ban.person, name)}>
        {t("Let back")}
        <span class="unseen"> {name}</span>
      </button>
    </li>
  );
}

function left(ban: Ban, at: number): string {
  return ban.until === 0 ? t("the whole event") : t("{time} left", { time: elapsed(ban.until - at) });
}

function over(row: Row | undefined): string {
  return row ? ` · ${t("over {number} {title}", { number: slip(row.number), title: row.title })}` : "";
}

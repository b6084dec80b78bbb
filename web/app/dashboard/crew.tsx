// Who runs the event: roles, newcomers, and how one goes.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { rich, t } from "../core/tongue.ts";
import type { Gig, Role } from "../core/words.ts";
import type { Mate } from "./books.ts";
import type { Desk } from "./desk.ts";
import { Invitations } from "./invitations.tsx";

/** The roles that are given to others, with what they mean. */
export const given: readonly { role: "cohost" | "moderator"; label: string; means: string }[] = [
  { role: "cohost", label: t("Cohost"), means: t("runs the whole board") },
  { role: "moderator", label: t("Moderator"), means: t("declines, hides and shows out") },
];

const roleNames: Record<Role, string> = {
  owner: t("owner"),
  cohost: t("cohost"),
  moderator: t("moderator"),
  listener: t("listener"),
};

/** What one is about to do that takes one's own right away. */
type Going = { to: Mate } | "leave" | null;

export function Crew({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  const going = useSignal<Going>(null);
  const problem = useSignal("");
  const owns = desk.deck.role.value === "owner";
  const did = (refusal: Promise<string>) => void refusal.then((text) => (problem.value = text));
  if (going.value) return <Confirm desk={desk} gig={gig} going={going.value} back={() => (going.value = null)} />;
  return (
    <div class="form">
      <ul class="people" aria-label={t("Crew")}>
        {desk.deck.books.crew.value.map((mate) => (
          <MateRow key={mate.person} desk={desk} mate={mate} did={did} go={(to) => (going.value = to)} />
        ))}
      </ul>
      {problem.value && (
        <p class="form-note no" role="alert">
          {problem.value}
        </p>
      )}
      {owns && <AddForm desk={desk} did={did} />}
      {owns && <Invitations code={gig.code} />}
      {!owns && (
        <p class="form-note">
          {desk.deck.role.value === "cohost" ? t("You are a cohost. The owner gives roles and takes them.") : t("You are a moderator. The owner gives roles and takes them.")}{" "}
          <button type="button" class="link" onClick={() => (going.value = "leave")}>
            {t("Leave the crew")}
          </button>
        </p>
      )}
    </div>
  );
}

interface MateRowProps {
  desk: Desk;
  mate: Mate;
  did: (refusal: Promise<string>) => void;
  go: (going: Going) => void;
}

function MateRow({ desk, mate, did, go }: MateRowProps): VNode {
  const me = desk.deck.client.me.value?.person;
  const changes = desk.deck.role.value === "owner" && mate.role !== "owner";
  const name = mate.name || `@${mate.handle}`;
  return (
    <li class="person">
      <p class="person-text">
        <b>
          <bdi>{name}</bdi>
        </b>
        {mate.person === me && ` ${t("(you)")}`}
        <span class="person-line">
          <bdi>@{mate.handle}</bdi>
          {!changes && ` · ${roleNames[mate.role]}`}
        </span>
      </p>
      {changes && (
        <>
          <RoleChoice
            label={t("Role of {name}", { name })}
            value={mate.role}
            choose={(role) => did(desk.crowd.crew({ person: mate.person }, name, role))}
          />
          <button type="button" class="link" aria-label={t("Hand over to {name}", { name })} onClick={() => go({ to: mate })}>
            {t("Hand over")}
          </button>
          <button
            type="button"
            class="dots"
            aria-label={t("Remove {name}", { name })}
            onClick={() => did(desk.crowd.crew({ person: mate.person }, name, "listener"))}
          >
            ✕
          </button>
        </>
      )}
    </li>
  );
}

interface RoleChoiceProps {
  label: string;
  value: Role;
  choose: (role: "cohost" | "moderator") => void;
}

export function RoleChoice(props: RoleChoiceProps): VNode {
  return (
    <select
      class="field role"
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.choose(event.currentTarget.value === "cohost" ? "cohost" : "moderator")}
    >
      {given.map(({ role, label }) => (
        <option key={role} value={role}>
          {label}
        </option>
      ))}
    </select>
  );
}

function AddForm({ desk, did }: { desk: Desk; did: (refusal: Promise<string>) => void }): VNode {
  const handle = useSignal("");
  const role = useSignal<"cohost" | "moderator">("cohost");
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        const name = handle.peek().trim().replace(/^@/u, "");
        if (name === "") return;
        did(desk.crowd.crew({ handle: name }, `@${name}`, role.peek()));
        handle.value = "";
      }}
    >
      <label for="mate">{t("Add somebody by their handle")}</label>
      <div class="form-row">
        <input
          id="mate"
          name="handle"
          class="field mate"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          value={handle.value}
          placeholder="@minna"
          onInput={(event) => (handle.value = event.currentTarget.value)}
        />
        <RoleChoice label={t("Role to give")} value={role.value} choose={(each) => (role.value = each)} />
        <button type="submit" class="button" disabled={handle.value.trim() === ""}>
          {t("Add")}
        </button>
      </div>
      <p class="form-note">
        {given.map(({ label, means }) => `${label}: ${means}.`).join(" ")} {t("They find the event among theirs.")}
      </p>
    </form>
  );
}

/** The one step in between, where one gives one's own right away. */
function Confirm(props: { desk: Desk; gig: Gig; going: Exclude<Going, null>; back: () => void }): VNode {
  const { desk, gig, going, back } = props;
  const problem = useSignal("");
  const name = going === "leave" ? "" : going.to.name || `@${going.to.handle}`;
  const go = async () => {
    const me = desk.deck.client.me.peek()?.person ?? "";
    problem.value = await (going === "leave" ? desk.crowd.leave(me) : desk.crowd.handOver(going.to.person, name));
    if (problem.peek() === "") back();
  };
  return (
    <div class="form">
      <p>
        {going === "leave"
          ? rich("Leave the crew of {event}? Only its owner can take you in again.", { event: <bdi>{gig.title}</bdi> })
          : rich("Hand {event} over to {name}? Everything goes on: queue, history, link. You stay as a cohost.", {
              event: <bdi>{gig.title}</bdi>,
              name: <b>{name}</b>,
            })}{" "}
        {going !== "leave" && t("Only {name} can give it back.", { name })}
      </p>
      {problem.value && (
        <p class="form-note no" role="alert">
          {problem.value}
        </p>
      )}
      <div class="form-row">
        <button type="button" class="button main" onClick={() => void go()}>
          {going === "leave" ? t("Leave the crew") : t("Hand over")}
        </button>
        <button type="button" class="button" autofocus onClick={back}>
          {t("Back")}
        </button>
      </div>
    </div>
  );
}

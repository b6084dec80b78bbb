// Who runs the event: roles, newcomers, and how one goes.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Gig, Role } from "../core/words.ts";
import type { Mate } from "./books.ts";
import type { Desk } from "./desk.ts";
import { Invitations } from "./invitations.tsx";

/** The roles that are given to others, with what they mean. */
export const given: readonly { role: "cohost" | "moderator"; label: string; means: string }[] = [
  { role: "cohost", label: "Cohost", means: "runs the whole board" },
  { role: "moderator", label: "Moderator", means: "declines, hides and shows out" },
];

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
      <ul class="people" aria-label="Crew">
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
          You are a {desk.deck.role.value}. The owner gives roles and takes them.{" "}
          <button type="button" class="link" onClick={() => (going.value = "leave")}>
            Leave the crew
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
        {mate.person === me && " (you)"}
        <span class="person-line">
          <bdi>@{mate.handle}</bdi>
          {!changes && ` · ${mate.role}`}
        </span>
      </p>
      {changes && (
        <>
          <RoleChoice
            label={`Role of ${name}`}
            value={mate.role}
            choose={(role) => did(desk.crowd.crew({ person: mate.person }, name, role))}
          />
          <button type="button" class="link" onClick={() => go({ to: mate })}>
            Hand over<span class="unseen"> to {name}</span>
          </button>
          <button
            type="button"
            class="dots"
            aria-label={`Remove ${name}`}
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
      <label for="mate">Add somebody by their handle</label>
      <div class="form-row">
        <input
          id="mate"
          class="field handle"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          value={handle.value}
          placeholder="@minna"
          onInput={(event) => (handle.value = event.currentTarget.value)}
        />
        <RoleChoice label="Role to give" value={role.value} choose={(each) => (role.value = each)} />
        <button type="submit" class="button" disabled={handle.value.trim() === ""}>
          Add
        </button>
      </div>
      <p class="form-note">
        {given.map(({ label, means }) => `${label}: ${means}`).join(". ")}. They find the event among theirs.
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
        {going === "leave" ? (
          <>
            Leave the crew of <bdi>{gig.title}</bdi>? Only its owner can take you in again.
          </>
        ) : (
          <>
            Hand <bdi>{gig.title}</bdi> over to <b>{name}</b>? Everything goes on: queue, history, link. You stay as a
            cohost. Only {name} can give it back.
          </>
        )}
      </p>
      {problem.value && (
        <p class="form-note no" role="alert">
          {problem.value}
        </p>
      )}
      <div class="form-row">
        <button type="button" class="button main" onClick={() => void go()}>
          {going === "leave" ? "Leave the crew" : "Hand over"}
        </button>
        <button type="button" class="button" autofocus onClick={back}>
          Back
        </button>
      </div>
    </div>
  );
}

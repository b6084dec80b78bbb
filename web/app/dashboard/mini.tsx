// A small window that stays above the decks' own program: what plays, what is
// next, and the first of the inbox. Only some browsers have such windows.

import { effect, useSignal } from "@preact/signals";
import { render, type VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { number } from "../core/format.ts";
import { plural, t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";
import { act } from "./actions.ts";
import { Decks } from "./decks.tsx";
import type { Desk } from "./desk.ts";
import { Forward } from "./row.tsx";
import { ToastView } from "./toast.tsx";

interface TopWindows {
  window: Window | null;
  requestWindow(size: { width: number; height: number }): Promise<Window>;
}

const ROWS = 3;

/** What the keys do there: nothing that needs a dialog, or a row that is not shown. */
const onAny = new Set(["go", "done", "still", "undo", "redo", "gate", "last_call", "hold"]);
const onChosen = new Set(["forward", "next", "play", "later", "decline", "approve", "hide"]);

function topWindows(): TopWindows | undefined {
  return (window as { documentPictureInPicture?: TopWindows }).documentPictureInPicture;
}

/** Whether the browser has windows that stay on top. */
export function popsOut(): boolean {
  return topWindows() !== undefined;
}

/** Opens the small window, or closes it. */
export async function popOut(desk: Desk): Promise<void> {
  const tops = topWindows();
  if (!tops) return;
  if (tops.window) return tops.window.close();
  const top = await tops.requestWindow({ width: 380, height: 330 });
  const { documentElement, head, body } = top.document;
  documentElement.lang = document.documentElement.lang;
  documentElement.dir = document.documentElement.dir;
  for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) head.append(sheet.cloneNode());
  body.className = document.body.className;
  const root = top.document.createElement("div");
  root.id = "dashboard";
  body.append(root);
  const end = effect(() => {
    documentElement.dataset["theme"] = desk.settings.theme.value;
    top.document.title = desk.deck.gig.value?.title ?? "";
  });
  render(<Mini desk={desk} />, root);
  top.addEventListener("pagehide", () => {
    end();
    render(null, root);
  });
}

function Mini({ desk }: { desk: Desk }): VNode | null {
  const { rows, gig, runs } = desk.deck;
  if (!gig.value) return null;
  const first = desk.inbox.shown.value.slice(0, ROWS).flatMap((id) => rows.value.get(id) ?? []);
  const { list, chosen, choose } = useChosen(desk, first);
  return (
    <main class="mini">
      {gig.value.state !== "ended" && <Decks desk={desk} />}
      <ul class="rows" aria-label={t("Inbox")} ref={list}>
        {first.map((row, i) => (
          <li
            key={row.id}
            class={i === chosen ? "slip selected current" : "slip"}
            aria-current={i === chosen ? "true" : undefined}
            tabIndex={i === chosen ? 0 : -1}
            onFocusIn={() => choose(i)}
          >
            <p class="votes figure">
              {number(row.votes)}
              <span class="unseen"> {plural(row.votes, "vote", "votes")}</span>
            </p>
            <div class="song">
              <p class="song-title">
                <bdi>{row.title}</bdi>
              </p>
              <div class="song-line">
                <p class="song-meta">
                  <bdi>{row.artist}</bdi>
                </p>
              </div>
            </div>
            {runs.value && <Forward desk={desk} row={row} tab={0} />}
          </li>
        ))}
      </ul>
      {first.length === 0 && <p class="empty">{t("Nothing waits.")}</p>}
      <ToastView desk={desk} />
    </main>
  );
}

/** The row that the keys act on: a place in the list, since rows leave and others come up. */
function useChosen(desk: Desk, first: readonly Row[]): { list: { current: HTMLUListElement | null }; chosen: number; choose: (at: number) => void } {
  const list = useRef<HTMLUListElement>(null);
  const at = useSignal(0);
  const chosen = Math.min(at.value, Math.max(0, first.length - 1));
  const id = first[chosen]?.id;
  const focus = (to: number) => list.current?.querySelectorAll<HTMLElement>("li")[to]?.focus();

  useLayoutEffect(() => {
    const { activeElement, body } = list.current!.ownerDocument;
    if (activeElement === body) focus(chosen); // it was on a row that has left
  }, [id]);

  useLayoutEffect(() => {
    const { ownerDocument } = list.current!;
    const press = (event: KeyboardEvent) => {
      const name = desk.pressed(event) ?? "";
      if (event.key === "Enter" && (event.target as Element).closest("button")) return; // which is pressed by it
      if (name === "down_row" || event.key === "ArrowDown") focus(Math.min(first.length - 1, chosen + 1));
      else if (name === "up_row" || event.key === "ArrowUp") focus(Math.max(0, chosen - 1));
      else if (onAny.has(name)) act(desk, name);
      else if (onChosen.has(name) && id !== undefined) {
        desk.selection.choose("inbox", id);
        act(desk, name);
      } else return;
      event.preventDefault();
    };
    ownerDocument.addEventListener("keydown", press);
    return () => ownerDocument.removeEventListener("keydown", press);
  });
  return { list, chosen, choose: (to) => (at.value = to) };
}

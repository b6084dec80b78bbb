// A small window that stays above the decks' own program: what plays, what is
// next, and the first of the inbox. Only some browsers have such windows.

import { effect } from "@preact/signals";
import { render, type VNode } from "preact";
import { number } from "../core/format.ts";
import { Decks } from "./decks.tsx";
import type { Desk } from "./desk.ts";
import { Do, forwards } from "./row.tsx";
import { ToastView } from "./toast.tsx";

interface TopWindows {
  window: Window | null;
  requestWindow(size: { width: number; height: number }): Promise<Window>;
}

const ROWS = 3;

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
  return (
    <main class="mini">
      {gig.value.state !== "ended" && <Decks desk={desk} />}
      <ul class="rows" aria-label="Inbox">
        {first.map((row) => (
          <li key={row.id} class="slip">
            <p class="votes figure">
              {number(row.votes)}
              <span class="unseen"> votes</span>
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
            {runs.value && (
              <Do label={forwards[row.status] ?? ""} title={row.title} tab={0} run={() => desk.moves.forward(row)} />
            )}
          </li>
        ))}
      </ul>
      {first.length === 0 && <p class="empty">Nothing waits.</p>}
      <ToastView desk={desk} />
    </main>
  );
}

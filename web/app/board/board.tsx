import type { VNode } from "preact";
import { Voice } from "../core/speech.tsx";
import { Ask } from "./ask.tsx";
import { Bottom } from "./bottom.tsx";
import { Challenge } from "./challenge.tsx";
import { Header } from "./header.tsx";
import { List } from "./list.tsx";
import { Line, Notice } from "./notice.tsx";
import { Now } from "./now.tsx";
import type { Page } from "./page.ts";
import { SentBar } from "./sent.tsx";
import { Sheet } from "./sheet.tsx";

/** The whole page below <body>; the server's template mirrors it. */
export function Board({ page }: { page: Page }): VNode {
  return (
    <>
      <Header page={page} />
      <main>
        <Now page={page} />
        <Notice page={page} />
        <List page={page} />
        <Line page={page} />
        <SentBar page={page} />
      </main>
      <Bottom page={page} />
      <Sheet title="Request a song" shown={page.sheet.value} close={() => (page.sheet.value = false)}>
        <Ask page={page} />
      </Sheet>
      <Challenge page={page} />
      <Voice speech={page.speech} />
    </>
  );
}

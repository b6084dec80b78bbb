import type { VNode } from "preact";
import { Voice } from "../core/speech.tsx";
import { t } from "../core/tongue.ts";
import { Bottom } from "./bottom.tsx";
import { Header } from "./header.tsx";
import { List } from "./list.tsx";
import { Line, Notice } from "./notice.tsx";
import { Now } from "./now.tsx";
import type { Page } from "./page.ts";
import { SentBar } from "./sent.tsx";
import { Sheet } from "./sheet.tsx";

/** The whole page below <body>; the server's template mirrors it. */
export function Board({ page }: { page: Page }): VNode {
  const late = page.late.value;
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
      <Sheet title={t("Request a song")} shown={page.sheet.value} close={() => (page.sheet.value = false)}>
        {late && <late.Ask page={page} />}
      </Sheet>
      {late && <late.Challenge page={page} />}
      <Voice speech={page.speech} />
    </>
  );
}

// The front page: brings its demo board to life. The board is the server's, if
// it keeps one, and wholly made up in this browser otherwise.

import { render } from "preact";
import { slipOf } from "./home/night.ts";
import { Stage } from "./home/stage.ts";
import { Demo } from "./home/view.tsx";
import type { Row } from "./core/words.ts";

const root = document.getElementById("demo");
if (root) {
  const rows = [...root.querySelectorAll<HTMLElement>("[data-number]")].map(({ dataset: d }) =>
    slipOf(Number(d["number"]), d["title"] ?? "", d["artist"] ?? "", d["name"] ?? "", Number(d["votes"]), d["status"] as Row["status"]),
  );
  const stage = new Stage(rows);
  render(<Demo stage={stage} />, root);
  stage.start();
  const live = document.body.dataset["live"];
  if (live) {
    (import(live) as Promise<typeof import("./live.ts")>).then(
      ({ connect }) => connect(stage),
      () => stage.part("alone"),
    );
  } else stage.part("alone");
}

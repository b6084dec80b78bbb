// The front page: brings its demo board to life, which is wholly invented and
// lives in this browser until the page is loaded again.

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
}

import assert from "node:assert/strict";
import test from "node:test";
import { begin, slipOf, vote } from "./night.ts";
import { Stage, type Line } from "./stage.ts";
import type { Row } from "../core/words.ts";

const rows = [slipOf(7, "Slow Ferry", "PELICAN", "", 3, "new"), slipOf(6, "Grey Tuesday", "", "", 9, "playing")];

/** A stage with a line on which everything holds, and what was said on it. */
function staged(): { stage: Stage; said: string[] } {
  const said: string[] = [];
  const live: Line = {
    vote: async (id, on) => void said.push(`${on ? "vote" : "unvote"} ${id}`),
    ask: async (title) => {
      said.push(`ask ${title}`);
      return slipOf(8, title, "", "", 1, "new");
    },
  };
  const stage = new Stage(rows);
  stage.live = live;
  return { stage, said };
}

const total = (stage: Stage): number => stage.night.peek().rows.find((row: Row) => row.number === 7)!.votes;

test("the server's night is shown, and what the visitor does goes there", async () => {
  const { stage, said } = staged();
  stage.show(begin([slipOf(7, "Slow Ferry", "PELICAN", "", 5, "new")]), 2);
  assert.equal(total(stage), 5);
  await stage.vote("demo-7");
  assert.equal(total(stage), 5, "the server says what it counts");
  assert.equal(await stage.ask("Harbour Lights", ""), true);
  assert.equal(stage.latest.peek(), "demo-8");
  assert.deepEqual(said, ["vote demo-7", "ask Harbour Lights"]);
});

test("a night that lost its server goes on from where it stood, and nothing is sent", async () => {
  const { stage, said } = staged();
  stage.show(begin([slipOf(7, "Slow Ferry", "PELICAN", "", 5, "new")]), 2);
  stage.part("alone");
  await stage.vote("demo-7");
  assert.equal(total(stage), 6);
  await stage.ask("Harbour Lights", "");
  assert.equal(stage.latest.peek(), "demo-8");
  assert.deepEqual(said, []);
});

test("a stopped night stands still but for the visitor, and catches up when it goes on", async () => {
  const { stage, said } = staged();
  stage.show(begin(rows), 2);
  stage.pause();
  stage.show(begin([slipOf(7, "Slow Ferry", "PELICAN", "", 9, "new")]), 2);
  assert.equal(total(stage), 3);
  await stage.vote("demo-7");
  assert.equal(total(stage), 4);
  assert.deepEqual(said, ["vote demo-7"]);
  stage.show(vote(begin([slipOf(7, "Slow Ferry", "PELICAN", "", 9, "new")]), "demo-7"), 2);
  stage.pause();
  assert.equal(total(stage), 10);
});

test("a refusal is said in its own words", async () => {
  const { stage } = staged();
  stage.live!.ask = () => Promise.reject(new Error("You can ask for the next song in a moment."));
  stage.show(begin(rows), 2);
  assert.equal(await stage.ask("Harbour Lights", ""), false);
  assert.match(stage.problem.peek(), /in a moment/);
});

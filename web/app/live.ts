// The front page's line to the server's demo board.

export { connect } from "./home/live.ts";

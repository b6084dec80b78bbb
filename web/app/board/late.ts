// What a listener meets after a tap only: it is a file of its own, which comes
// once the board is drawn.

export { renew } from "../alerts/subscription.ts";
export { Ask } from "./ask.tsx";
export { Challenge } from "./challenge.tsx";
export { Mine } from "./mine.tsx";

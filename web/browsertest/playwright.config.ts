import { defineConfig } from "@playwright/test";

/** The browser and how it is started. */
export const chrome = process.env.CUESLIP_CHROMIUM ?? "/usr/bin/chromium";
export const switches = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// Chromium is the machine's own: Playwright's downloads are neither needed nor
// looked for.
export default defineConfig({
  testDir: ".",
  testIgnore: ["long/**", "guide/**"],
  outputDir: "../../test-results/browser",
  forbidOnly: true,
  retries: 0,
  workers: 1, // some look at how fast a page is
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    launchOptions: {
      executablePath: chrome,
      args: switches,
    },
    screenshot: "only-on-failure", // a trace of each test (--trace on) makes them take twice as long
    contextOptions: { reducedMotion: "reduce" },
  },
});

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
  workers: 2, // each has a server of its own; tests mostly wait
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    launchOptions: {
      executablePath: chrome,
      args: switches,
    },
    trace: "retain-on-failure",
    contextOptions: { reducedMotion: "reduce" },
  },
});

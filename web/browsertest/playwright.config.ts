import { defineConfig } from "@playwright/test";

// Chromium is the machine's own: Playwright's downloads are neither needed nor
// looked for.
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/browser",
  forbidOnly: true,
  retries: 0,
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    launchOptions: {
      executablePath: process.env.CUESLIP_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
    trace: "retain-on-failure",
    contextOptions: { reducedMotion: "reduce" },
  },
});

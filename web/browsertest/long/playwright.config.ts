import { defineConfig } from "@playwright/test";
import usual from "../playwright.config.ts";

// What takes longer than anybody waits for before a commit.
export default defineConfig({ ...usual, workers: 1, testDir: ".", testIgnore: [], outputDir: "../../../test-results/long" });

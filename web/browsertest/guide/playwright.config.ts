import { defineConfig } from "@playwright/test";
import usual from "../playwright.config.ts";

// The pictures of the guide, taken from a real night: npm run pictures.
export default defineConfig({ ...usual, testDir: ".", testIgnore: [], outputDir: "../../../test-results/guide" });

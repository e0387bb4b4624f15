import { defineConfig } from "vitest/config";

// One script and one style sheet under fixed names, into the Python package: people who use hlmsim need no node.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../hlmsim/interface/web/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 100_000,
    rollupOptions: {
      output: {
        entryFileNames: "player.js",
        assetFileNames: (asset) => (asset.names.some((name) => name.endsWith(".css")) ? "player.css" : "[name][extname]"),
        inlineDynamicImports: true,
      },
    },
  },
  test: { include: ["tests/*.test.ts"] },
});

import { defineConfig } from "vitest/config";
import { licences } from "./licences";

const outDir = "../hlmsim/interface/web/static";

// Fixed names, into the Python package: people who use hlmsim need no node. `--mode widget` builds the notebook widget.
export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [licences()],
  build:
    mode === "widget"
      ? { outDir, emptyOutDir: false, target: "es2022", lib: { entry: "src/widget.ts", formats: ["es"], fileName: () => "widget.js" } }
      : {
          outDir,
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
}));

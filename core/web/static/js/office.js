// The office's pages. Everything works without this file; it only makes things quicker.
import { start as beside } from "./beside.js";
import { start as copy } from "./copy.js";
import { start as forms } from "./forms.js";
import { start as menus } from "./menus.js";
import { start as palette } from "./palette.js";
import { start as preview } from "./preview.js";
import { start as refresh } from "./refresh.js";
import { start as stepper } from "./stepper.js";

for (const start of [beside, forms, menus, stepper, palette, preview, refresh, copy]) start();

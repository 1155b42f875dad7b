// The shop's pages. Everything works without this file; it only makes things quicker.
import { start as copy } from "./copy.js";
import { start as forms } from "./forms.js";
import { start as menus } from "./menus.js";
import { start as preview } from "./preview.js";
import { start as refresh } from "./refresh.js";
import { start as sheet } from "./sheet.js";
import { start as stepper } from "./stepper.js";
import { start as suggest } from "./suggest.js";

for (const start of [sheet, forms, menus, stepper, preview, refresh, copy, suggest]) start();

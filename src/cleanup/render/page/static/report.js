import { listenToRules, listenToText } from "./cards.js";
import { listenToFilters } from "./filters.js";
import { listenToKeys } from "./keys.js";
import { listenToViews } from "./views.js";

listenToText();
listenToRules();
listenToFilters();
listenToViews();
listenToKeys();

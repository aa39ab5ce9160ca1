import { byId } from "../lib/dom.js";
import { helplines, lineItem } from "../lib/helplines.js";

const { near, others } = helplines();
byId("near-lines").replaceChildren(...near.map(lineItem));
byId("near-section").hidden = near.length === 0;
byId("all-lines").replaceChildren(...others.map(lineItem));

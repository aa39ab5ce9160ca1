/** Whether the background follows the mood of a session; a setting of the device. */

import { read, write } from "./storage.js";

const NAME = "mood";

/** @returns {boolean} */
export const isMoodOn = () => read(NAME) !== "off";

/** @param {boolean} isOn */
export const switchMood = (isOn) => write(NAME, isOn ? null : "off");

// Reads [{start, rule, limit}] from stdin and writes, for each, {times} or {error}: RFC 5545 on wall-clock times.

import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function expand({ start, rule, limit }) {
  try {
    const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromString(start));
    const times = [];
    for (let time = iterator.next(); time && times.length < limit; time = iterator.next()) {
      times.push(time.toString());
    }
    return { times };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(expand)));

// Reads a calendar from stdin and writes its events as JSON; local times are those of the process's own zone (TZ).

import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const component = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const text = (event, name) => event.getFirstPropertyValue(name)?.toString() ?? null;

function moment(time) {
  if (time === null) {
    return null;
  }
  const at = time.toJSDate();
  const two = (number) => String(number).padStart(2, "0");
  const day = `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const form = time.isDate ? "date" : time.zone === ICAL.Timezone.utcTimezone ? "utc" : "floating";
  return { form, local: time.isDate ? day : `${day}T${clock}` };
}

const events = component.getAllSubcomponents("vevent").map((event) => ({
  uid: text(event, "uid"),
  summary: text(event, "summary"),
  description: text(event, "description"),
  status: text(event, "status"),
  sequence: event.getFirstPropertyValue("sequence"),
  categories: event.getAllProperties("categories").flatMap((property) => property.getValues()),
  stamp: text(event, "dtstamp"),
  start: moment(event.getFirstPropertyValue("dtstart")),
  end: moment(event.getFirstPropertyValue("dtend")),
}));

process.stdout.write(
  JSON.stringify({
    version: text(component, "version"),
    product: text(component, "prodid"),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    events,
  }),
);

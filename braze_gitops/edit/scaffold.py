"""The files of a new project: small, commented, and such that they validate and plan at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

_PROJECT = """\
# The project file: environments, and the values that differ between them. Never put a key in here.
version: 1
definitions: schedules
default_environment: sandbox

# What ids are called; a plan says the name beside the id.
names:
  segments:
    seg-newsletter: Newsletter readers

# Used in definitions as << brand >>.
variables:
  brand: Shop

environments:
  # A local Braze that ships with the tool: no account, no key, nothing leaves this machine.
  sandbox:
    sandbox: true
    clock: {start}T09:00:00Z
    variables:
      app_id: app-sandbox
      segments:
        newsletter: seg-newsletter

  # Your workspace. Take the # away, fill in the ids, then run: braze-gitops state init -e production
  # production:
  #   instance: US-01  # yours; a state is bound to it from `state init` on
  #   api_key_env: BRAZE_API_KEY
  #   state: "file:/a/folder/that/is/backed/up"
  #   variables:
  #     app_id:  # the app's id from Settings > App settings
  #     segments:
  #       newsletter:  # the segment's API identifier
"""

_EMAIL = """\
name: spring-teaser
kind: message
description: Teaser to everybody who reads the newsletter
owner: lifecycle-marketing
tags: [spring]

# Who gets it: a whole segment, so `broadcast` must say so.
segment_id: << segments.newsletter >>
broadcast: true
recipient_subscription_state: opted_in

schedule:
  time: {day}T09:00:00
  timezone: America/New_York

messages:
  email:
    app_id: << app_id >>
    from: << brand >> <news@shop.example>
    subject: "Hi {{{{${{first_name}} | default: 'there'}}}}, it starts tomorrow"
    body: {{from_file: spring-teaser.html}}
"""

_BODY = """\
<html>
  <body>
    <p>Hi {{${first_name} | default: 'there'}},</p>
    <p>our spring sale starts tomorrow at nine.</p>
    <p><a href="{{${set_user_to_unsubscribed_url}}}">Unsubscribe</a></p>
  </body>
</html>
"""

_PUSH = """\
name: spring-reminder
kind: message
description: A reminder in the morning, on each person's own clock
owner: lifecycle-marketing
tags: [spring]

audience:
  AND:
    - push_subscription_status: {{comparison: is, value: opted_in}}
    - custom_attribute:
        custom_attribute_name: orders
        comparison: greater_than
        value: 0
broadcast: true

schedule:
  time: {day}T08:30:00
  in_local_time: true

messages:
  android_push:
    title: << brand >>
    alert: It has started. Come and look!
"""

_IGNORED = """\
# The sandbox's data, and the states of environments that do not say where theirs is kept. None of it belongs into
# git; the state of a real workspace is all that is known of its schedules: never clean it away.
.braze-gitops/
# What an apply could not write into its state: merge it with `braze-gitops state recover`.
outcomes*.json
"""


def scaffold(*, today: date) -> Mapping[str, str]:
    """Return the files of a new project by path; the sandbox begins `today`, its messages a week later."""
    teaser, reminder = today + timedelta(days=7), today + timedelta(days=8)
    return {
        "braze-gitops.yaml": _PROJECT.format(start=today.isoformat()),
        "schedules/spring-teaser.yaml": _EMAIL.format(day=teaser.isoformat()),
        "schedules/spring-teaser.html": _BODY,
        "schedules/spring-reminder.yaml": _PUSH.format(day=reminder.isoformat()),
        ".gitignore": _IGNORED,
    }

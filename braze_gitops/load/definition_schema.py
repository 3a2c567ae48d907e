"""Definitions as tables: our own keys, and every field of the three create endpoints (braze-api.md 5, 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from braze_gitops.load.audience_schema import Audience
from braze_gitops.load.content_schema import Messages
from braze_gitops.load.repeat_short import EVERY
from braze_gitops.load.shape import (
    AliasText,
    Block,
    EmailAddress,
    Field,
    OneOf,
    SendId,
    Shape,
    Text,
)
from braze_gitops.model import Kind

SUBSCRIPTION_STATES = ("opted_in", "subscribed", "all")
PRIORITIZATIONS = ("identified", "unidentified", "most_recently_updated", "least_recently_updated")


class LifecycleBlock(Shape):
    """How a definition is guarded over its life."""

    prevent_delete: bool | None = Field(
        None, description="refuse to cancel or replace it, also when its file is gone"
    )
    on_missed: Annotated[str, OneOf(("error", "skip"))] | None = Field(
        None, description="what a plan does when its time passed before it was created (default error)"
    )
    paused: bool | None = Field(None, description="cancelled if scheduled, and not created while this stands")
    resume: Text | None = Field(None, description="the id of a halt that lets this go, for example halt-1")


class RepeatBlock(Shape):
    """How a schedule repeats, from `schedule.time` on; Braze is given each send by itself."""

    every: Text | None = Field(
        None,
        description="day, weekday (Monday to Friday), week, month; anything else is an rrule",
        json_schema_extra={"enum": [*EVERY, None]},
    )
    on: Annotated[list[int | Text], Field(min_length=1)] | None = Field(
        None, description="days: mon to sun of a week; 1 to 31, last or first monday of a month"
    )
    at: Annotated[list[Text], Field(min_length=1)] | None = Field(
        None, description='times of day, for example "09:00" (absent: that of schedule.time)'
    )
    rrule: Text | None = Field(
        None, description="the rule as RFC 5545 writes it, for example FREQ=MONTHLY;BYDAY=2TU"
    )
    until: Text | None = Field(
        None, description="last day, for example 2027-03-31, or last time without an offset"
    )
    count: int | None = Field(None, description="how many sends, those left out included")
    except_: Annotated[list[Text], Field(min_length=1)] | None = Field(
        None, alias="except", description="days or times that are left out"
    )


class ScheduleBlock(Shape):
    """When Braze sends."""

    time: Text = Field(description="date and time, for example 2026-11-27T09:00:00; of a series the first")
    timezone: Text | None = Field(None, description="zone of time, for example America/New_York; turned into UTC")
    fold: Annotated[str, OneOf(("first", "second"))] | None = Field(
        None, description="which of two equal clock times, on the night the clocks go back"
    )
    in_local_time: bool | None = Field(None, description="send at this time in each person's own zone")
    at_optimal_time: bool | None = Field(None, description="send on this date at each person's best time")
    repeat: RepeatBlock | None = Field(None, description="send again and again")


class UserAlias(Shape):
    """A person by alias."""

    alias_name: AliasText = Field(description="name of the alias, at most 236 bytes")
    alias_label: AliasText = Field(description="label of the alias, at most 236 bytes")


class Recipient(Shape):
    """A person; exactly one of the four ways to say who (a rule)."""

    external_user_id: Text | None = Field(None, description="the person's external id")
    user_alias: UserAlias | None = Field(None, description="the person's alias")
    braze_id: Text | None = Field(None, description="the person's Braze id")
    email: EmailAddress | None = Field(None, description="the person's email address; needs prioritization")
    prioritization: Annotated[list[Annotated[str, OneOf(PRIORITIZATIONS)]], Field(min_length=1)] | None = Field(
        None, description="which profile, when several have the email address"
    )
    send_to_existing_only: bool | None = Field(
        None, description="false creates the person first; needs attributes (default true)"
    )
    attributes: Block | None = Field(None, description="profile fields written before the send")


class CampaignRecipient(Recipient):
    """A person of a campaign trigger."""

    trigger_properties: Block | None = Field(None, description="values for Liquid; win over the campaign's")


class CanvasRecipient(Recipient):
    """A person of a Canvas trigger."""

    context: Block | None = Field(None, description="values for Liquid; win over the Canvas's")
    canvas_entry_properties: Block | None = Field(None, description="old name of context")


class Definition(Shape):
    """What every definition may say: our own keys, and the schedule."""

    name: Text = Field(
        description="what the definition is called, unique in the project: a-z, 0-9, dot, underscore, hyphen",
        json_schema_extra={"pattern": "^[a-z0-9][a-z0-9._-]*$", "maxLength": 128},
    )
    description: str | None = Field(None, description="one line for people who review it")
    owner: Text | None = Field(None, description="who answers for it")
    tags: list[Text] | None = Field(None, description="words to find it by")
    environments: Annotated[list[Text], Field(min_length=1)] | None = Field(
        None, description="the environments it is for (absent: all)"
    )
    lifecycle: LifecycleBlock | None = Field(None, description="how it is guarded over its life")
    for_each: Block | list[str | int | float | bool] | None = Field(
        None,
        description="one schedule for each key of a map, or each item of a list; << each.key >>, << each.value >>",
    )
    moved_from: Text | None = Field(None, description="the name it had before, so that nothing is sent twice")
    schedule: ScheduleBlock = Field(description="when Braze sends")
    broadcast: bool | None = Field(None, description="send to everybody in the target, with nobody listed")
    audience: Audience | None = Field(None, description="people by filters")


class MessageDefinition(Definition):
    """A message whose content stands in the file (POST /messages/schedule/create, braze-api.md 5.2)."""

    kind: Literal["message"] = Field(description="message, campaign or canvas")
    external_user_ids: Annotated[list[Text], Field(min_length=1)] | None = Field(
        None, description="people by external id; at most 50 people in all"
    )
    user_aliases: Annotated[list[UserAlias], Field(min_length=1)] | None = Field(
        None, description="people by alias; at most 50 people in all"
    )
    segment_id: Text | None = Field(None, description="a segment; with people listed, only those also in it")
    campaign_id: Text | None = Field(
        None, description="an API campaign, for tracking; every message then needs message_variation_id"
    )
    send_id: SendId | None = Field(
        None, description="tracks one send of the campaign; at most 64 ASCII characters"
    )
    override_messaging_limits: bool | None = Field(None, description="ignore frequency capping (default false)")
    recipient_subscription_state: Annotated[str, OneOf(SUBSCRIPTION_STATES)] | None = Field(
        None, description="who of the target gets it (default subscribed; all includes unsubscribed)"
    )
    messages: Messages = Field(description="the content, by channel")


class CampaignDefinition(Definition):
    """An API-triggered campaign (POST /campaigns/trigger/schedule/create, braze-api.md 5.5)."""

    kind: Literal["campaign"] = Field(description="message, campaign or canvas")
    campaign_id: Text = Field(description="the API-triggered campaign")
    send_id: SendId | None = Field(
        None, description="tracks one send of the campaign; at most 64 ASCII characters"
    )
    recipients: Annotated[list[CampaignRecipient], Field(min_length=1)] | None = Field(
        None, description="people, at most 50; they must also be in the campaign's audience"
    )
    trigger_properties: Block | None = Field(None, description="values for Liquid, at most 50 KB")


class CanvasDefinition(Definition):
    """An API-triggered Canvas (POST /canvas/trigger/schedule/create, braze-api.md 5.8)."""

    kind: Literal["canvas"] = Field(description="message, campaign or canvas")
    canvas_id: Text = Field(description="the API-triggered Canvas")
    recipients: Annotated[list[CanvasRecipient], Field(min_length=1)] | None = Field(
        None, description="people, at most 50; they must also fit the Canvas's entry audience"
    )
    context: Block | None = Field(None, description="values for Liquid, at most 50 KB")
    canvas_entry_properties: Block | None = Field(None, description="old name of context")


TABLES: Mapping[Kind, type[Definition]] = {
    Kind.MESSAGE: MessageDefinition,
    Kind.CAMPAIGN: CampaignDefinition,
    Kind.CANVAS: CanvasDefinition,
}

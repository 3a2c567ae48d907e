"""The push channels as tables (braze-api.md 8.1 to 8.4 and 8.10)."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from braze_gitops.load.shape import (
    Block,
    DateTime,
    Discriminator,
    Field,
    OneOf,
    Shape,
    Tag,
    Text,
    WebUrl,
)

APPLE_FILE_TYPES = ("aif", "gif", "jpg", "m4a", "mp3", "mp4", "png", "wav")
WINDOWS8_TYPES = tuple(
    f"toast_{picture}text_0{number}" for picture in ("", "image_and_") for number in range(1, 5)
)

Priority: TypeAlias = Annotated[int, Field(ge=-2, le=2)]
LinkAction: TypeAlias = Annotated[str, OneOf(("OPEN_APP", "URI", "DEEP_LINK", "CLOSE"), liquid=True)]


class Channel(Shape):
    """What every channel may carry."""

    message_variation_id: Text | None = Field(
        None, description="variation of the API campaign; needed in every message when campaign_id is given"
    )


class AppleAlert(Shape):
    """The structured form of an Apple alert; `body` is needed unless content-available is true (a rule)."""

    body: Text | None = Field(None, description="text of the notification")
    title: str | None = Field(None, description="title of the notification")
    title_loc_key: str | None = Field(None, description="key of a localised title in the app")
    title_loc_args: list[str] | None = Field(None, description="texts put into the localised title")
    action_loc_key: str | None = Field(None, description="key of a localised label for the view button")
    loc_key: str | None = Field(None, description="key of a localised body in the app")
    loc_args: list[str] | None = Field(None, description="texts put into the localised body")
    sound: str | None = Field(None, description="sound file; Live Activities only")


class AppleButton(Shape):
    """A button of an Apple push; it shows only with a `category`."""

    action_id: Text = Field(description="id of the action in its category, for example ab_pb_accept")
    action: LinkAction | None = Field(None, description="what the button does")
    uri: Text | None = Field(None, description="what it opens, for URI and DEEP_LINK")
    use_webview: bool | None = Field(None, description="open a web link inside the app (default true)")


def _alert_tag(value: object) -> str:
    return "\0block" if isinstance(value, dict) else "\0text"


Alert: TypeAlias = Annotated[
    Annotated[Text, Tag("\0text")] | Annotated[AppleAlert, Tag("\0block")], Discriminator(_alert_tag)
]


class ApplePush(Channel):
    """A push to iPhone, iPad and Mac."""

    alert: Alert | None = Field(None, description="text of the notification, or a block with title and body")
    badge: int | None = Field(None, description="number on the app's icon")
    sound: str | None = Field(None, description="sound file in the app; default is the standard sound")
    extra: Block | None = Field(None, description="your own keys and values for the app; never ab or aps")
    content_available: bool | None = Field(
        None, alias="content-available", description="wake the app in the background without an alert"
    )
    interruption_level: (
        Annotated[str, OneOf(("passive", "active", "time-sensitive", "critical"), liquid=True)] | None
    ) = Field(None, description="how much the notification interrupts (iOS 15 and later)")
    relevance_score: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="rank in the notification summary, 0.0 to 1.0"
    )
    expiry: DateTime | None = Field(None, description="ISO 8601 moment after which it is not delivered")
    custom_uri: str | None = Field(None, description="web address or deep link that a tap opens")
    use_webview: bool | None = Field(None, description="open a web link inside the app (default true)")
    notification_group_thread_id: str | None = Field(None, description="groups notifications on the device")
    collapse_id: str | None = Field(None, description="a later push with the same id replaces this one")
    category: str | None = Field(None, description="category of the buttons; needed for buttons to show")
    asset_url: WebUrl | None = Field(None, description="picture, sound or video of a rich push")
    asset_file_type: Annotated[str, OneOf(APPLE_FILE_TYPES, liquid=True)] | None = Field(
        None, description="type of the file at asset_url"
    )
    mutable_content: bool | None = Field(None, description="let the app change it first (rich push: always)")
    send_to_most_recent_device_only: bool | None = Field(None, description="only the device used last")
    buttons: list[AppleButton] | None = Field(None, description="buttons under the notification")
    apns_priority: Annotated[int, Field(ge=1, le=10)] | None = Field(
        None, description="10 at once, 5 when it saves power, 1 low"
    )


class AndroidButton(Shape):
    """A button of an Android push."""

    text: Text = Field(description="label of the button")
    action: LinkAction | None = Field(None, description="what the button does (default OPEN_APP)")
    uri: Text | None = Field(None, description="what it opens, for URI and DEEP_LINK")
    use_webview: bool | None = Field(None, description="open a web link inside the app (default true)")


class ConversationMessage(Shape):
    """One message of a conversation push."""

    text: Text = Field(description="what was said")
    timestamp: int = Field(description="when, in seconds since 1970")
    person_id: Text = Field(description="who said it: an id of persons")


class ConversationPerson(Shape):
    """One person of a conversation push."""

    id: Text = Field(description="id of the person")
    name: Text = Field(description="name to show")


class Conversation(Shape):
    """An Android conversation (SDK 15 and later)."""

    shortcut_id: Text = Field(description="id of the conversation's shortcut")
    reply_person_id: Text = Field(description="the person who answers: an id of persons")
    messages: Annotated[list[ConversationMessage], Field(min_length=1)] = Field(description="what was said")
    persons: Annotated[list[ConversationPerson], Field(min_length=1)] = Field(description="who takes part")


class AndroidPush(Channel):
    """A push to Android; `alert` and `title` are needed unless send_to_sync is true (a rule)."""

    alert: Text | None = Field(None, description="text of the notification")
    title: Text | None = Field(None, description="title of the notification")
    extra: Block | None = Field(None, description="your own keys; appboy_image_url is the big picture")
    notification_channel_id: str | None = Field(None, description="notification channel (default: dashboard)")
    priority: Priority | None = Field(None, description="-2 to 2 (default 0)")
    android_priority: Annotated[str, OneOf(("normal", "high"), liquid=True)] | None = Field(
        None, description="delivery priority (default: dashboard)"
    )
    send_to_sync: bool | None = Field(None, description="silent push, without alert and title")
    collapse_key: str | None = Field(None, description="a later push with the same key replaces this one")
    sound: str | None = Field(None, description="sound file in the app; default is the standard sound")
    custom_uri: str | None = Field(None, description="web address or deep link that a tap opens")
    use_webview: bool | None = Field(None, description="open a web link inside the app (default false)")
    summary_text: str | None = Field(None, description="line under a big picture")
    time_to_live: Annotated[int, Field(ge=0, le=2_419_200)] | None = Field(
        None, description="seconds it waits for a device that is off, at most 2,419,200 (28 days)"
    )
    notification_id: int | None = Field(None, description="a later push with the same id replaces this one")
    push_icon_image_url: WebUrl | None = Field(None, description="icon, 1:1, at least 40x40")
    accent_color: int | None = Field(None, description="colour as an RGB number")
    send_to_most_recent_device_only: bool | None = Field(None, description="only the device used last")
    buttons: list[AndroidButton] | None = Field(None, description="buttons under the notification")
    conversation_data: Conversation | None = Field(None, description="shows the push as a conversation")


class KindlePush(Channel):
    """A push to Kindle and Fire OS."""

    alert: Text = Field(description="text of the notification")
    title: Text = Field(description="title of the notification")
    extra: Block | None = Field(None, description="your own keys and values for the app")
    priority: Priority | None = Field(None, description="-2 to 2 (default 0)")
    collapse_key: str | None = Field(None, description="a later push with the same key replaces this one")
    sound: str | None = Field(None, description="sound file in the app; default is the standard sound")
    custom_uri: str | None = Field(None, description="web address or deep link that a tap opens")


class WebButton(Shape):
    """A button of a web push; there is no DEEP_LINK on the web."""

    text: Text = Field(description="label of the button")
    action: Annotated[str, OneOf(("OPEN_APP", "URI", "CLOSE"), liquid=True)] | None = Field(
        None, description="what the button does (default OPEN_APP)"
    )
    uri: Text | None = Field(None, description="what it opens, for URI")


class WebPush(Channel):
    """A push to browsers."""

    alert: Text = Field(description="text of the notification")
    title: Text = Field(description="title of the notification")
    extra: Block | None = Field(None, description="your own keys and values for the page")
    custom_uri: WebUrl | None = Field(None, description="web address that a click opens")
    image_url: WebUrl | None = Field(None, description="icon, 1:1")
    large_image_url: WebUrl | None = Field(None, description="picture (Chrome on Windows and Android)")
    require_interaction: bool | None = Field(None, description="stay until the person acts")
    time_to_live: Annotated[int, Field(ge=0)] | None = Field(
        None, description="seconds it waits for a browser that is closed"
    )
    send_to_most_recent_device_only: bool | None = Field(None, description="only the browser used last")
    buttons: list[WebButton] | None = Field(None, description="buttons under the notification")


class WindowsPush(Channel):
    """A toast on Windows Phone 8; no longer documented by Braze."""

    push_type: Annotated[str, OneOf(("toast",))] = Field(description="always toast")
    toast_title: str | None = Field(None, description="title of the toast")
    toast_content: Text = Field(description="text of the toast")
    toast_navigation_uri: str | None = Field(None, description="page of the app that a tap opens")
    toast_hash: Block | None = Field(None, description="your own keys and values for the app")


class Windows8Push(Channel):
    """A toast on Windows Universal; no longer documented by Braze."""

    push_type: Annotated[str, OneOf(WINDOWS8_TYPES)] = Field(description="layout of the toast")
    toast_text1: Text = Field(description="first text")
    toast_text2: str | None = Field(None, description="second text")
    toast_text3: str | None = Field(None, description="third text, for the layouts that end in _04")
    toast_text_img_name: str | None = Field(None, description="picture, for the layouts with an image")
    extra_launch_string: str | None = Field(None, description="text the app gets when it starts")

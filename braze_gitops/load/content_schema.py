"""Email, webhook, content card, SMS and WhatsApp as tables (braze-api.md 8.5 to 8.9), and the `messages` block."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from braze_gitops.load.push_schema import (
    AndroidPush,
    ApplePush,
    Channel,
    KindlePush,
    WebPush,
    Windows8Push,
    WindowsPush,
)
from braze_gitops.load.shape import (
    Block,
    DateTime,
    EmailAddress,
    Field,
    IndexedTexts,
    OneOf,
    ReplyTo,
    Sender,
    Shape,
    Text,
    TextBlock,
    WebUrl,
)


class Attachment(Shape):
    """A file sent with an email, at most 2 MB."""

    file_name: Text = Field(description="name shown to the person, without the ending")
    url: WebUrl = Field(description="where Braze fetches the file; its ending says the type")
    basic_auth_credential: Text | None = Field(None, description="name of a login stored in the dashboard")


class Email(Channel):
    """An email; `body` is needed unless email_template_id is given (a rule)."""

    app_id: Text = Field(description="any app id of the workspace")
    from_: Sender = Field(alias="from", description="sender, as Display Name <user@host>")
    subject: str | None = Field(None, description="subject line")
    body: Text | None = Field(None, description="the email's HTML")
    email_template_id: Text | None = Field(None, description="template that gives subject and body")
    reply_to: ReplyTo | None = Field(None, description="reply address; NO_REPLY_TO for none")
    bcc: EmailAddress | None = Field(None, description="one of the workspace's blind copy addresses")
    plaintext_body: str | None = Field(None, description="text version (default: made from body)")
    preheader: str | None = Field(None, description="preview line; 50 to 100 characters are advised")
    extras: Block | None = Field(None, description="your own keys and values for the email provider")
    headers: TextBlock | None = Field(None, description="extra email headers")
    should_inline_css: bool | None = Field(None, description="move styles into the tags (default: workspace)")
    attachments: list[Attachment] | None = Field(None, description="files sent along, at most 2 MB each")


class Webhook(Channel):
    """A request Braze makes to another system for each person."""

    url: WebUrl = Field(description="address that is called")
    request_method: Annotated[str, OneOf(("POST", "PUT", "DELETE", "GET"), liquid=True)] = Field(
        description="how it is called"
    )
    request_headers: TextBlock | None = Field(None, description="headers; write Content-Type explicitly")
    body: str | None = Field(None, description="what is sent, as a text; JSON is given as text too")


class ContentCard(Channel):
    """A card in the app or on the site; title, description and expiry follow rules of their own."""

    type: Annotated[str, OneOf(("CLASSIC", "CAPTIONED_IMAGE", "BANNER"), liquid=True)] = Field(
        description="layout of the card"
    )
    title: str | None = Field(None, description="title; needed except for BANNER, may be empty")
    description: Text | None = Field(None, description="text; needed except for BANNER")
    image_url: WebUrl | None = Field(None, description="picture; needed for CAPTIONED_IMAGE and BANNER")
    time_to_live: Annotated[int, Field(ge=1, le=2_592_000)] | None = Field(
        None, description="seconds the card stays, at most 2,592,000 (30 days); or expire_at"
    )
    expire_at: DateTime | None = Field(None, description="ISO 8601 moment the card goes; or time_to_live")
    expire_in_local_time: bool | None = Field(None, description="expire_at is in each person's own zone")
    pinned: bool | None = Field(None, description="keep the card at the top")
    ios_uri: str | None = Field(None, description="link on iPhone and iPad")
    android_uri: str | None = Field(None, description="link on Android")
    web_uri: str | None = Field(None, description="link on the web")
    uri_text: str | None = Field(None, description="label of the link")
    ios_use_webview: bool | None = Field(None, description="open the link inside the app (default true)")
    android_use_webview: bool | None = Field(None, description="open the link inside the app (default true)")
    extra: Block | None = Field(None, description="your own keys and values for the app")


class Sms(Channel):
    """A text message, or MMS with media items."""

    subscription_group_id: Text = Field(description="subscription group whose members may get it")
    body: Text = Field(description="text of the message")
    app_id: Text = Field(description="any app id of the workspace")
    media_items: list[WebUrl] | None = Field(None, description="address of a picture (MMS)")
    link_shortening_enabled: bool | None = Field(None, description="shorten links")
    user_click_tracking_enabled: bool | None = Field(
        None, description="tell who clicked; only with link_shortening_enabled"
    )


class TemplateMessage(Shape):
    """A message from an approved template; variables are keyed by their number from 0."""

    template_name: Text = Field(description="name of the template")
    template_language_code: Text = Field(description="language of the template")
    header_variables: Annotated[IndexedTexts, Field(max_length=1)] | None = Field(
        None, description="value of the header's one variable, under key 0"
    )
    body_variables: IndexedTexts | None = Field(None, description="values of the body's variables")
    button_variables: Annotated[IndexedTexts, Field(max_length=1)] | None = Field(
        None, description="path of the button's address, under key 0"
    )
    header_media_uri: WebUrl | None = Field(None, description="picture of the header")


class TextResponse(Shape):
    """A text that answers a person."""

    body: Text = Field(description="text of the message")
    preview_url: bool | None = Field(None, description="show a preview of the first link")


class ImageResponse(Shape):
    """A picture that answers a person."""

    image_uri: WebUrl = Field(description="address of the picture")
    caption: str | None = Field(None, description="line under the picture")


class ReplyButton(Shape):
    """A button of a quick reply."""

    text: Text = Field(description="label of the button")


class QuickReply(Shape):
    """A text with reply buttons; a text or a picture above it, not both (a rule)."""

    body: Text = Field(description="text of the message")
    buttons: Annotated[list[ReplyButton], Field(min_length=1)] = Field(description="the replies to offer")
    header_text: str | None = Field(None, description="line above the text")
    header_image_uri: WebUrl | None = Field(None, description="picture above the text")
    footer: str | None = Field(None, description="line under the text")


class ListRow(Shape):
    """A row of a list."""

    row_title: Text = Field(description="title of the row")
    row_description: str | None = Field(None, description="text of the row")


class ListSection(Shape):
    """A section of a list."""

    section_title: Text = Field(description="title of the section")
    list_rows: Annotated[list[ListRow], Field(min_length=1)] = Field(description="rows of the section")


class ListBlock(Shape):
    """The list of a list message; at most 10 rows in all (a rule)."""

    list_button_text: Text = Field(description="label of the button that opens the list")
    list_sections: Annotated[list[ListSection], Field(min_length=1)] = Field(description="sections of the list")


class ListResponse(Shape):
    """A text with a list to choose from."""

    body: Text = Field(description="text of the message")
    header: str | None = Field(None, description="line above the text")
    footer: str | None = Field(None, description="line under the text")
    list: ListBlock = Field(description="the list")


class FlowButton(Shape):
    """The button that opens a flow; its caption has at most 20 characters (a rule)."""

    caption: Text = Field(description="label of the button, at most 20 characters")
    flow_id: Text = Field(description="id of a published flow")


class FlowResponse(Shape):
    """A text with a button that opens a flow."""

    body: Text = Field(description="text of the message")
    header_text: str | None = Field(None, description="line above the text")
    footer: str | None = Field(None, description="line under the text")
    flow_button: FlowButton = Field(description="the button")
    generate_custom_attribute: bool | None = Field(None, description="keep the answers as a custom attribute")


class WhatsApp(Channel):
    """What every WhatsApp message carries."""

    app_id: Text = Field(description="any app id of the workspace")
    subscription_group_id: Text = Field(description="subscription group whose members may get it")


class WhatsAppTemplate(WhatsApp):
    """A WhatsApp template message."""

    message_type: Literal["template_message"] = Field(description="kind of WhatsApp message")
    message: TemplateMessage = Field(description="the template and its variables")


class WhatsAppText(WhatsApp):
    """A WhatsApp text response."""

    message_type: Literal["text_response_message"] = Field(description="kind of WhatsApp message")
    message: TextResponse = Field(description="the text")


class WhatsAppImage(WhatsApp):
    """A WhatsApp picture response."""

    message_type: Literal["text_image_response_message"] = Field(description="kind of WhatsApp message")
    message: ImageResponse = Field(description="the picture")


class WhatsAppQuickReply(WhatsApp):
    """A WhatsApp quick reply."""

    message_type: Literal["quick_reply_response_message"] = Field(description="kind of WhatsApp message")
    message: QuickReply = Field(description="the text and its buttons")


class WhatsAppList(WhatsApp):
    """A WhatsApp list message."""

    message_type: Literal["list_response_message"] = Field(description="kind of WhatsApp message")
    message: ListResponse = Field(description="the text and its list")


class WhatsAppFlow(WhatsApp):
    """A WhatsApp flow message."""

    message_type: Literal["flow_response_message"] = Field(description="kind of WhatsApp message")
    message: FlowResponse = Field(description="the text and its flow")


AnyWhatsApp: TypeAlias = Annotated[
    WhatsAppTemplate | WhatsAppText | WhatsAppImage | WhatsAppQuickReply | WhatsAppList | WhatsAppFlow,
    Field(discriminator="message_type"),
]


class Messages(Shape):
    """The channels of a message; at least one (a rule)."""

    apple_push: ApplePush | None = Field(None, description="push to iPhone, iPad and Mac")
    android_push: AndroidPush | None = Field(None, description="push to Android")
    kindle_push: KindlePush | None = Field(None, description="push to Kindle and Fire OS")
    web_push: WebPush | None = Field(None, description="push to browsers")
    email: Email | None = Field(None, description="an email")
    webhook: Webhook | None = Field(None, description="a request to another system")
    content_card: ContentCard | None = Field(None, description="a card in the app or on the site")
    sms: Sms | None = Field(None, description="a text message")
    whats_app: AnyWhatsApp | None = Field(None, description="a WhatsApp message (not documented for schedules)")
    windows_push: WindowsPush | None = Field(None, description="Windows Phone 8 (no longer documented)")
    windows8_push: Windows8Push | None = Field(None, description="Windows Universal (no longer documented)")

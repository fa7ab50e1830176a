"""The bytes of a letter: how its texts travel."""

from email import message_from_bytes, policy

import pytest

from cascade.mail.letter import Letter, as_bytes
from cascade.mail.settings import Sender

OFFICE = Sender(address="office@example.invalid", name="办公室", me="me@example.invalid")


@pytest.mark.parametrize(
    "text", ["请查收。\n" * 50, "Please find the form attached. " * 20 + "谢谢", "plain ASCII"]
)
def test_texts_travel_in_base64(text: str) -> None:
    """Whatever they hold: some servers break long lines, and lines of 8 bits."""
    letter = Letter(("a@example.invalid",), (), "某市", "主题", text, f"<p>{text}</p>")
    raw = as_bytes(letter, OFFICE, "<1@example.invalid>")
    parts = [
        each for each in message_from_bytes(raw, policy=policy.default).walk() if not each.is_multipart()
    ]
    assert [each["Content-Transfer-Encoding"] for each in parts] == ["base64", "base64"]
    texts = [str(each.get_content()).replace("\r\n", "\n").strip() for each in parts]
    assert texts == [text.strip(), f"<p>{text}</p>"]

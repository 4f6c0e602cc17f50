"""Life of a message, as a table."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.states import LifeCycle
from app.outbox.enums import MessageStatus


class MessageAct(StrEnum):
    CLAIM = "claim"
    SEND = "send"
    PUT_BACK = "put_back"
    FAIL = "fail"
    BOUNCE = "bounce"
    RETRY = "retry"
    CANCEL = "cancel"


# The worker claims, sends, puts back and fails; the team retries and cancels; other servers return.
# What is on its way cannot be stopped: the other side may have it already.
MESSAGE: LifeCycle[MessageStatus, MessageAct] = LifeCycle(
    {
        (MessageStatus.QUEUED, MessageAct.CLAIM): MessageStatus.SENDING,
        (MessageStatus.QUEUED, MessageAct.RETRY): MessageStatus.QUEUED,
        (MessageStatus.QUEUED, MessageAct.CANCEL): MessageStatus.CANCELLED,
        (MessageStatus.SENDING, MessageAct.CLAIM): MessageStatus.SENDING,
        (MessageStatus.SENDING, MessageAct.SEND): MessageStatus.SENT,
        (MessageStatus.SENDING, MessageAct.PUT_BACK): MessageStatus.QUEUED,
        (MessageStatus.SENDING, MessageAct.FAIL): MessageStatus.FAILED,
        # A server may return a mail before its own answer has reached us.
        (MessageStatus.SENDING, MessageAct.BOUNCE): MessageStatus.BOUNCED,
        (MessageStatus.SENT, MessageAct.BOUNCE): MessageStatus.BOUNCED,
        (MessageStatus.FAILED, MessageAct.RETRY): MessageStatus.QUEUED,
        (MessageStatus.FAILED, MessageAct.CANCEL): MessageStatus.CANCELLED,
    }
)

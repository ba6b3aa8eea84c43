"""The names and data of the log: what folds of years to come will read."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import get_args

import pytest

from ari_app.conversation import log, text_log

KINDS = {
    log.InteractionArrived: "interaction_arrived",
    log.FlowStepped: "flow_stepped",
    log.InteractionQueued: "interaction_queued",
    log.OfferMade: "offer_made",
    log.OfferClosed: "offer_closed",
    log.InteractionConnected: "interaction_connected",
    log.InteractionEnded: "interaction_ended",
    log.InteractionPutFirst: "interaction_put_first",
    log.CallHeld: "call_held",
    log.CallResumed: "call_resumed",
    log.TransferStarted: "transfer_started",
    log.TransferCompleted: "transfer_completed",
    log.TransferFailed: "transfer_failed",
    log.PartyAsked: "party_asked",
    log.PartyJoined: "party_joined",
    log.PartyLeft: "party_left",
    log.SupervisionStarted: "supervision_started",
    log.SupervisionModeChanged: "supervision_mode_changed",
    log.SupervisionEnded: "supervision_ended",
    log.CallTakenOver: "call_taken_over",
    log.AgentLost: "agent_lost",
    log.AgentRejoined: "agent_rejoined",
    log.RecordingMuted: "recording_muted",
    log.RecordingUnmuted: "recording_unmuted",
    log.VoicemailLeft: "voicemail_left",
    log.CallRecorded: "call_recorded",
    log.AgentStateChanged: "agent_state_changed",
    log.CallRefused: "call_refused",
    log.SwitchConnectionChanged: "switch_connection_changed",
    text_log.InteractionReopened: "interaction_reopened",
    text_log.HandedOver: "handed_over",
    text_log.MessageReceived: "message_received",
    text_log.MessageWritten: "message_written",
    text_log.FirstResponse: "first_response",
    text_log.MessageDelivered: "message_delivered",
    text_log.MessageFailed: "message_failed",
    text_log.ConversationInactive: "conversation_inactive",
    text_log.ConversationParked: "conversation_parked",
    text_log.ConversationSnoozed: "conversation_snoozed",
    text_log.ConversationUnparked: "conversation_unparked",
    text_log.InteractionPulled: "interaction_pulled",
    text_log.InteractionInterrupted: "interaction_interrupted",
    text_log.InteractionResumed: "interaction_resumed",
    text_log.ColleagueJoined: "colleague_joined",
    text_log.ColleagueLeft: "colleague_left",
    text_log.NoteWritten: "note_written",
    text_log.WhisperWritten: "whisper_written",
    text_log.ObservationStarted: "observation_started",
    text_log.ObservationEnded: "observation_ended",
    text_log.InteractionLabelled: "interaction_labelled",
    text_log.Rated: "rated",
}
VALUES: dict[object, object] = {
    str: "x",
    str | None: "x",
    int: 1,
    float: 1.5,
    bool: True,
    Mapping[str, int]: {"french": 2},
}


def test_every_event_has_its_name_here() -> None:
    assert set(KINDS) == set(get_args(log.LogEvent))


@pytest.mark.parametrize("of", KINDS, ids=lambda of: of.__name__)
def test_what_has_no_column_of_its_own_is_json(of: type[log.LogEvent]) -> None:
    members = {field.name: VALUES[field.type] for field in fields(of)}
    event = of(**members)  # type: ignore[arg-type]  # of the types that its fields say

    assert log.kind(event) == KINDS[of]
    data = log.data(event)
    assert data.keys() == members.keys() - {"interaction", "agent", "queue"}
    assert json.loads(json.dumps(data)) == data

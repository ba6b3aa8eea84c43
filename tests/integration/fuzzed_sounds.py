"""Loaded by Schemathesis (`SCHEMATHESIS_HOOKS`): what it makes up for a sound is sent as bytes, as it is."""

import schemathesis

schemathesis.serializer.alias("audio/wav", "application/octet-stream")

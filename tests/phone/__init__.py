"""A telephone for tests: a SIP user agent on loopback (UDP, TCP, TLS) with G.711 mu-law sound.

Start at `phone.py` (Phone: registers, dials, rings) and `call.py` (Call: what both sides of a call can do);
`outgoing.py` and `incoming.py` add how a call begins. Below them, each on its own:

    signalling.py   transactions, retransmission, digest retries
    wire.py         the SIP socket: datagrams, or a connection
    transaction.py  one request on its way          dialog.py   what both ends agreed on about a call
    message.py      SIP text <-> messages           digest.py   answers to a password challenge
    sdp.py          what sound goes where           media.py    RTP in and out, paced at 20 ms
    audio.py        mu-law, tones, WAV files        hearing.py  is this a tone, is this speech
    dtmf.py         keys as RFC 4733 events         waiting.py  wait for a condition, with a clear failure

It imports the standard library only. It knows no part of Trunkline: what it proves, any phone would see.
"""

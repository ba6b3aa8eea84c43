"""SMPP 3.4: how SMS centres talk; `ari_app/channels/smpp.py` is the channel that uses it.

Start with `bind.py`: one connection, bound as transceiver, with what is asked and answered on it. Beside it, pure:

* `pdu.py`: what goes over the wire, to and from bytes
* `alphabet.py`: text in GSM 03.38, UCS-2 and Latin-1
* `parts.py`: a long text cut into parts, and parts that came put together again
* `receipts.py`: what became of what we sent
* `numbers.py`: telephone numbers as these centres write them
* `incoming.py`: what a centre delivers -> events, with what must be remembered until the rest is there

Our own codec: the library that is there brings a broker, a correlator and retries of its own, and answers a message
before we have it safe.

May import: the contract and errors of `ari_app/channels`, the standard library.
"""

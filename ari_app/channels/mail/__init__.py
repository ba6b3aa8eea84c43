"""E-mail, taken apart and put together; `ari_app/channels/email.py` is the channel that uses it.

Start with `reading.py` (an e-mail as it came -> Letter) and `writing.py` (a message of ours -> an e-mail). Beside them,
pure:

* `charsets.py`: bytes, headers and names into text, however broken they are
* `quotes.py`: what was written this time, without quotes and signatures
* `names.py`: our Message-IDs, which say signed which thread they are of; the thread of an e-mail
* `guards.py`: whether a machine wrote it; how many came from one address
* `authenticity.py`: whether it comes from whom it says, as our own server found out
* `bounces.py`: what became of ours: bounces and confirmations of reading
* `arriving.py`: a Letter -> what the spine is told of it

and talking: `imap.py` (one connection; `imap_answers.py` reads what the server says), `smtp.py` (one e-mail out),
`tokens.py` (OAuth instead of a password).

May import: the contract and errors of `ari_app/channels`, aiosmtplib, the standard library.
"""

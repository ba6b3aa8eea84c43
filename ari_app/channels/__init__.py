"""Channels of text: how a customer writes to us, and we to them, whoever carries it.

Start with `contract.py` (what a channel promises, its facts as data) and `errors.py`; `everything.py` lists all of them.

What serves them all is put together in `service.py`. In: `intake.py` (verified, understood, on disk, acknowledged;
`incoming.py`: an event as JSON, `recall.py`: whether it was written before) and `pollers.py` (accounts that we ask),
then `postman.py` brings it to the spine. Out: `sender.py` (`limits.py`: how fast; `cancelled.py`: what was cancelled
beneath it). Accounts: `accounts.py` (`account_rules.py`: what is wrong with one; `account_pace.py`: how long
conversations rest there). Files: `files.py` (`file_rules.py`: what is let in), `fetching.py`, `leftovers.py` (what
nobody sent). `http.py` asks providers. `double.py` is a channel for tests.

Channels by a provider's HTTP: `twilio.py`, `vonage.py` (SMS), `whatsapp.py` and `whatsapp_inbox.py`, `messenger.py` and
`instagram.py` (data for the one `page.py`; `page_inbox.py` reads), `telegram.py` and `telegram_inbox.py`, `webhook.py`
(anything else). They share `reading.py` (JSON and forms that nobody vouches for), `batch.py` (an odd one costs none of
the others), `signed.py`, `meta.py` (Meta's signature and Graph API), `answers.py` (what an answer means for a message),
`receipts.py`, `parts.py` (a message as several requests), `gathering.py` (several SMS as one message; `late_parts.py`: one
of them stays out), `choices.py` (quick replies and templates) and `multipart.py`. `typing_shown.py` shows customers that
an agent writes.

Channels that hold a connection: `email.py` (`email_settings.py`; the folder `mail` takes e-mails apart and puts them
together) and `smpp.py` (the folder `smsc` talks with SMS centres); `tls.py` says whose certificate is good, `unreachable.py`
why there is no connection. `clean_html.py` makes HTML of strangers safe to show.

Channels whose customers come to us: `webchat.py` and `in_app.py` (`widget_settings.py`). Their customers are `visitors.py`
(put together in `visiting.py`): `identity.py` is who vouches for them, `transcripts.py` what they take along,
`visitor_calls.py` their calls from the page.

May import: conversation, customers, administration, access, storage, acd, ivr. Never telephony or speech.
"""

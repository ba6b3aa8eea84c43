"""Asterisk: every live call as a line that can be asked, and that reports.

Start at `lines.py`: it performs the spine's commands (`ari_app/conversation/line.py`) and reports its events.
`switch.py` puts everything together; it is what `main` makes.

    A call           lines.py: who is meant      arrivals.py: who has come to us
                     call.py: one customer's channel                 leg.py: one agent's channel
                     talk.py: who talk in a bridge                   talks.py, bridges.py: all of them, and their bridges
                     supervision.py: who listens in                  recording.py: what they say, on two channels
                     prompts.py: what the caller is told             ear.py, audiosocket.py: what the caller says
                     exchange.py: what all of these share            wav.py: Asterisk's sound files
    Asterisk         ari.py: the connection      rest.py: requests in order         events.py: typed events
                     ami.py: what only AMI says  backoff.py: when to try again
    A restart        snapshot.py: what is true after we, or Asterisk, were away
    A set-up         endpoints.py: phones and trunks as data         provisioning.py: into a running Asterisk
                     self_test.py: the known traps                   incidents.py: who was refused, in the log
    Neighbours       ports.py: what we need of speech                double.py, double_state.py: the same
                                                                     promise without Asterisk

May import: conversation and below, never speech. `main` connects the two.
"""

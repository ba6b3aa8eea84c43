import assert from 'node:assert/strict'
import { test } from 'node:test'
import { because, fmt, t, tn, told } from 'trunkline/core/i18n.js'

test('German sentences, counts and numbers', () => {
  assert.equal(t('Available'), 'Verfügbar')
  assert.equal(tn('{n} entry', '{n} entries', 1), '1 Eintrag')
  assert.equal(tn('{n} entry', '{n} entries', 2500), '2.500 Einträge')
  assert.equal(fmt.date(1_800_000_000), '15.01.2027')
})

test('what the server says is in the language of the page, with the names in it', () => {
  assert.equal(told('This conversation is not recorded.'), 'Dieses Gespräch wird nicht aufgenommen.')
  assert.equal(told("There is no agent 'x'."), "Es gibt keinen Agenten 'x'.")
  assert.equal(told('There is no column a.b: there are c, d (e).'), 'Es gibt keine Spalte a.b: Es gibt c, d (e).')
  assert.equal(told('The customer has not written for 24 hours, and Shop {1} lets nothing else pass: use a template.'), 'Der Kunde hat seit 24 Stunden nicht geschrieben, und Shop {1} lässt nur Vorlagen durch: Nehmen Sie eine.')
  assert.equal(told('Nobody has translated this one.'), 'Nobody has translated this one.')
})

test('what came of a connection or a message is, with what a server there said in its own words', () => {
  const cases = [
    ['mail.example is not reachable', 'mail.example is not reachable'],
    ['mail.example cannot be reached on port 993: it takes no connection there.', 'mail.example ist auf Port 993 nicht zu erreichen: dort wird keine Verbindung angenommen.'],
    ['The certificate of imap.example:993 is refused: it is not for imap.example. Enter the server by the name that its certificate has.', 'Das Zertifikat von imap.example:993 wird nicht anerkannt: Es gilt nicht für imap.example. Geben Sie den Server mit dem Namen an, den sein Zertifikat hat.'],
    ["imap.example does not let ann in: [AUTHENTICATIONFAILED] no", 'imap.example lässt ann nicht herein: [AUTHENTICATIONFAILED] no'],
    ['smsc.example does not let acme in (status 0x0e).', 'smsc.example lässt acme nicht herein (Status 0x0e).'],
    ['It could not be delivered. The SMS centre calls it error 11.', 'Sie konnte nicht zugestellt werden. Die SMS-Zentrale nennt es Fehler 11.'],
    ['Given up after a day: There is no connection to the SMS centre now.', 'Nach einem Tag aufgegeben: Zur SMS-Zentrale gibt es gerade keine Verbindung.'],
    ['Messenger refused it: (#100) No matching user found (100.33).', 'Messenger hat es abgelehnt: (#100) No matching user found (100.33).'],
    ["The connected system does not accept the account's key: an administrator has to enter it anew.", 'Das angebundene System nimmt den Schlüssel des Kontos nicht an: Ein Administrator muss ihn neu eintragen.'],
  ]
  for (const [said, german] of cases) assert.equal(told(said), german)
})

test('reasons of the server are, and what people gave as a reason stays', () => {
  assert.equal(because('connection lost'), 'Verbindung verloren')
  assert.equal(because('no_answer'), 'keine Antwort')
  assert.equal(because('transfer failed: no answer'), 'Weiterleitung gescheitert: keine Antwort')
  assert.equal(because('Mittagspause'), 'Mittagspause')
})

// The SMS centre of the tests: the npm package `smpp` as a server. It is told what to do by lines of JSON on its standard input,
// and tells what happens by lines of JSON on its standard output.
//
// told: {"do": "deliver", "pdu": {…}}            sends it to whoever is bound; what is not acknowledged is sent again when
//                                                somebody binds
//       {"do": "refuse", "status": 88, "times": 2, "after": 1}   answers submits so, after letting some through
//       {"do": "be_silent", "on": true}          takes submits without a word
//       {"do": "receipts", "stat": "DELIVRD"}    sends one for each submit that asks for it
//       {"do": "cut"}                            breaks all connections
// tells: listening, bound, submit, acknowledged, unbound
// arguments: the port, and for TLS the files of its key and its certificate
const fs = require("node:fs");
const readline = require("node:readline");
const smpp = require("smpp");

const sessions = new Set();
const unacknowledged = [];
let refusals = { status: 0, times: 0, after: 0 };
let silent = false;
let receipts = null;
let names = 0;

const tell = (event, more = {}) => process.stdout.write(JSON.stringify({ event, ...more }) + "\n");

function deliver(session, pdu) {
  session.deliver_sm(pdu, (answer) => {
    unacknowledged.splice(unacknowledged.indexOf(pdu), 1);
    tell("acknowledged", { status: answer.command_status });
  });
}

function told(pdu) {
  const content = pdu.short_message;
  const buffer = Buffer.isBuffer(content.message);
  return {
    from: pdu.source_addr, from_ton: pdu.source_addr_ton, to: pdu.destination_addr, to_ton: pdu.dest_addr_ton,
    coding: pdu.data_coding, esm_class: pdu.esm_class, receipt: pdu.registered_delivery,
    text: buffer ? content.message.toString("hex") : content.message,
    header: content.udh ? Buffer.concat([].concat(content.udh)).toString("hex") : null,
  };
}

function submitted(session, pdu) {
  if (refusals.after > 0) refusals.after -= 1;
  else if (refusals.times > 0) {
    refusals.times -= 1;
    session.send(pdu.response({ command_status: refusals.status }));
    return;
  }
  tell("submit", told(pdu));
  if (silent) return;
  const id = `m${++names}`;
  session.send(pdu.response({ message_id: id }));
  if (receipts !== null && pdu.registered_delivery) {
    const text = `id:${id} sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:${receipts} err:000 text:`;
    deliver(session, {
      source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4, short_message: text,
    });
  }
}

const [port, key, cert] = process.argv.slice(2);
const tls = key ? { key: fs.readFileSync(key), cert: fs.readFileSync(cert) } : {};
const server = smpp.createServer(tls, (session) => {
  session.on("error", () => {});
  session.on("bind_transceiver", (pdu) => {
    if (pdu.password !== "secret") {
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
      return;
    }
    session.send(pdu.response());
    sessions.add(session);
    tell("bound", { system_id: pdu.system_id });
    for (const waiting of [...unacknowledged]) deliver(session, waiting);
  });
  session.on("submit_sm", (pdu) => submitted(session, pdu));
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    tell("unbound");
    session.close();
  });
  session.on("close", () => sessions.delete(session));
});

const orders = {
  deliver({ pdu }) {
    if (pdu.hex) pdu.short_message = Buffer.from(pdu.hex, "hex");
    unacknowledged.push(pdu);
    for (const session of sessions) deliver(session, pdu);
  },
  refuse: (order) => { refusals = { after: 0, times: 1, ...order }; },
  be_silent: ({ on }) => { silent = on; },
  receipts: ({ stat }) => { receipts = stat; },
  cut() { for (const session of sessions) session.socket.destroy(); },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const order = JSON.parse(line);
  orders[order.do](order);
}).on("close", () => process.exit(0));

server.listen(Number(port || 0), "127.0.0.1", () => tell("listening", { port: server.address().port }));

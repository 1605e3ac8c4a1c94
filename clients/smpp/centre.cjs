// A message centre of npm's `smpp` for the tests of crates/channels: says on standard output, a line of JSON each, where it
// listens, who has bound, what was submitted and how deliveries were answered; delivers what standard input tells it to.
const readline = require('node:readline');
const smpp = require('smpp');

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
let bound = null;

const server = smpp.createServer((session) => {
  session.on('error', () => {});
  session.on('bind_transceiver', (pdu) => {
    const right = pdu.system_id === 'izin' && pdu.password === 'gizli';
    session.send(pdu.response({ command_status: right ? smpp.ESME_ROK : smpp.ESME_RBINDFAIL }));
    if (right) bound = session;
    say({ bind: pdu.system_id, right });
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => { session.send(pdu.response()); session.close(); });
  session.on('submit_sm', (pdu) => {
    const body = pdu.short_message;
    const busy = pdu.destination_addr.endsWith('0000');
    say({
      to: pdu.destination_addr,
      from: pdu.source_addr,
      text: body.message,
      parts: body.udh ? body.udh.length : 0,
      esmClass: pdu.esm_class,
      coding: pdu.data_coding,
    });
    session.send(pdu.response({
      command_status: busy ? smpp.ESME_RTHROTTLED : smpp.ESME_ROK,
      message_id: busy ? '' : '1',
    }));
  });
});
server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { from, text } = JSON.parse(line);
  const pdu = { source_addr_ton: 1, source_addr_npi: 1, source_addr: from, destination_addr: '3338', short_message: text };
  bound.deliver_sm(pdu, (answer) => say({ answered: answer.command_status }));
}).on('close', () => process.exit(0));

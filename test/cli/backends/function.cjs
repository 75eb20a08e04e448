// A backend in CommonJS, as one function.
const { InMemoryDoneLedger, InMemoryFindingsSink } = require('gossip-inmemory');

module.exports = () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() });

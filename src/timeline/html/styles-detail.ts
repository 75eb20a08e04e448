const css = String.raw;

/** The details of a step: violations, rows, the stores. */
export const DETAIL_STYLES = css`
  .heading {
    display: flex;
    align-items: baseline;
    gap: 10px;
  }
  .heading h2 {
    font-size: 20px;
    font-weight: 650;
  }
  .heading .lane {
    min-width: 0;
    font-size: 13px;
  }
  .turns {
    margin-left: auto;
    display: flex;
    gap: 4px;
  }
  .turns button {
    width: 30px;
    height: 26px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background: var(--paper);
    font-size: 16px;
    line-height: 1;
  }
  .turns button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .done {
    margin: 2px 0 12px;
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  #detail h3 {
    margin: 18px 0 6px;
    font-size: 13px;
    font-weight: 650;
  }
  #detail h4 {
    margin: 12px 0 4px;
    font-size: 13px;
    font-weight: 600;
  }
  .count {
    color: var(--soft);
    font-weight: 400;
  }
  #detail h3.divider {
    margin-top: 26px;
    padding-top: 14px;
    border-top: 1px solid var(--line);
    font-size: 15px;
  }

  .violation.violation {
    color: inherit;
  }
  article.violation {
    margin: 12px 0;
    padding: 12px 14px;
    border: 1px solid var(--wrong-line);
    border-left: 4px solid var(--wrong);
    border-radius: 8px;
    background: var(--paper);
  }
  .violation .rule {
    color: var(--soft);
  }
  .violation .message {
    margin-top: 6px;
    font-size: 16px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .sides {
    width: auto;
    max-width: 100%;
    margin-top: 10px;
    border-collapse: separate;
    border-spacing: 0 3px;
  }
  .sides th {
    padding: 0 14px 0 0;
    background: none;
    border: 0;
    text-align: left;
    font-family: var(--mono);
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .sides thead th {
    padding-left: 10px;
    color: var(--soft);
    font-family: var(--sans);
    font-size: 12px;
  }
  .sides td {
    padding: 3px 14px 3px 10px;
    border: 0;
    font-size: 13.5px;
    white-space: normal;
    overflow-wrap: anywhere;
  }

  .more + .more {
    margin-top: 8px;
  }
  .scroll {
    max-width: 100%;
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--paper);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font: 12px/1.4 var(--mono);
  }
  th,
  td {
    padding: 3px 9px;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
    white-space: nowrap;
  }
  tbody tr:last-child td {
    border-bottom: 0;
  }
  th {
    background: var(--ground);
    color: var(--soft);
    font-weight: 500;
    font-family: var(--sans);
  }
  td > span:not([class]) {
    display: inline-block;
    max-width: 24ch;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
  }
  td.numeral {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  td small {
    display: block;
    color: var(--soft);
    font-size: 11px;
    font-weight: 400;
  }
  td.head {
    font-family: var(--sans);
  }
  td.head .what {
    display: inline-block;
    max-width: 28ch;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
  }
  td.changed {
    background: var(--changed-ground);
    font-weight: 600;
  }
  td.wrong,
  td.received {
    background: var(--wrong-ground);
    color: var(--wrong);
    font-weight: 600;
  }
  td.expected {
    background: var(--right-ground);
    color: var(--right);
    font-weight: 600;
  }
  tr.new td,
  tr.touched td.head {
    background: var(--changed-ground);
  }
  tr.operand td {
    color: var(--soft);
    font-style: italic;
  }
  tr.operand td.head,
  tr.aside td {
    font-style: normal;
  }
  tr.expected td.head,
  tr.received td.head {
    font-weight: 600;
  }
  .tag {
    margin-left: 6px;
    padding: 0 5px;
    border-radius: 4px;
    background: var(--paper);
    color: var(--good);
    font: 600 11px/16px var(--sans);
  }

  .key,
  .link,
  .step {
    padding: 0;
    border: 0;
    background: none;
    color: var(--accent);
    font: 12px/1.4 var(--mono);
    text-decoration: none;
  }
  .key:hover,
  .link:hover,
  .step:hover {
    text-decoration: underline;
  }
  .key .noun {
    margin-right: 5px;
    color: var(--soft);
    font-family: var(--sans);
  }
  td .key .noun {
    display: none;
  }
  .link {
    margin: 4px 0;
    font-family: var(--sans);
    font-size: 13px;
  }
  .lines {
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 13px;
  }
  .empty,
  .pointer {
    color: var(--soft);
    font-size: 13px;
  }
  details {
    margin-top: 10px;
  }
  summary {
    margin-bottom: 4px;
    font-size: 13px;
    font-weight: 650;
    cursor: pointer;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px 14px;
    margin: 0;
    font-size: 13px;
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }

  dialog {
    max-width: min(560px, 92vw);
    padding: 20px 24px;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--paper);
    color: var(--ink);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
  dialog h2 {
    margin: 0 0 10px;
    font-size: 16px;
  }
  dialog dl {
    margin-bottom: 14px;
  }
  dt svg {
    margin-right: 6px;
    vertical-align: -5px;
  }
  dialog p {
    color: var(--soft);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  dialog form {
    margin-top: 14px;
    text-align: right;
  }
  dialog form button {
    padding: 4px 14px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--ground);
  }
  kbd {
    padding: 0 6px;
    border: 1px solid var(--line);
    border-bottom-width: 2px;
    border-radius: 4px;
    background: var(--ground);
    font: 12px/1.5 var(--mono);
  }

  @media print {
    :root {
      color-scheme: light;
    }
    .scripted body {
      display: block;
      height: auto;
      background: none;
    }
    .scripted #text {
      display: block !important;
      margin: 16px 0;
      font-size: 9px;
    }
    main {
      display: block;
    }
    .steps,
    .turns,
    .title button,
    .verdict button {
      display: none !important;
    }
    #detail {
      padding: 12px 0;
      overflow: visible;
    }
    .scroll {
      overflow: visible;
    }
    tr,
    article {
      break-inside: avoid;
    }
  }
`;

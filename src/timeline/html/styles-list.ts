const css = String.raw;

/** The list of steps with its filter, and what colours say. */
export const LIST_STYLES = css`
  .search {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 8px 12px;
    border-bottom: 1px solid var(--line);
  }
  .search input {
    flex: 1;
    min-width: 0;
    padding: 5px 9px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--ground);
    color: var(--ink);
    font: 13px/1.4 var(--sans);
  }
  .search input::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .search output {
    color: var(--soft);
    font-size: 12.5px;
    white-space: nowrap;
  }
  .search button {
    padding: 3px 8px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background: none;
    font-size: 12.5px;
  }
  .listing {
    position: relative;
    min-height: 0;
  }
  #list {
    height: 100%;
    overflow: auto;
    overflow-x: hidden;
    outline: none;
  }
  #list:focus-visible .option[aria-selected='true'] {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  #sheet {
    position: relative;
  }
  #none {
    position: absolute;
    inset: 24px 16px auto;
    color: var(--soft);
    text-align: center;
  }
  .option {
    position: absolute;
    inset: 0 0 auto;
    display: flex;
    align-items: center;
    gap: 8px;
    height: 26px;
    padding-right: 10px;
    border-left: 3px solid transparent;
    font-size: 13px;
    white-space: nowrap;
    cursor: default;
  }
  .option:hover {
    background: var(--ground);
  }
  .option.related {
    border-left-color: var(--bar);
  }
  .option.violation {
    background: var(--wrong-ground);
  }
  .option[aria-selected='true'] {
    background: var(--chosen);
    border-left-color: var(--accent);
  }
  .option.violation[aria-selected='true'] {
    background: var(--wrong-ground);
    border-left-color: var(--wrong);
    box-shadow: inset 0 0 0 1px var(--wrong-line);
  }
  .option .number {
    flex: none;
    width: 40px;
    color: var(--soft);
    font: 12px/1 var(--mono);
    text-align: right;
  }
  .option .lane {
    flex: none;
    min-width: var(--lane);
  }
  .option .what {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .answer {
    margin-left: 8px;
    color: var(--soft);
  }
  .option.good .answer,
  .answer.good {
    color: var(--good);
  }
  .option.held .answer,
  .answer.held {
    color: var(--held);
  }
  .option.bad .answer,
  .answer.bad {
    color: var(--bad);
  }
  .option.fault .answer,
  .answer.fault {
    color: var(--fault);
  }
  .option.violation .answer,
  .answer.violation {
    color: var(--wrong);
  }
  .lane {
    display: inline-block;
    color: var(--soft);
    font-size: 12px;
  }
  .badge,
  .phase {
    flex: none;
    padding: 0 6px;
    border-radius: 9px;
    background: var(--ground);
    color: var(--soft);
    font-size: 11.5px;
    line-height: 18px;
  }
  .option[aria-selected='true'] .badge,
  .option[aria-selected='true'] .phase,
  .option:hover .badge,
  .option:hover .phase {
    background: var(--paper);
  }
  .badge.violation,
  .option .badge.violation {
    background: var(--wrong);
    color: var(--on-wrong);
    font-weight: 600;
  }
  .phase {
    border-radius: 4px;
    text-transform: uppercase;
    letter-spacing: 0.04em;
    font-size: 10.5px;
  }

  .rails {
    flex: none;
    display: block;
  }
  .rail {
    stroke: var(--line);
    stroke-width: 1.5;
  }
  .rail,
  .flight {
    fill: none;
  }
  .flight {
    stroke: var(--bar);
    stroke-width: 3;
    stroke-linecap: butt;
    opacity: 0.55;
  }
  .flight.mine {
    opacity: 1;
    stroke: var(--held);
  }
  .dot {
    fill: var(--soft);
    stroke: var(--soft);
    stroke-width: 0;
  }
  .dot .open {
    fill: var(--paper);
    stroke-width: 2;
  }
  .dot.good {
    fill: var(--good);
  }
  .dot.held {
    stroke: var(--held);
  }
  .dot.bad {
    stroke: var(--bad);
  }
  .dot.bad .open {
    fill: none;
    stroke-width: 2.2;
  }
  .dot.fault {
    fill: var(--fault);
  }
  .dot.violation {
    fill: var(--wrong);
  }
  .dot .sign {
    stroke: var(--on-wrong);
    stroke-width: 2;
    stroke-linecap: round;
  }
  @media (max-width: 1100px) {
    .option .lane {
      min-width: 9px;
    }
    .option .lane .rest {
      display: none;
    }
  }
  @media (max-width: 480px) {
    .option {
      gap: 6px;
    }
    .option .number {
      width: 30px;
    }
    .option > .phase {
      display: none;
    }
  }
`;

const css = String.raw;

/** The frame of the page: what it is about, the list on the left, the details on the right. */
export const LAYOUT = css`
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    background: var(--ground);
    color: var(--ink);
    font: 14px/1.5 var(--sans);
  }
  .scripted body {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    height: 100vh;
  }
  [hidden],
  .scripted #text,
  html:not(.scripted) main {
    display: none !important;
  }
  h1,
  h2,
  h3,
  h4,
  p {
    margin: 0;
    font-size: inherit;
  }
  a {
    color: var(--accent);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  header {
    padding: 10px 16px;
    background: var(--paper);
    border-bottom: 1px solid var(--line);
  }
  .title {
    display: flex;
    align-items: baseline;
    gap: 4px 12px;
    flex-wrap: wrap;
  }
  .title h1 {
    font-size: 16px;
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .title .summary {
    display: -webkit-box;
    flex: 1 1 280px;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    color: var(--soft);
    font-size: 13px;
  }
  .title button {
    align-self: center;
    width: 26px;
    height: 26px;
    border: 1px solid var(--line);
    border-radius: 50%;
    background: none;
    color: var(--soft);
    font-weight: 600;
  }
  .verdict {
    display: flex;
    align-items: baseline;
    gap: 4px 12px;
    flex-wrap: wrap;
    margin-top: 8px;
    padding: 8px 12px;
    border: 1px solid var(--wrong-line);
    border-left: 4px solid var(--wrong);
    border-radius: 6px;
    background: var(--wrong-ground);
  }
  .verdict .name,
  .violation .name {
    padding: 1px 7px;
    border-radius: 4px;
    background: var(--wrong);
    color: var(--on-wrong);
    font: 600 13px/1.5 var(--mono);
  }
  .verdict .message {
    flex: 1 1 300px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .verdict button {
    padding: 2px 10px;
    border: 1px solid var(--wrong);
    border-radius: 5px;
    background: var(--paper);
    color: var(--wrong);
    font-weight: 600;
    font-size: 13px;
  }
  .verdict pre {
    flex: 1 1 100%;
    max-height: 30vh;
    margin: 0;
    overflow: auto;
    font: 12.5px/1.5 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  #text {
    margin: 16px;
    font: 12.5px/1.6 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  main {
    display: grid;
    grid-template-columns: minmax(340px, 42%) minmax(0, 1fr);
    min-height: 0;
  }
  .steps {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-height: 0;
    border-right: 1px solid var(--line);
    background: var(--paper);
  }
  #detail {
    min-height: 0;
    padding: 14px 20px 48px;
    overflow: auto;
    outline-offset: -2px;
  }
  @media (max-width: 899px) {
    .scripted body {
      display: block;
      height: auto;
    }
    main {
      display: block;
    }
    .steps {
      height: 44vh;
      min-height: 220px;
      border-right: 0;
      border-bottom: 1px solid var(--line);
    }
    #detail {
      padding: 14px 16px 40px;
      overflow: visible;
    }
  }
`;

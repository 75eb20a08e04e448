const css = String.raw;

/** Colours and type, for light and for dark. Text on its ground keeps a contrast of 4.5 at least. */
export const TOKENS = css`
  :root {
    color-scheme: light dark;
    --ground: #f7f6f3;
    --paper: #ffffff;
    --ink: #1f2328;
    --soft: #5c6370;
    --line: #dedbd4;
    --accent: #0b57c2;
    --chosen: #e3edfb;
    --good: #1a7434;
    --held: #8a5a00;
    --bar: #e0a526;
    --bad: #b04305;
    --fault: #6a3fc0;
    --wrong: #c0182b;
    --wrong-ground: #fdeced;
    --wrong-line: #f0b6bb;
    --right: #1a7434;
    --right-ground: #e4f6e8;
    --changed-ground: #fff3c4;
    --on-wrong: #ffffff;
    --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
    --mono: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #15171b;
      --paper: #1c1f24;
      --ink: #e6e4df;
      --soft: #a2a8b3;
      --line: #343942;
      --accent: #82b5ff;
      --chosen: #24344d;
      --good: #5cc878;
      --held: #dfae45;
      --bar: #c58f1c;
      --bad: #f29a63;
      --fault: #bfa2ff;
      --wrong: #ff8a8f;
      --wrong-ground: #3a1b20;
      --wrong-line: #74343c;
      --right: #6bd488;
      --right-ground: #16301f;
      --changed-ground: #463a10;
      --on-wrong: #2b070b;
    }
  }
`;

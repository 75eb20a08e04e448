// The processes that measure. All of a comparison are alive together and take turns, so that no ratio mixes two moods of the
// machine, and none of them is ever timed while another one works.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts a script of measure/ and resolves once it says that it is ready. It answers messages one by one. */
export async function start(script, args, flags = []) {
  const child = fork(fileURLToPath(new URL(`../measure/${script}`, import.meta.url)), args.map(String), {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning', ...flags],
  });
  await answerOf(child);
  return {
    ask: (message) => {
      child.send(message);
      return answerOf(child);
    },
    stop: () => child.kill(),
  };
}

/** Starts a script, asks it one thing, and stops it. */
export async function askOnce(script, args, message, flags) {
  const process = await start(script, args, flags);
  try {
    return await process.ask(message);
  } finally {
    process.stop();
  }
}

/** The next answer: `{ result }`, or `{ error }`, which is thrown. */
function answerOf(child) {
  return new Promise((resolve, reject) => {
    const onMessage = ({ result, error }) => {
      child.off('exit', onExit);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    };
    const onExit = (code, signal) => {
      child.off('message', onMessage);
      reject(new Error(`a measuring process ended by itself: ${signal ?? code}`));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}

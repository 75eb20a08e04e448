/** Answers the parent: `{ turn: name }` with what the function of that name gives. Says first that it is ready. */
export function answer(turns) {
  process.on('message', async (message) => {
    try {
      process.send({ result: await turns[message.turn](message) });
    } catch (error) {
      process.send({ error: error.stack });
    }
  });
  process.send({ result: 'ready' });
}

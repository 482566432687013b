
// Loads a piece, whatever type its host gives it.
async function instantiate(src, imports) {
  const answer = await src;
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
  return WebAssembly.instantiate(await answer.arrayBuffer(), imports);
}

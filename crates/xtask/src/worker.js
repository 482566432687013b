// Runs a wasm of its own in a module worker. A message is answered by the two arguments of postMessage.
// The page sends nothing before it heard "ready": until then nothing here listens.
import start, { Desk } from "./{{glue}}";
try {
  await start({ module_or_path: new URL("./{{wasm}}", import.meta.url) });
  const desk = new Desk();
  // A trap is thrown from here, and the page hears of it as an error of its worker.
  self.onmessage = ({ data }) => {
    const answer = desk.answer(data);
    if (answer) self.postMessage(...answer);
  };
  self.postMessage("ready");
} catch (error) {
  console.error(error);
  self.postMessage("failed");
}

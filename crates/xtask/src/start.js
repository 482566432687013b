// Loads the page. The policy allows no inline script, so this is a file of its own.
// `import()` instead of `import`: a browser that cannot read the module then still reaches the message below.
try {
  const page = await import("./{{glue}}");
  await page.default({ module_or_path: new URL("./{{wasm}}", import.meta.url) });
} catch (error) {
  // The stylesheet shows the element `.start-failed` under this mark.
  document.documentElement.dataset.start = "failed";
  console.error(error);
}

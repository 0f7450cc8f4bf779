/** The JSON of a `<script type="application/json">` of this page. */
export function readJson(id) {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error(`The page has no #${id}`);
  }
  return JSON.parse(element.textContent);
}

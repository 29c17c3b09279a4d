// What `make lint` checks of the review page's script.
const browser = `addEventListener BroadcastChannel clearTimeout document fetch getSelection location Node performance
  requestAnimationFrame sessionStorage setTimeout window`;

export default [
  {
    files: ["src/cleanup/render/page/static/*.js"],
    languageOptions: { globals: Object.fromEntries(browser.split(/\s+/).map((name) => [name, "readonly"])) },
    rules: Object.fromEntries(
      ["eqeqeq", "no-redeclare", "no-undef", "no-unreachable", "no-unused-vars", "no-var", "prefer-const"].map(
        (rule) => [rule, "error"],
      ),
    ),
  },
];

// What `make lint` checks of the scripts of our pages.
const browser = `addEventListener BroadcastChannel clearTimeout document fetch getSelection innerHeight location Node performance
  requestAnimationFrame sessionStorage setTimeout window`;

export default [
  {
    files: ["src/cleanup/render/{page,site}/static/*.js"],
    languageOptions: { globals: Object.fromEntries(browser.split(/\s+/).map((name) => [name, "readonly"])) },
    rules: Object.fromEntries(
      ["eqeqeq", "no-redeclare", "no-undef", "no-unreachable", "no-unused-vars", "no-var", "prefer-const"].map(
        (rule) => [rule, "error"],
      ),
    ),
  },
];

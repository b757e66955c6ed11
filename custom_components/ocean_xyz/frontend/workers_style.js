// @ts-check
/** The looks of the card with the workers, in the colours of the user's theme. */

export const styles = `
  :host { display: block; container-type: inline-size; }
  nav { display: flex; flex-wrap: wrap; gap: 8px; margin-block-end: 12px; }
  nav button, .more {
    font: inherit; color: var(--primary-text-color); background: var(--card-background-color);
    border: 1px solid var(--divider-color); border-radius: 18px; min-height: 36px; padding: 0 14px; cursor: pointer;
  }
  nav .trouble::before {
    content: ""; display: inline-block; width: 8px; height: 8px; border-radius: 4px;
    background: var(--error-color); margin-inline-end: 8px;
  }
  label { display: flex; align-items: center; gap: 8px; margin-block-end: 12px; padding: 0 12px;
    background: var(--card-background-color); border: 1px solid var(--divider-color); border-radius: 18px;
    color: var(--secondary-text-color); }
  label:focus-within { border-color: var(--primary-color); }
  input { flex: 1; min-width: 0; height: 36px; font: inherit; border: 0; outline: 0; background: none;
    color: var(--primary-text-color); }
  ha-card { margin-block-end: 12px; }
  details { scroll-margin-top: 80px; padding: 0 16px 12px; }
  details:not([open]) { padding-block-end: 0; }
  summary { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; min-height: 48px; padding-block: 8px;
    cursor: pointer; list-style: none; box-sizing: border-box; }
  summary::-webkit-details-marker { display: none; }
  summary > ha-icon { transition: transform 0.1s; }
  details:not([open]) summary > ha-icon { transform: rotate(-90deg); }
  h2 { font-size: 16px; font-weight: 500; margin: 0; flex: 1; min-width: 20%; overflow-wrap: anywhere; }
  summary div { display: flex; flex-wrap: wrap; gap: 4px 12px; }
  .count { white-space: nowrap; --mdc-icon-size: 16px; color: var(--secondary-text-color); }
  summary .count ha-icon { margin-inline-end: 4px; }
  .offline { --worker: var(--error-color); }
  .low { --worker: var(--warning-color); }
  .online { --worker: var(--success-color); }
  .paused, .unknown { --worker: var(--disabled-color, var(--secondary-text-color)); }
  .count ha-icon, th ha-icon { color: var(--worker); }
  figure { margin: 4px 0 16px; max-width: 560px; }
  figcaption { color: var(--secondary-text-color); margin-block-end: 4px; }
  ul { display: grid; grid-template-columns: max-content 1fr max-content; gap: 4px 12px; margin: 0; padding: 0; }
  li { display: contents; white-space: nowrap; }
  li > i { align-self: center; }
  li b { display: block; height: 12px; min-width: 2px; border-radius: 3px; background: var(--primary-color); }
  li .count { text-align: end; color: var(--primary-text-color); }
  table { width: 100%; border-collapse: collapse; line-height: 1.3; }
  thead th { color: var(--secondary-text-color); font-weight: 400; font-size: 12px; padding-block: 4px; }
  th, td { text-align: start; padding: 0; padding-inline-end: 16px; white-space: nowrap; font-weight: 400; }
  th:last-child, td:last-child { padding-inline-end: 0; text-align: end; }
  tbody tr { height: 40px; border-block-start: 1px solid var(--divider-color); }
  tr.known { cursor: pointer; }
  tr.known:hover { background: rgba(127, 127, 127, 0.08); }
  tbody th { width: 30%; white-space: normal; overflow-wrap: anywhere; }
  tbody th ha-icon { --mdc-icon-size: 20px; margin-inline-end: 10px; vertical-align: middle; }
  th button { font: inherit; color: inherit; background: none; border: 0; padding: 8px 0; text-align: start; cursor: pointer;
    overflow-wrap: anywhere; }
  .offline .status, .low .status { color: var(--worker); }
  td.rate { min-width: 140px; position: relative; }
  td.rate i { position: absolute; inset-block: 10px; inset-inline-start: -6px; border-radius: 4px;
    background: var(--primary-color); opacity: 0.15; max-width: calc(100% - 10px); }
  .calm .since, .calm .lost { display: none; }
  p { color: var(--secondary-text-color); margin: 8px 0; }
  .more { display: block; width: 100%; margin-block-start: 8px; }
  :is(button, summary):focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; border-radius: 6px; }
  @container (max-width: 700px) {
    details { padding-inline: 12px; }
    table, tbody { display: block; }
    thead { display: none; }
    tbody tr { display: flex; flex-wrap: wrap; align-items: center; height: auto; padding: 6px 0; padding-inline-start: 30px; column-gap: 10px;
      font-size: 12px; color: var(--secondary-text-color); }
    tbody th { flex: 1 1 45%; width: auto; font-size: 14px; color: var(--primary-text-color); padding: 0;
      margin-inline-start: -30px; }
    tbody th button { padding: 4px 0; }
    td, td:last-child { padding: 0; text-align: start; }
    tbody tr::before { content: ""; order: 3; flex-basis: 100%; }
    td.status { order: 2; }
    td.rate { order: 1; min-width: 0; font-size: 14px; color: var(--primary-text-color); }
    td.rate i { display: none; }
    td.since { order: 4; } td.lost { order: 5; } td.share { order: 6; }
    td:empty { display: none; }
    .offline td.share { display: none; }
    td[data-title]:not([data-title=""])::before { content: attr(data-title) " "; }
  }
`;

/** The sentence about an account. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { formatsOf } from "../../custom_components/ocean_xyz/frontend/format.js";
import { sentence } from "../../custom_components/ocean_xyz/frontend/sentence.js";
import { texts } from "../../custom_components/ocean_xyz/frontend/texts.js";

const NOW = new Date("2026-11-26T12:00:00Z");

const offline = (name, lost = null, since = null) => ({ name, status: "offline", lost, since });
const low = (name, lost = null) => ({ name, status: "low", lost, since: null });
const paused = (name) => ({ name, status: "paused", lost: null, since: null });

const FACTS = {
  status: "live",
  loading: false,
  counts: { online: 8, offline: 0, total: 8 },
  troubles: [],
  currency: "EUR",
  revenue: 22.35,
  expected: 27_000,
  hashprice: 0.032,
  profit: null,
  method: "on_chain",
  payout: new Date("2026-12-02T13:00:00Z"),
  due: false,
  unpaid: 859_857,
};

/** Return the level and the text, without the characters that nobody sees. */
const said = (facts, language = "en") => {
  const locale = { language, time_zone: "server", time_format: "24" };
  const formats = formatsOf({ language, locale, config: { time_zone: "UTC" } });
  const found = sentence({ ...FACTS, ...facts }, texts(language), formats, NOW);
  if (!found) return null;
  const text = [found.headline, found.detail].filter(Boolean).join(" · ");
  return [found.level, text.replaceAll(/[\u2068\u2069]/g, "").replaceAll(/[\u00a0\u202f]/g, " ")];
};

const OFFLINE = {
  counts: { online: 7, offline: 1, total: 8 },
  troubles: [offline("s19-shed", 95, "2026-11-26T06:36:00Z")],
};

test("all is well", () => {
  assert.deepEqual(said({}), [
    "good",
    "All 8 machines mine · 22 EUR a day · payout in 6 days (859,857 of 1,048,576 sat)",
  ]);
  assert.match(said({ counts: { online: 1, offline: 0, total: 1 } })[1], /^Your machine mines · /);
  assert.match(said({ counts: { online: 2, offline: 0, total: 2 } })[1], /^Both machines mine · /);
});

test("all is well, in the other languages", () => {
  assert.equal(said({}, "de")[1], "Alle 8 Maschinen minen · 22 EUR am Tag · Auszahlung in 6 Tagen (859.857 von 1.048.576 sat)");
  assert.equal(said({}, "es")[1], "Las 8 máquinas minan · 22 EUR al día · pago dentro de 6 días (859.857 de 1.048.576 sat)");
  assert.equal(said({}, "fr")[1], "Les 8 machines minent · 22 EUR par jour · paiement dans 6 jours (859 857 sur 1 048 576 sat)");
  assert.equal(said({}, "nl")[1], "Alle 8 machines minen · 22 EUR per dag · uitbetaling over 6 dagen (859.857 van 1.048.576 sat)");
  assert.equal(said({}, "pt-BR")[1], "As 8 máquinas estão minerando · 22 EUR por dia · pagamento em 6 dias (859.857 de 1.048.576 sat)");
});

test("an offline machine is named, with what it costs", () => {
  assert.deepEqual(said(OFFLINE), [
    "bad",
    "s19-shed offline since 06:36 (95 TH/s, 3.04 EUR a day) · 7 of 8 machines mine · 22 EUR a day · payout in 6 days (859,857 of 1,048,576 sat)",
  ]);
  assert.match(said({ ...OFFLINE, hashprice: null })[1], /^s19-shed offline since 06:36 \(95 TH\/s\) · /);
  assert.match(said(OFFLINE, "de")[1], /^s19-shed offline seit 06:36 \(95 TH\/s, 3,04 EUR am Tag\) · 7 von 8 Maschinen minen · /);
});

test("several are named, and then counted", () => {
  const off = (count, hours = 0) => ({
    counts: { online: 20 - count, offline: count, total: 20 },
    troubles: Array.from({ length: count }, (_, place) =>
      offline(`s19-${place}`, 90, `2026-11-26T0${6 - hours * (place % 2)}:3${place % 9}:00Z`),
    ),
  });
  assert.match(said(off(2))[1], /^s19-0 and s19-1 offline since 06:30 \(180 TH\/s, 5\.76 EUR a day\)/);
  assert.match(said(off(4))[1], /^s19-0, s19-1, s19-2, and s19-3 offline/);
  assert.match(said(off(12))[1], /^s19-0, s19-1, s19-2, and 9 more offline since 06:30 \(1,080 TH\/s, 35 EUR a day\)/);
  assert.match(said(off(12), "fr")[1], /^s19-0, s19-1, s19-2 et 9 de plus hors ligne depuis 06:30/);
  // They did not go offline together.
  assert.match(said(off(2, 2))[1], /^s19-0 and s19-1 offline \(180/);
});

test("what is not known of all is not said of all", () => {
  const counts = { online: 0, offline: 300, total: 300 };
  assert.deepEqual(said({ counts, troubles: null, revenue: 0 }), [
    "bad",
    "300 machines offline · No machine mines · 0.00 EUR a day · payout in 6 days (859,857 of 1,048,576 sat)",
  ]);
  const some = [offline("a", 90, "2026-11-26T06:36:00Z"), offline("b")];
  assert.match(said({ ...OFFLINE, troubles: some })[1], /^a and b offline · 7 of 8/);
  assert.match(said({ ...OFFLINE, troubles: null })[1], /^1 machine offline · 7 of 8/);
});

test("a machine that the user hides is not named, but not counted as mining", () => {
  const [level, text] = said({ ...OFFLINE, troubles: [] });
  assert.equal(level, "good");
  assert.match(text, /^7 of 8 machines mine · 22 EUR/);
});

test("low, off on purpose, and a loss are said", () => {
  assert.deepEqual(said({ troubles: [low("s21", 40.2)], payout: null }), [
    "warn",
    "s21 below its usual hashrate (40 TH/s less) · All 8 machines mine · 22 EUR a day",
  ]);
  assert.match(said({ troubles: [low("s21"), low("s19")] })[1], /^s21 and s19 below their usual hashrate · /);
  const troubles = [paused("s19")];
  const counts = { online: 7, offline: 0, total: 8 };
  assert.deepEqual(said({ counts, troubles, payout: null }), [
    "good",
    "7 of 8 machines mine · s19 off on purpose · 22 EUR a day",
  ]);
  assert.match(said({ counts, troubles, payout: null }, "es")[1], /^7 de 8 máquinas minan · s19: apagada a propósito/);
  const off = { counts: { online: 0, offline: 0, total: 8 }, troubles, status: "idle" };
  assert.deepEqual(said({ ...off, revenue: null, expected: null, payout: null }), ["calm", "All machines are off on purpose"]);
  assert.deepEqual(said({ profit: -1.5, payout: null }), [
    "warn",
    "Electricity costs 1.50 EUR a day more than mining earns · All 8 machines mine · 22 EUR a day",
  ]);
  assert.equal(said({ profit: 0.5 })[0], "good");
});

test("without live data it does not say that a machine mines", () => {
  for (const status of ["unavailable", "unknown", "unknown_account", "unreachable", "stale", "web_page"]) {
    for (const language of ["en", "de", "es", "fr", "nl", "pt"]) {
      const [level, text] = said({ status }, language);
      assert.ok(["warn", "calm"].includes(level), status);
      for (const word of ["mine ·", "minen ·", "minan ·", "minent ·", "minerando ·"])
        assert.ok(!text.includes(word), `${status}: ${text}`);
    }
  }
  assert.match(said({ status: "stale" })[1], /^The figures are delayed: .* is not known · 22 EUR/);
  assert.match(said({ status: "unknown_account" })[1], /^OCEAN knows no machines at this address · Enter the address/);
  assert.deepEqual(said({ status: "unavailable", loading: true }), ["calm", "The figures are loading"]);
  assert.deepEqual(said({ status: "unavailable" }), ["warn", "The integration is not running"]);
  assert.deepEqual(said({ status: "unknown" }), ["calm", "Waiting for the first answer of OCEAN"]);
});

test("an idle account has no machine that mines, whether or not it is known which", () => {
  assert.deepEqual(said({ status: "idle", counts: null, troubles: null, payout: null, revenue: 0 }), [
    "bad",
    "No machine mines · 0.00 EUR a day",
  ]);
});

test("a new account says what to do", () => {
  const [level, text] = said({ counts: { online: 0, offline: 0, total: 0 } });
  assert.equal(level, "calm");
  assert.match(text, /^No machines yet · Enter the address/);
});

test("what a user disabled or hid is left out", () => {
  const none = { revenue: null, expected: null, payout: null, unpaid: null, method: null };
  assert.deepEqual(said({ revenue: null, payout: null }), ["good", "All 8 machines mine · 27,000 sat a day"]);
  assert.deepEqual(said({ currency: null, payout: null }), ["good", "All 8 machines mine · 27,000 sat a day"]);
  assert.deepEqual(said(none), ["good", "All 8 machines mine"]);
  assert.deepEqual(said({ status: null, payout: null }), ["calm", "22 EUR a day"]);
  assert.deepEqual(said({ counts: null, troubles: null, payout: null }), ["calm", "22 EUR a day"]);
  assert.equal(said({ ...none, status: null }), null);
  assert.equal(said({ ...none, counts: null }), null);
  assert.match(said({ unpaid: null })[1], /payout in 6 days$/);
});

test("each way of a payout has its words", () => {
  const end = (facts) => said(facts)[1].split(" · ").at(-1);
  assert.equal(end({ due: true, unpaid: 1_060_000 }), "payout due at a time that OCEAN chooses (1,060,000 sat)");
  assert.equal(end({ method: "coinbase", unpaid: 0, payout: new Date("2026-11-26T20:00:00Z") }), "payout in 8 hours");
  assert.equal(end({ method: "lightning", payout: new Date("2026-11-26T20:00:00Z") }), "payout over Lightning in 8 hours");
  assert.equal(end({ method: "needs_lightning", payout: null, unpaid: 120 }), "a payout needs Lightning (120 sat unpaid)");
  assert.equal(end({ method: "needs_lightning", payout: null, unpaid: null }), "22 EUR a day");
  assert.equal(end({ due: true, unpaid: null }), "22 EUR a day");
  // The forecast is a full hour, which may just have passed.
  assert.equal(end({ payout: new Date("2026-11-26T11:30:00Z"), unpaid: null }), "payout in 1 hour");
});

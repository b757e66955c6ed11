// @ts-check
/**
 * Numbers, amounts and times as the user chose them in Home Assistant's profile: pure.
 *
 * A text that Intl writes in whole words, such as "in 6 days", is in the language of our
 * texts, so that one sentence has one language.
 */
import { languageOf } from "./texts.js";

/**
 * The part of the frontend's `hass` that says how to write.
 *
 * @typedef {{ language?: string, number_format?: string, time_format?: string,
 *   date_format?: string, time_zone?: string }} Locale
 * @typedef {{ language: string, locale?: Locale, config?: { time_zone?: string } }} Speaker
 *
 * @typedef {ReturnType<typeof write>} Formats
 */

/** From here on a hashrate is in PH/s, in TH/s. */
const PETA = 10_000;

/** From here on an amount is in BTC, in satoshis. */
const BITCOIN = 10_000_000;

/** Amounts of money below have more decimals. */
const CENT = 0.01;

/** The most decimals of an amount of money. */
const SMALLEST = 6;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30.44 * DAY;
const YEAR = 365.25 * DAY;

/** Languages that write numbers in the way of each choice. @type {Record<string, string>} */
const NUMBERS = {
  comma_decimal: "en-US",
  decimal_comma: "de",
  space_comma: "fr",
  quote_decimal: "de-CH",
  none: "en-US",
};

/** The order of the parts of a date. @type {Record<string, Intl.DateTimeFormatPartTypes[]>} */
const DATES = {
  DMY: ["day", "month", "year"],
  MDY: ["month", "day", "year"],
  YMD: ["year", "month", "day"],
};

/**
 * Return the unit that suits a length of time, and how many of it.
 *
 * @param {number} seconds
 * @returns {[number, "minute" | "hour" | "day" | "month" | "year"]}
 */
const inUnits = (seconds) => {
  const length = Math.abs(seconds);
  if (length < HOUR) return [Math.round(seconds / MINUTE), "minute"];
  if (length < 2 * DAY) return [Math.round(seconds / HOUR), "hour"];
  if (length < 2 * MONTH) return [Math.round(seconds / DAY), "day"];
  return length < 2 * YEAR ? [Math.round(seconds / MONTH), "month"] : [Math.round(seconds / YEAR), "year"];
};

/** @template Value @param {(text: string) => Value} make @returns {(text: string) => Value} */
const remembered = (make) => {
  /** @type {Map<string, Value>} */
  const known = new Map();
  return (text) => {
    const value = known.get(text) ?? make(text);
    known.set(text, value);
    return value;
  };
};

/**
 * @param {string} language @param {Locale} locale @param {string | undefined} zone
 */
const write = (language, locale, zone) => {
  const chosen = locale.number_format ?? "language";
  const digits = chosen === "system" ? undefined : (NUMBERS[chosen] ?? language);
  const clock = locale.time_format ?? "language";
  const words = languageOf(language);
  /** @type {Intl.DateTimeFormatOptions} */
  const zoned = { timeZone: locale.time_zone === "server" ? zone : undefined };
  const cycle = { "12": "h12", "24": "h23" }[clock];
  const hours = /** @type {Intl.DateTimeFormatOptions["hourCycle"]} */ (
    cycle ??
      new Intl.DateTimeFormat(clock === "system" ? undefined : language, {
        hour: "numeric",
      }).resolvedOptions().hourCycle
  );
  // Creating a format takes longer than using it a hundred times.
  const numbers = remembered(
    (options) => new Intl.NumberFormat(digits, { ...(chosen === "none" ? { useGrouping: false } : {}), ...JSON.parse(options) }),
  );
  const times = remembered(
    (options) => new Intl.DateTimeFormat(language, { ...zoned, ...JSON.parse(options) }),
  );
  const days = new Intl.DateTimeFormat(words, { ...zoned, weekday: "short" });
  const spans = remembered((options) => new Intl.NumberFormat(words, JSON.parse(options)));
  const relatives = new Intl.RelativeTimeFormat(words, { numeric: "always" });
  const rules = new Intl.PluralRules(words);

  /** @param {number} value @param {Intl.NumberFormatOptions} [options] */
  const number = (value, options = {}) => numbers(JSON.stringify(options)).format(value);
  /** A number with about so many digits in all. @param {number} value @param {number} places */
  const rounded = (value, places) => {
    const whole = value === 0 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
    return number(value, { maximumFractionDigits: Math.max(0, places - Math.max(whole, 0)) });
  };
  /** @param {Date} when @param {Intl.DateTimeFormatOptions} options */
  const timed = (when, options) => times(JSON.stringify(options)).format(when);

  /** @param {Date} when the date in figures, such as 26/11/2026 */
  const date = (when) => {
    /** @type {Intl.DateTimeFormatOptions} */
    const figures = { year: "numeric", month: "2-digit", day: "2-digit" };
    const order = DATES[locale.date_format ?? "language"];
    if (!order) return timed(when, figures);
    const parts = times(JSON.stringify(figures)).formatToParts(when);
    const between = parts.find((one) => one.type === "literal")?.value.trim() ?? "/";
    return order.map((kind) => parts.find((one) => one.type === kind)?.value).join(between);
  };
  /** @param {Date} when */
  const time = (when) =>
    timed(when, { hour: hours === "h12" ? "numeric" : "2-digit", minute: "2-digit", hourCycle: hours });
  /** @param {Date} when */
  const dateTime = (when) => `${date(when)} ${time(when)}`;
  /** Its day's short name. @param {Date} when */
  const weekday = (when) => days.format(when);

  return {
    number,
    date,
    time,
    dateTime,
    /** The time zone of all times; undefined is that of the browser. */
    zone: zoned.timeZone,
    weekday,
    /**
     * A time in the last or next days as short as it is clear: 06:36, or with the day.
     *
     * @param {Date} when @param {Date} now
     */
    moment: (when, now) => (date(when) === date(now) ? time(when) : dateTime(when)),
    /**
     * The same for a time at most some days away: 06:36, or Tue 06:36.
     *
     * @param {Date} when @param {Date} now
     */
    near: (when, now) => (date(when) === date(now) ? time(when) : `${weekday(when)} ${time(when)}`),
    /** A block's height, whose digits stay together. @param {number} height */
    height: (height) => number(height, { useGrouping: false }),
    /** @param {number} rate in TH/s @param {number} [places] digits in all */
    hashrate: (rate, places = 3) =>
      Math.abs(rate) < PETA
        ? `${rounded(rate, places)}\u00a0TH/s`
        : `${rounded(rate / 1000, places)}\u00a0PH/s`,
    /** @param {number} satoshis */
    amount: (satoshis) =>
      Math.abs(satoshis) < BITCOIN
        ? `${number(satoshis, { maximumFractionDigits: 0 })}\u00a0sat`
        : `${number(satoshis / 1e8, { minimumFractionDigits: 4, maximumFractionDigits: 4 })}\u00a0BTC`,
    /**
     * An amount of money with as many digits as its size needs: 1,240, 22.35, 0.03.
     *
     * @param {number} value @param {string} currency its code
     * @param {number} [whole] amounts from here on have no decimals
     */
    money: (value, currency, whole = 100) => {
      const size = Math.abs(value);
      if (size >= whole) return `${number(value, { maximumFractionDigits: 0 })}\u00a0${currency}`;
      const needed = size > 0 && size < CENT ? 1 - Math.floor(Math.log10(size)) : 2;
      const most = Math.min(needed, SMALLEST);
      const options = { minimumFractionDigits: 2, maximumFractionDigits: most };
      return `${number(value, options)}\u00a0${currency}`;
    },
    /**
     * A price of a kilowatt-hour, which differs in its fourth decimal: 0.0654, 12.50.
     *
     * @param {number} value @param {string} currency its code
     */
    price: (value, currency) => {
      const options = { minimumFractionDigits: 2, maximumFractionDigits: Math.abs(value) < 1 ? 4 : 2 };
      return `${number(value, options)}\u00a0${currency}`;
    },
    /** How long something lasts: "6 days". @param {number} seconds */
    duration: (seconds) => {
      const [count, unit] = inUnits(seconds);
      return spans(JSON.stringify({ style: "unit", unit, unitDisplay: "long" })).format(count);
    },
    /** When something is from now: "in 6 days", "6 days ago". @param {number} seconds */
    relative: (seconds) => relatives.format(...inUnits(seconds)),
    /** "s19-a, s19-b and s19-c" @param {string[]} texts */
    list: (texts) => new Intl.ListFormat(words, { type: "conjunction" }).format(texts),
    /** The form of a text for a number. @param {number} count @param {import("./texts.js").Forms} forms */
    plural: (count, forms) => (count === 2 && forms.two) || (forms[rules.select(count)] ?? forms.other),
  };
};

/** @type {WeakMap<object, { zone: string | undefined, formats: Formats }>} */
const known = new WeakMap();

/** The locale of a `hass` without one. @type {Locale} */
const PLAIN = {};

/**
 * Return how the user writes. Called at each change of a state, so it must be fast.
 *
 * @param {Speaker} hass @returns {Formats}
 */
export const formatsOf = ({ language, locale = PLAIN, config }) => {
  const zone = config?.time_zone;
  const found = known.get(locale);
  if (found && found.zone === zone && locale !== PLAIN) return found.formats;
  const formats = write(locale.language ?? language, locale, zone);
  known.set(locale, { zone, formats });
  return formats;
};

/** Lanczos' approximation with g = 607/128 and 15 terms (Godfrey, 2001): about 15 digits. */
const lanczos = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  0.3399464998481189e-4, 0.4652362892704858e-4, -0.9837447530487956e-4, 0.1580887032249125e-3, -0.21026444172410488e-3,
  0.21743961811521265e-3, -0.1643181065367639e-3, 0.8441822398385275e-4, -0.26190838401581408e-4,
  0.36899182659531625e-5,
];

function lanczosSum(x: number): number {
  let sum = lanczos[0] ?? 0;
  for (let at = 1; at < lanczos.length; at += 1) sum += (lanczos[at] ?? 0) / (x + at);
  return sum;
}

/** Logarithm of the absolute value of gamma, and gamma's sign. */
export function lnGamma(x: number): { readonly value: number; readonly sign: number } {
  if (Number.isNaN(x)) return { value: x, sign: 1 };
  if (x <= 0 && Number.isInteger(x)) return { value: Number.POSITIVE_INFINITY, sign: Object.is(x, -0) ? -1 : 1 };
  if (x < 0.5) {
    const sine = Math.sin(Math.PI * x);
    return { value: Math.log(Math.PI / Math.abs(sine)) - lnGamma(1 - x).value, sign: sine < 0 ? -1 : 1 };
  }
  if (x === 1 || x === 2) return { value: 0, sign: 1 };
  if (!Number.isFinite(x)) return { value: x, sign: 1 };
  if (Number.isInteger(x) && x < 23) return { value: Math.log(gamma(x)), sign: 1 };
  const shifted = x - 1;
  const base = shifted + 607 / 128 + 0.5;
  return {
    value: (shifted + 0.5) * Math.log(base) - base + Math.log(Math.sqrt(2 * Math.PI) * lanczosSum(shifted)),
    sign: 1,
  };
}

export function gamma(x: number): number {
  if (Number.isInteger(x)) {
    if (x <= 0) return x === 0 ? 1 / x : Number.NaN;
    if (x > 171) return Number.POSITIVE_INFINITY;
    let product = 1;
    for (let factor = 2; factor < x; factor += 1) product *= factor;
    return product;
  }
  if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  if (x > 171.7) return Number.POSITIVE_INFINITY;
  const shifted = x - 1;
  const base = shifted + 607 / 128 + 0.5;
  const power = base ** ((shifted + 0.5) / 2);
  return Math.sqrt(2 * Math.PI) * power * Math.exp(-base) * power * lanczosSum(shifted);
}

/** Maclaurin series up to 2.5, the continued fraction of erfc beyond (Abramowitz and Stegun 7.1.5 and 7.1.14). */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  return size < 2.5 ? erfSeries(x) : Math.sign(x) * (1 - erfcFraction(size));
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < 2.5) return x < -2.5 ? 2 - erfcFraction(-x) : 1 - erfSeries(x);
  return erfcFraction(x);
}

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n += 1) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function erfcFraction(x: number): number {
  if (x > 27.3) return 0;
  let fraction = x;
  for (let n = 120; n > 0; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** Integrals of Bessel and Schlaefli (Abramowitz and Stegun 9.1.21, 9.1.22), by the trapezoidal and Simpson's rule. */
export const bessel = {
  /** First kind of an integer order. The integrand is periodic, so that the trapezoidal rule converges geometrically. */
  j(order: number, x: number): number {
    if (!Number.isFinite(x)) return Number.isNaN(x) ? x : 0;
    const points = 64 + 2 * Math.ceil(Math.abs(x) + Math.abs(order));
    let sum = 0;
    for (let at = 0; at < points; at += 1) {
      const angle = (2 * Math.PI * (at + 0.5)) / points;
      sum += Math.cos(order * angle - x * Math.sin(angle));
    }
    return sum / points;
  },
  /** Second kind of an integer order, for x > 0. */
  y(order: number, x: number): number {
    if (x <= 0) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
    if (!Number.isFinite(x)) return Number.isNaN(x) ? x : 0;
    const oscillating = simpson((angle) => Math.sin(x * Math.sin(angle) - order * angle), 0, Math.PI, 2000 + 40 * x);
    const sign = order % 2 === 0 ? 1 : -1;
    const decaying = (t: number): number =>
      Math.exp(order * t - x * Math.sinh(t)) + sign * Math.exp(-order * t - x * Math.sinh(t));
    const end = Math.asinh((745 + 40 * Math.abs(order)) / x) + 1;
    return (oscillating - simpson(decaying, 0, end, 8000)) / Math.PI;
  },
};

function simpson(f: (x: number) => number, from: number, to: number, steps: number): number {
  const count = 2 * Math.ceil(Math.min(steps, 200_000) / 2);
  const width = (to - from) / count;
  let sum = f(from) + f(to);
  for (let at = 1; at < count; at += 1) sum += f(from + at * width) * (at % 2 === 1 ? 4 : 2);
  return (sum * width) / 3;
}

// The colours of Samsyn: deep water blue as accent, warm white and grey as neutral.
//
// Each colour is a ladder of sixteen steps that Designsystemet's components read. A step is
// written as lightness and chroma in OKLCH at the colour's hue, because equal steps there look
// equal; the build turns them into sRGB and refuses a ladder whose text is too faint to read.

const steps = [
  'background-default', 'background-tinted', 'surface-default', 'surface-tinted',
  'surface-hover', 'surface-active', 'border-subtle', 'border-default', 'border-strong',
  'text-subtle', 'text-default', 'base-default', 'base-hover', 'base-active',
  'base-contrast-subtle', 'base-contrast-default',
]

const ladders = {
  light: {
    accent: { hue: 232, rungs: [
      [0.988, 0.004], [0.966, 0.012], [1, 0], [0.938, 0.022], [0.905, 0.034], [0.868, 0.046],
      [0.815, 0.058], [0.56, 0.098], [0.43, 0.085], [0.42, 0.086], [0.28, 0.055],
      [0.4, 0.084], [0.35, 0.076], [0.3, 0.066], [0.93, 0.022], [1, 0]] },
    neutral: { hue: 75, rungs: [
      [0.988, 0.004], [0.968, 0.006], [1, 0], [0.95, 0.007], [0.924, 0.008], [0.89, 0.009],
      [0.87, 0.009], [0.57, 0.012], [0.47, 0.012], [0.46, 0.012], [0.26, 0.012],
      [0.26, 0.012], [0.32, 0.012], [0.38, 0.012], [0.8, 0.009], [1, 0]] },
  },
  dark: {
    accent: { hue: 230, rungs: [
      [0.185, 0.02], [0.215, 0.028], [0.225, 0.026], [0.275, 0.04], [0.32, 0.05], [0.365, 0.058],
      [0.43, 0.068], [0.66, 0.1], [0.78, 0.092], [0.81, 0.085], [0.93, 0.035],
      [0.79, 0.09], [0.84, 0.078], [0.89, 0.06], [0.28, 0.05], [0.17, 0.03]] },
    neutral: { hue: 238, rungs: [
      [0.185, 0.012], [0.165, 0.012], [0.225, 0.013], [0.262, 0.014], [0.3, 0.015], [0.345, 0.015],
      [0.37, 0.014], [0.64, 0.012], [0.76, 0.01], [0.79, 0.01], [0.945, 0.006],
      [0.93, 0.006], [0.86, 0.008], [0.79, 0.01], [0.35, 0.012], [0.17, 0.012]] },
  },
}

function linearRgb([lightness, chroma], hue) {
  const angle = (hue * Math.PI) / 180
  const a = chroma * Math.cos(angle)
  const b = chroma * Math.sin(angle)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((channel) => Math.min(1, Math.max(0, channel)))
}

function hex(rgb) {
  const gamma = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)
  return '#' + rgb.map((c) => Math.round(gamma(c) * 255).toString(16).padStart(2, '0')).join('')
}

function contrast(one, other) {
  const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b
  const [bright, dim] = [luminance(one), luminance(other)].sort((x, y) => y - x)
  return (bright + 0.05) / (dim + 0.05)
}

// WCAG 2.2 AA: 4.5 for text, 3 for the edges of what one can press.
const promises = [
  ['text-default', 'surface-active', 4.5],
  ['text-subtle', 'background-tinted', 4.5],
  ['text-subtle', 'surface-tinted', 4.5],
  ['base-contrast-default', 'base-default', 4.5],
  ['base-contrast-default', 'base-active', 4.5],
  ['border-default', 'background-tinted', 3],
]

function checked(scheme, name, rungs, hue) {
  const at = (step) => linearRgb(rungs[steps.indexOf(step)], hue)
  for (const [front, back, least] of promises) {
    const ratio = contrast(at(front), at(back))
    if (ratio < least) {
      throw new Error(`${scheme} ${name}: ${front} on ${back} is ${ratio.toFixed(2)}, needs ${least}`)
    }
  }
  return rungs.map((rung, i) => `--ds-color-${name}-${steps[i]}:${hex(linearRgb(rung, hue))}`)
}

/** The declarations of one scheme ('light' or 'dark'), as CSS text without braces. */
export function palette(scheme) {
  const all = Object.entries(ladders[scheme])
    .flatMap(([name, { hue, rungs }]) => checked(scheme, name, rungs, hue))
  const { neutral } = ladders[scheme]
  const focus = hex(linearRgb(neutral.rungs[steps.indexOf('text-default')], neutral.hue))
  const inner = hex(linearRgb(neutral.rungs[steps.indexOf('surface-default')], neutral.hue))
  return [...all, `--ds-color-focus-outer:${focus}`, `--ds-color-focus-inner:${inner}`].join(';')
}

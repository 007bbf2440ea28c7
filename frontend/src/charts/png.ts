/** Properties that styles give a drawing, and that an image of its own has to carry. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
  'visibility',
]

const PIXELS = 2
const TITLE_HEIGHT = 32
const MARGIN = 12

/** A drawing that carries its styles by itself. */
export function standalone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [svg, ...svg.querySelectorAll('*')]
  const copies = [copy, ...copy.querySelectorAll('*')]
  originals.forEach((original, index) => {
    const style = getComputedStyle(original)
    for (const property of PROPERTIES) {
      const value = style.getPropertyValue(property)
      if (value !== '') {
        copies[index]?.setAttribute(property, value)
      }
    }
    copies[index]?.removeAttribute('class')
  })
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return copy
}

/**
 * A drawing as PNG, with its title above and in the colours of the page.
 *
 * @throws Error where the browser can't draw it
 */
export async function toPng(svg: SVGSVGElement, title: string): Promise<Blob> {
  const width = svg.clientWidth || Number(svg.getAttribute('width'))
  const height = svg.clientHeight || Number(svg.getAttribute('height'))
  const text = new XMLSerializer().serializeToString(standalone(svg))
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = (width + 2 * MARGIN) * PIXELS
    canvas.height = (height + TITLE_HEIGHT + 2 * MARGIN) * PIXELS
    const context = canvas.getContext('2d')
    if (context === null) {
      throw new Error('no canvas')
    }
    const page = getComputedStyle(document.body)
    context.scale(PIXELS, PIXELS)
    context.fillStyle = page.backgroundColor
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.fillStyle = page.color
    context.font = `600 15px ${page.fontFamily}`
    context.fillText(title, MARGIN, MARGIN + 15)
    context.drawImage(image, MARGIN, MARGIN + TITLE_HEIGHT, width, height)
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error('no image')) : resolve(blob)))
    })
  } finally {
    URL.revokeObjectURL(url)
  }
}
